// RRsets as the store keeps them: short JSON text, without the notes that people keep beside a record.
import type { RRset } from '../dns/rrset.ts'

/** What few RRsets have. */
type More = Pick<RRset, 'policy' | 'alias'>
type Row = readonly [RRset['owner'], RRset['type'], RRset['ttl'], RRset['rdatas'], More?]

/** Writes an RRset as a row. */
export function rowOf({ owner, type, ttl, rdatas, policy, alias }: RRset): string {
  const row = [owner, type, ttl, rdatas]
  return JSON.stringify(policy || alias ? [...row, { policy, alias }] : row)
}

/** Reads a row. */
export function rrsetOf(row: string): RRset {
  const [owner, type, ttl, rdatas, more] = JSON.parse(row) as Row
  return more ? { owner, type, ttl, rdatas, ...more } : { owner, type, ttl, rdatas }
}
