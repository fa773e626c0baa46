// Follows aliases within the zone; one that leads out of it, in a circle or too far ends the answer (RFC 1034 §3.6.2).
import { rcodes, types } from './codes.ts'
import { type Exchange, maxAliases, sections } from './exchange.ts'
import { readName } from './lookup-name.ts'
import { putNegative } from './negative.ts'
import { put, putChosen } from './put-chosen.ts'
import { findRRset, isInZone, recordHead } from './snapshot.ts'

/** Puts the CNAME of `x.node`; true if its target is the name to look up next. */
export function followCname(x: Exchange): boolean {
  if (x.aliases === maxAliases) return false
  const rrset = findRRset(x.zone, x.node, types.CNAME)
  const outcome = putChosen(x, sections.answer, rrset, x.name, 0)
  if (outcome === put.full) x.isTruncated = true
  if (outcome === put.nothing) putNegative(x, rcodes.NOERROR)
  if (outcome !== put.done) return false
  x.dnameNodes[x.aliases] = 0
  return follow(x, x.recordsPlace + recordHead)
}

/** Makes the name at a place of the answer the one to look up; false if the answer ends here. */
export function follow(x: Exchange, place: number): boolean {
  x.aliasHashes[x.aliases++] = x.name.hashes[0]!
  if (readName(x.name, x.message, place, x.end, x.zone.seed) < 0) return false
  return isInZone(x.zone, x.name) && !wasSeen(x)
}

/** In a zone, names with the same hash are one name but for a chance of some 2^−32 that nobody can aim at. */
function wasSeen({ aliasHashes, aliases, name }: Exchange): boolean {
  for (let i = 0; i < aliases; i++) if (aliasHashes[i] === name.hashes[0]) return true
  return false
}
