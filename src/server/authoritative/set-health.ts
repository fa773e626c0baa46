// Says which sets are well: by their own checks, and for an alias that asks for it by the sets of its target.
import { type Choice, maxDepth } from './choice.ts'
import { chooserLayout, isChooser, natures, noCheck, setAt, setLayout } from './chooser-layout.ts'
import type { Exchange } from './exchange.ts'
import { found, lookUp } from './lookup.ts'
import { readName } from './lookup-name.ts'
import { findRRset, isInZone } from './snapshot.ts'

/** Says whether a set of a chooser is well. A checked alias that leads to nothing is not. */
export function isWell(x: Exchange, chooser: number, number: number): boolean {
  const { words, halves, health } = x.zone
  const set = setAt(chooser, number)
  const check = words[(set + setLayout.check) >> 2]!
  if (check !== noCheck && health[check] === 0) return false
  if (words[(set + setLayout.nature) >> 2] !== natures.checkedAlias) return true
  // What is not looked at any more counts as well, as what was not checked yet.
  if (x.choice.healthLookups === 0) return true
  x.choice.healthLookups--
  const type = halves[(chooser + chooserLayout.type) >> 1]!
  const target = targetOf(x, words[(set + setLayout.place) >> 2]!, type)
  return target !== 0 && hasWellSet(x, target)
}

/** Records without a policy are well; among sets one that is well is enough. A circle has none. */
function hasWellSet(x: Exchange, rrset: number): boolean {
  if (!isChooser(x.zone, rrset)) return true
  if (!enter(x.choice, rrset)) return false
  const sets = x.zone.halves[(rrset + chooserLayout.sets) >> 1]!
  let isAny = false
  for (let number = 0; number < sets && !isAny; number++) isAny = isWell(x, rrset, number)
  x.choice.depth--
  return isAny
}

/** Notes a chooser on the way; false if it was met before, or the way is too long. */
export function enter(choice: Choice, chooser: number): boolean {
  const { path, depth } = choice
  if (depth === maxDepth) return false
  for (let i = 0; i < depth; i++) if (path[i] === chooser) return false
  path[choice.depth++] = chooser
  return true
}

/** The RRset of a type at the name whose wire form is at a place of the arena; 0 if the zone answers with none. */
export function targetOf(x: Exchange, place: number, type: number): number {
  const { zone, choice, node, label } = x
  readName(choice.target, zone.bytes, place, zone.bytes.length, zone.seed)
  if (!isInZone(zone, choice.target)) return 0
  const isThere = lookUp(x, choice.target) === found.node
  const target = x.node
  x.node = node
  x.label = label
  return isThere ? findRRset(zone, target, type) : 0
}
