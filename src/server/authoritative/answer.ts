// Answers a name of a zone: its data, or where to ask, or what an alias leads to, or that there is nothing (RFC 1034 §4.3.2).

import { putAddressesOf } from './additional.ts'
import { followCname } from './alias.ts'
import { rcodes, types } from './codes.ts'
import { followDname } from './dname.ts'
import { type Exchange, sections } from './exchange.ts'
import { found, lookUp } from './lookup.ts'
import { putNegative } from './negative.ts'
import { put, putChosen } from './put-chosen.ts'
import { putReferral } from './referral.ts'
import { findRRset, flags, nodeLayout, rrsetLayout } from './snapshot.ts'

/** Fills the sections for `x.name` and `x.type` from `x.zone`; once more for each alias, which are bounded. */
export function answerFromZone(x: Exchange): void {
  x.isAuthoritative = true
  x.aliases = 0
  for (;;) {
    const what = lookUp(x, x.name)
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
  if (rrset === 0 && zone.bytes[node + nodeLayout.flags]! & flags.alias) return followCname(x)
  const outcome = rrset === 0 ? put.nothing : putChosen(x, sections.answer, rrset, x.name, 0)
  if (outcome === put.done) putAddressesOf(x)
  else if (outcome === put.full) x.isTruncated = true
  else putNegative(x, rcodes.NOERROR)
  return false
}

/** One RRset over UDP, which serves no amplifier; over TCP all that fit (RFC 8482 §4.1, §4.4). */
function answerAny(x: Exchange): boolean {
  const { words } = x.zone
  let isEmpty = true
  for (let rrset = words[x.node >> 2]!; rrset !== 0; rrset = words[(rrset + rrsetLayout.next) >> 2]!) {
    const outcome = putChosen(x, sections.answer, rrset, x.name, 0)
    if (outcome === put.nothing) continue
    isEmpty = false
    if (x.transport === 'tcp') continue
    x.isTruncated = outcome === put.full
    break
  }
  if (isEmpty) putNegative(x, rcodes.NOERROR)
  return false
}
