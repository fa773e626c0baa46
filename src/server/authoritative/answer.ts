// Answers a name of a zone: its data, or where to ask, or what an alias leads to, or that there is nothing (RFC 1034 §4.3.2).

import { putAddressesOf } from './additional.ts'
import { followCname } from './alias.ts'
import { rcodes, types } from './codes.ts'
import { followDname } from './dname.ts'
import { type Exchange, sections } from './exchange.ts'
import { found, lookUp } from './lookup.ts'
import { putNegative } from './negative.ts'
import { putRRset } from './put.ts'
import { putReferral } from './referral.ts'
import { findRRset, flags, nodeLayout, rrsetLayout } from './snapshot.ts'

/** Fills the sections for `x.name` and `x.type` from `x.zone`; once more for each alias, which are bounded. */
export function answerFromZone(x: Exchange): void {
  x.isAuthoritative = true
  x.aliases = 0
  for (;;) {
    const what = lookUp(x)
    switch (what) {
      case found.node:
        if (answerFromNode(x)) continue
        return
      case found.dname:
        if (followDname(x)) continue
        return
      case found.cut:
        return putReferral(x)
      case found.nothing:
        return putNegative(x, rcodes.NXDOMAIN)
      default:
        return what satisfies never
    }
  }
}

/** Answers from `x.node`; true if an alias leads on to another name. */
function answerFromNode(x: Exchange): boolean {
  const { zone, node, type } = x
  if (type === types.ANY) return answerAny(x)
  const rrset = findRRset(zone, node, type)
  if (rrset !== 0) {
    if (!putRRset(x, sections.answer, rrset, x.name, 0)) x.isTruncated = true
    else putAddressesOf(x, rrset)
    return false
  }
  if (zone.bytes[node + nodeLayout.flags]! & flags.alias) return followCname(x)
  putNegative(x, rcodes.NOERROR)
  return false
}

/** One RRset over UDP, which serves no amplifier; over TCP all that fit (RFC 8482 §4.1, §4.4). */
function answerAny(x: Exchange): boolean {
  const { words } = x.zone
  let rrset = words[x.node >> 2]!
  if (rrset === 0) putNegative(x, rcodes.NOERROR)
  for (; rrset !== 0; rrset = words[(rrset + rrsetLayout.next) >> 2]!) {
    const fits = putRRset(x, sections.answer, rrset, x.name, 0)
    if (x.transport === 'tcp') continue
    x.isTruncated = !fits
    break
  }
  return false
}
