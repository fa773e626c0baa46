// RRsets as the store keeps them: short JSON text, without the notes that people keep beside a record.
import type { RRset } from '../dns/rrset.ts'

type Row = readonly [RRset['owner'], RRset['type'], RRset['ttl'], RRset['rdatas'], RRset['policy']?]

/** Writes an RRset as a row. */
export function rowOf({ owner, type, ttl, rdatas, policy }: RRset): string {
  return JSON.stringify(policy ? [owner, type, ttl, rdatas, policy] : [owner, type, ttl, rdatas])
}

/** Reads a row. */
export function rrsetOf(row: string): RRset {
  const [owner, type, ttl, rdatas, policy] = JSON.parse(row) as Row
  return policy ? { owner, type, ttl, rdatas, policy } : { owner, type, ttl, rdatas }
}
