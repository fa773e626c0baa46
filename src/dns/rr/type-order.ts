// The order in which the record types of a name are written.
import { compareText } from '../../base/compare-text.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'

/** What delegates and addresses comes first, then what belongs to it; other types follow by name. */
const first: readonly RRTypeName[] = [
  'SOA',
  'NS',
  'DS',
  'CNAME',
  'DNAME',
  'ALIAS',
  'A',
  'AAAA',
  'MX',
  'TXT',
  'SRV',
  'CAA',
]
const ranks = new Map(first.map((type, rank) => [type, rank]))

/** Compares two types by the order of writing. */
export function compareTypes(a: RRTypeName, b: RRTypeName): number {
  return (ranks.get(a) ?? first.length) - (ranks.get(b) ?? first.length) || compareText(a, b)
}
