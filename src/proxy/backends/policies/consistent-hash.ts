// Choosing by name so that names stay where they are: only those of a server that goes move (rendezvous hashing,
// Thaler and Ravishankar, 1998; weights as in Schindelhauer and Schomaker, 2005).
import type { Backend } from '../backend.ts'
import type { MakePolicy, Policy } from '../policy.ts'
import { isBelow, loadLimit } from './bounded-load.ts'
import { hashName, hashText, mixBits } from './hash-name.ts'

/** Each server draws a number for the name; the best of those with room for another query has it. */
export const consistentHash: MakePolicy = (members, _site, settings) => {
  const { consistent_hashing_balancing_factor: factor, hash_perturbation: perturbation } = settings
  const seeds = Int32Array.from(members, ({ settings: { hashSeed } }) => hashText(hashSeed))
  const weights = Float64Array.from(members, ({ settings: { weight } }) => weight)
  const isEven = weights.every(weight => weight === weights[0])
  return (isEven ? evenChoice : weightedChoice)(members, { seeds, weights, factor, perturbation })
}

interface Hashing {
  /** By member. */
  readonly seeds: Int32Array
  readonly weights: Float64Array
  readonly factor: number
  readonly perturbation: number
}

type MakeChoice = (members: readonly Backend[], hashing: Hashing) => Policy

const evenChoice: MakeChoice = (members, { seeds, factor, perturbation }) => {
  return (candidates, count, { stored, nameEnd }) => {
    const hash = hashName(stored, nameEnd, perturbation)
    const limit = loadLimit(candidates, count, factor)
    let best: Backend | undefined
    let most = -1
    // Candidates are members in the same order.
    for (let i = 0, member = 0; i < count; i++, member++) {
      const candidate = candidates[i]!
      while (members[member] !== candidate && member < members.length) member++
      const drawn = mixBits(hash ^ seeds[member]!) >>> 1
      if (drawn <= most || !isBelow(candidate, limit)) continue
      best = candidate
      most = drawn
    }
    return best ?? candidates[0]
  }
}

const weightedChoice: MakeChoice = (members, { seeds, weights, factor, perturbation }) => {
  return (candidates, count, { stored, nameEnd }) => {
    const hash = hashName(stored, nameEnd, perturbation)
    const limit = loadLimit(candidates, count, factor)
    let best: Backend | undefined
    let least = Number.POSITIVE_INFINITY
    for (let i = 0, member = 0; i < count; i++, member++) {
      const candidate = candidates[i]!
      while (members[member] !== candidate && member < members.length) member++
      // The time until the first event of a process with the rate `weight`: the least is this one's by its share.
      const drawn = -Math.log(((mixBits(hash ^ seeds[member]!) >>> 1) + 1) / (2 ** 31 + 1)) / weights[member]!
      if (drawn >= least || !isBelow(candidate, limit)) continue
      best = candidate
      least = drawn
    }
    return best ?? candidates[0]
  }
}
