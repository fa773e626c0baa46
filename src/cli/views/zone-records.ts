// The records of a zone, one on each line.
import { hasTtl, type RRset } from '../../dns/rrset.ts'
import { valueTexts } from '../../plan/rrset-text.ts'
import { printable } from '../printable.ts'
import { columns } from './columns.ts'

/** Prints the records of RRsets; one with a policy has a line for each value of each set, aliases have one each. */
export const zoneRecordsText = (rrsets: readonly RRset[]): string => columns(rrsets.flatMap(rowsOf))

function rowsOf(rrset: RRset): string[][] {
  const { owner, type, ttl, managedBy } = rrset
  const head = [owner, hasTtl(rrset) ? String(ttl) : '', type]
  const values = rrset.policy || rrset.alias ? [...valueTexts(rrset).values()].map(printable) : rrset.rdatas
  if (managedBy === undefined) return values.map(value => [...head, value])
  const note = `; managed by ${printable(managedBy)}`
  return values.length === 0 ? [[...head, note]] : values.map(value => [...head, `${value}  ${note}`])
}
