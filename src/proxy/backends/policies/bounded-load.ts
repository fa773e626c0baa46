// Keeps the queries that wait at one server near its share of all that wait ("consistent hashing with bounded loads",
// Mirrokni, Thorup and Zadimoghaddam, 2016).
import type { Backend } from '../backend.ts'

/**
 * How many queries may wait at a server for each unit of its weight, so that it has at most `factor` times its share,
 * the query to come included; infinitely many if the factor is 0. With a factor from 1 up, one server always has room.
 */
export function loadLimit(candidates: readonly Backend[], count: number, factor: number): number {
  if (factor === 0) return Number.POSITIVE_INFINITY
  let waiting = 1
  let weights = 0
  for (let i = 0; i < count; i++) {
    const { settings, state } = candidates[i]!
    waiting += state.outstanding
    weights += settings.weight
  }
  return (waiting / weights) * factor
}

/** Says whether a server may get another query. */
export const isBelow = ({ settings, state }: Backend, limit: number): boolean =>
  state.outstanding <= settings.weight * limit
