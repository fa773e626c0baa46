// Draws sets at random: one by the weights, or several of which each is as likely as any other.

import { drawBelow } from '../../base/random.ts'
import { maxSets } from './choice.ts'
import { chooserLayout, setAt, setLayout } from './chooser-layout.ts'
import type { Exchange } from './exchange.ts'
import { isWell } from './set-health.ts'

/**
 * The number of one set, drawn by weight among those that are well. Sets of weight 0 are drawn if no other is well,
 * each as likely as any other; if none is well at all, all count as well.
 */
export function drawSet(x: Exchange, chooser: number): number {
  const number = drawWell(x, chooser, false)
  return number < 0 ? drawWell(x, chooser, true) : number
}

/** One walk: each set takes the place of the one drawn so far with the chance that its weight has among those seen. */
function drawWell(x: Exchange, chooser: number, areAllWell: boolean): number {
  const { words, halves } = x.zone
  const { random } = x.choice
  const sets = halves[(chooser + chooserLayout.sets) >> 1]!
  let weighty = -1
  let sum = 0
  let weightless = -1
  let count = 0
  for (let number = 0; number < sets; number++) {
    const weight = words[(setAt(chooser, number) + setLayout.key) >> 2]!
    if (weight === 0 && sum > 0) continue
    if (!areAllWell && !isWell(x, chooser, number)) continue
    if (weight > 0) {
      sum += weight
      if (sum === weight || drawBelow(random, sum) < weight) weighty = number
    } else if (++count === 1 || drawBelow(random, count) === 0) weightless = number
  }
  return weighty < 0 ? weightless : weighty
}

/** Fills `x.choice.sets` with up to 8 sets that are well, in any order, and returns how many; all count as well if none is. */
export function drawSets(x: Exchange, chooser: number): number {
  return drawSeveral(x, chooser, false) || drawSeveral(x, chooser, true)
}

/** One walk (Waterman's algorithm R): shuffled while there is room, then each in the place of another. */
function drawSeveral(x: Exchange, chooser: number, areAllWell: boolean): number {
  const { sets: drawn, random } = x.choice
  const sets = x.zone.halves[(chooser + chooserLayout.sets) >> 1]!
  let count = 0
  for (let number = 0; number < sets; number++) {
    if (!areAllWell && !isWell(x, chooser, number)) continue
    const place = drawBelow(random, ++count)
    if (count <= maxSets) drawn[count - 1] = drawn[place]!
    if (place < maxSets) drawn[place] = number
  }
  return Math.min(count, maxSets)
}
