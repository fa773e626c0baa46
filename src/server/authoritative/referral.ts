// Referrals: the NS of a cut, and the addresses of those servers that the zone knows (RFC 1034 §4.3.2, RFC 9471).
import { putGlue } from './additional.ts'
import { types } from './codes.ts'
import { type Exchange, sections } from './exchange.ts'
import { putRRset } from './put.ts'
import { findRRset } from './snapshot.ts'

/** Says whom to ask about the cut at `x.node`. */
export function putReferral(x: Exchange): void {
  // Behind an alias the answer section is ours nonetheless.
  x.isAuthoritative = x.aliases > 0
  const { node } = x
  const rrset = findRRset(x.zone, node, types.NS)
  if (!putRRset(x, sections.authority, rrset, x.name, x.label)) x.isTruncated = true
  else putGlue(x, rrset, node)
}
