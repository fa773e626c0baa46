// Addresses that go along with names in record data (RFC 1034 §4.3.2 step 6, RFC 2782, RFC 9460 §4.2).
import { types } from './codes.ts'
import { farthestPlace } from './encode-rrset.ts'
import { type Exchange, maxTargets, sections } from './exchange.ts'
import { type LookupName, readName } from './lookup-name.ts'
import { nextRecord } from './put.ts'
import { put, putChosen } from './put-chosen.ts'
import { findNode, findRRset, isInZone, noTarget, recordHead, rrsetForms, rrsetLayout } from './snapshot.ts'

/** Puts addresses for the records of `x.node` that were put last; those that do not fit are left out. */
export function putAddressesOf(x: Exchange): void {
  const { rrset } = x
  const { bytes } = x.zone
  const target = bytes[rrset + rrsetLayout.target]!
  if (target === noTarget) return
  const { recordsPlace, end } = x
  x.targets = 0
  if (bytes[rrset + rrsetLayout.form] === rrsetForms.ownerTarget) {
    x.targetNodes[x.targets++] = x.node
    putAddresses(x, x.node, x.name, false)
  }
  putForRecords(x, recordsPlace, end, target, 0)
}

/**
 * Puts glue for the NS of a cut that were put last. Servers at or below the cut cannot be found without their
 * addresses: where these do not fit the answer is truncated (RFC 9471 §2.1). Others are added if they fit.
 */
export function putGlue(x: Exchange, rrset: number, cut: number): void {
  const target = x.zone.bytes[rrset + rrsetLayout.target]!
  const { recordsPlace, end } = x
  x.targets = 0
  putForRecords(x, recordsPlace, end, target, cut)
  if (!x.isTruncated) putForRecords(x, recordsPlace, end, target, 0)
}

/** Goes over the records between two places; with a cut, over those alone that have a name at or below it. */
function putForRecords(x: Exchange, start: number, end: number, target: number, cut: number): void {
  const { message, zone } = x
  for (let at = start; at < end && x.targets < maxTargets; at = nextRecord(message, at)) {
    readName(x.target, message, at + recordHead + target, end, zone.seed)
    // The root is no host: it stands for none, or for the owner.
    if (x.target.labels === 0 || !isInZone(zone, x.target) || (cut !== 0 && !isBelow(x, cut))) continue
    // What stands farther back than pointers reach has its addresses left out.
    if (x.target.places[0]! > farthestPlace) return
    const node = findNode(zone, x.target, 0)
    if (node !== 0 && !wasPut(x, node)) putAddresses(x, node, x.target, cut !== 0)
  }
}

/** Says whether `x.target` is at or below the node of `x.label`. */
function isBelow(x: Exchange, cut: number): boolean {
  const label = x.target.labels - (x.name.labels - x.label)
  return label >= 0 && findNode(x.zone, x.target, label) === cut
}

/** Notes a node whose addresses are being put; true if that was done before. */
function wasPut(x: Exchange, node: number): boolean {
  for (let i = 0; i < x.targets; i++) if (x.targetNodes[i] === node) return true
  x.targetNodes[x.targets++] = node
  return false
}

function putAddresses(x: Exchange, node: number, owner: LookupName, isRequired: boolean): void {
  for (let i = 0; i < addressTypes.length; i++) {
    const rrset = findRRset(x.zone, node, addressTypes[i]!)
    if (rrset !== 0) putForEveryone(x, rrset, owner, isRequired)
  }
}

/** Resolvers keep this section for everyone (RFC 7871 §7.3.1): what was chosen by who asks stays out if it may. */
function putForEveryone(x: Exchange, rrset: number, owner: LookupName, isRequired: boolean): void {
  const { end, asker, counts } = x
  const { scope } = asker
  const count = counts[sections.additional]!
  asker.hasCounted = false
  const outcome = putChosen(x, sections.additional, rrset, owner, 0)
  if (outcome === put.full && isRequired) x.isTruncated = true
  if (!asker.hasCounted) return
  asker.scope = scope
  if (isRequired) return
  x.end = end
  counts[sections.additional] = count
}

const addressTypes = [types.A, types.AAAA]
