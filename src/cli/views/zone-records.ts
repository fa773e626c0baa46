// The records of a zone, one on each line.
import type { RRset } from '../../dns/rrset.ts'
import { columns } from './columns.ts'

/** Prints the records of RRsets; a routed one has a line for each value of each set. */
export const zoneRecordsText = (rrsets: readonly RRset[]): string => columns(rrsets.flatMap(rowsOf))

function rowsOf({ owner, type, ttl, rdatas, policy }: RRset): string[][] {
  const head = [owner, String(ttl), type]
  const routed = (policy?.sets ?? []).flatMap(set =>
    set.rdatas.map(rdata => [...head, `${rdata}  ; ${policy!.kind} ${set.id}`]),
  )
  return [...rdatas.map(rdata => [...head, rdata]), ...routed]
}
