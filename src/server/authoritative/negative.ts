// Negative answers: the SOA in the authority section says for how long they hold (RFC 2308 §2, §3).
import { type Exchange, sections } from './exchange.ts'
import { putRRset } from './put.ts'

/** Says that the name (NXDOMAIN) or the type (NOERROR) is not there; behind aliases, of the last one (RFC 6604 §3). */
export function putNegative(x: Exchange, rcode: number): void {
  x.rcode = rcode
  const { zone, name } = x
  if (!putRRset(x, sections.authority, zone.negativeSoa, name, name.labels - zone.labels))
    x.isTruncated = true
}
