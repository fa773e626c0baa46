// Choosing by weight: by chance, or by the name that is asked for.
import type { Backend } from '../backend.ts'
import type { MakePolicy } from '../policy.ts'
import { isBelow, loadLimit } from './bounded-load.ts'
import { hashName } from './hash-name.ts'

/** Each server gets its share of the queries. */
export const weightedRandom: MakePolicy = (_members, { random }, { weighted_balancing_factor: factor }) => {
  return (candidates, count) => drawByWeight(candidates, count, factor, random())
}

/** Each server gets its share of the names; a third of all names may move when a server comes or goes. */
export const weightedHash: MakePolicy = (_members, _site, settings) => {
  const { weighted_balancing_factor: factor, hash_perturbation: seed } = settings
  return (candidates, count, { stored, nameEnd }) =>
    drawByWeight(candidates, count, factor, hashName(stored, nameEnd, seed) >>> 1)
}

/** Chooses by a number from 0 to 2^31 − 1. */
function drawByWeight(
  candidates: readonly Backend[],
  count: number,
  factor: number,
  drawn: number,
): Backend | undefined {
  const limit = loadLimit(candidates, count, factor)
  let weights = 0
  for (let i = 0; i < count; i++)
    if (isBelow(candidates[i]!, limit)) weights += candidates[i]!.settings.weight
  let left = (drawn / 2 ** 31) * weights
  for (let i = 0; i < count; i++) {
    const candidate = candidates[i]!
    if (!isBelow(candidate, limit)) continue
    left -= candidate.settings.weight
    if (left < 0) return candidate
  }
  // Other threads change meanwhile what waits.
  return candidates[0]
}
