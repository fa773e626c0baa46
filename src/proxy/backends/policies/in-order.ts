// Choosing without weights: the one with the least to do, the first with room, or each in turn.
import type { Backend } from '../backend.ts'
import type { MakePolicy, Policy } from '../policy.ts'

/** The server where the fewest queries wait; in a tie that of the lowest order, then the fastest. */
export const leastOutstanding: MakePolicy = () => chooseIdlest

const chooseIdlest: Policy = (candidates, count) => {
  let best = candidates[0]!
  let least = best.state.outstanding
  for (let i = 1; i < count; i++) {
    const candidate = candidates[i]!
    const waiting = candidate.state.outstanding
    if (waiting > least || (waiting === least && !isFaster(candidate, best))) continue
    best = candidate
    least = waiting
  }
  return best
}

/** Orders never descend among candidates. */
const isFaster = (candidate: Backend, best: Backend): boolean =>
  candidate.settings.order === best.settings.order && candidate.state.latency < best.state.latency

/** The first server that is below its limit of queries a second; where none is, the one with the least to do. */
export const firstAvailable: MakePolicy = (_members, { clock }) => {
  return (candidates, count, query) => {
    for (let i = 0; i < count; i++) {
      const { settings, state } = candidates[i]!
      const limit = settings.queriesPerSecond
      if (limit === 0 || state.takeQuery(limit, clock.ms)) return candidates[i]
    }
    return chooseIdlest(candidates, count, query)
  }
}

/** One after another. */
export const roundRobin: MakePolicy = (_members, { random }) => {
  // Threads start at different places. In an array, as a variable of a closure might be allocated anew.
  const turn = Uint32Array.of(random())
  return (candidates, count) => candidates[turn[0]!++ % count]
}
