// Chooses what a query gets of an RRset with a policy, and follows aliases to what they stand for.
import type { Choice } from './choice.ts'
import { chooserLayout, isChooser, natures, setAt, setLayout, ways } from './chooser-layout.ts'
import { drawSet, drawSets } from './draw-sets.ts'
import type { Exchange } from './exchange.ts'
import { firstOfLocation, firstOfNetworks } from './first-set.ts'
import { enter, targetOf } from './set-health.ts'

/** Fills `x.choice` with the RRsets that a chooser leads to, and returns how many there are: 0 if there is nothing. */
export function choose(x: Exchange, chooser: number): number {
  const { choice } = x
  choice.depth = 0
  choice.count = 0
  choice.owner = 0
  let at = chooser
  while (at !== 0 && isChooser(x.zone, at) && enter(choice, at)) {
    if (wayOf(x, at) === ways.multivalue) return chooseSeveral(x, at)
    at = follow(x, at, pick(x, at))
  }
  add(x, at)
  return choice.count
}

/** Chooses sets whose records make one answer. */
function chooseSeveral(x: Exchange, chooser: number): number {
  const { choice } = x
  const { depth, owner } = choice
  const drawn = drawSets(x, chooser)
  for (let i = 0; i < drawn; i++) {
    choice.depth = depth
    choice.owner = owner
    let at = follow(x, chooser, choice.sets[i]!)
    while (at !== 0 && isChooser(x.zone, at) && enter(choice, at)) at = follow(x, at, pick(x, at))
    add(x, at)
  }
  return choice.count
}

/** Notes an RRset that is to be put, unless it is already, or the way to it is a circle or too long. */
function add(x: Exchange, rrset: number): void {
  const { choice } = x
  if (rrset === 0 || isChooser(x.zone, rrset) || isNoted(choice, rrset)) return
  choice.owners[choice.count] = choice.owner
  choice.rrsets[choice.count++] = rrset
}

function isNoted({ rrsets, count }: Choice, rrset: number): boolean {
  for (let i = 0; i < count; i++) if (rrsets[i] === rrset) return true
  return false
}

/** The number of one set; −1 if none is for who asks. */
function pick(x: Exchange, chooser: number): number {
  switch (wayOf(x, chooser)) {
    case ways.weighted:
    case ways.multivalue:
      return drawSet(x, chooser)
    case ways.network:
      return firstOfNetworks(x, chooser)
    default:
      return firstOfLocation(x, chooser)
  }
}

const wayOf = (x: Exchange, chooser: number): number => x.zone.bytes[chooser + chooserLayout.way]!

/** What a set leads to: its RRset, or that of its target; 0 for nothing. */
function follow(x: Exchange, chooser: number, number: number): number {
  if (number < 0) return 0
  const { words, halves } = x.zone
  const set = setAt(chooser, number)
  const place = words[(set + setLayout.place) >> 2]!
  if (words[(set + setLayout.nature) >> 2] === natures.values) return place
  if (x.choice.lookups === 0) return 0
  x.choice.lookups--
  x.choice.owner = place
  return targetOf(x, place, halves[(chooser + chooserLayout.type) >> 1]!)
}
