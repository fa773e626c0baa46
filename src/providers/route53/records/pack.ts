// Packs what must stay together into the fewest requests that the limits allow: bin packing with several measures and
// an order between some of the parcels.
import type { BatchCost as Cost } from '../../../route53/limits.ts'

/** What goes into one request as a whole. */
export interface Parcel {
  readonly cost: Cost
  /** Indexes of parcels before this one that may not go in a later request. */
  readonly after: readonly number[]
}

/** The request of each parcel, by its index. */
type Assignment = readonly number[]

/**
 * Says which parcels go into each request, by their indexes, which ascend. Each parcel fits the limit by itself. The
 * number is the least where it is small or the parcels are; finding the least always would take too long.
 */
export function pack(parcels: readonly Parcel[], limit: Cost): number[][] {
  const least = lowerBound(parcels, limit)
  let best = firstFit(parcels, limit, [...parcels.keys()])
  if (sizeOf(best) > least) best = fewer(best, firstFit(parcels, limit, freeLast(parcels, limit)))
  if (sizeOf(best) > least && parcels.length <= mostSearched)
    best = searched(parcels, limit, least, sizeOf(best)) ?? best
  return batchesOf(best)
}

const sizeOf = (assignment: Assignment): number =>
  assignment.reduce((most, bin) => Math.max(most, bin + 1), 0)
const fewer = (a: Assignment, b: Assignment): Assignment => (sizeOf(b) < sizeOf(a) ? b : a)

function batchesOf(assignment: Assignment): number[][] {
  const batches: number[][] = []
  for (const [parcel, bin] of assignment.entries()) (batches[bin] ??= []).push(parcel)
  return batches.filter(batch => batch !== undefined)
}

const measures = ['records', 'characters', 'changes'] as const
const nothing: Cost = { records: 0, characters: 0, changes: 0 }

const plus = (a: Cost, b: Cost): Cost => ({
  records: a.records + b.records,
  characters: a.characters + b.characters,
  changes: a.changes + b.changes,
})

/** Says whether a cost is within a limit. */
export const fits = (cost: Cost, limit: Cost): boolean =>
  cost.records <= limit.records && cost.characters <= limit.characters && cost.changes <= limit.changes

/** No packing is smaller: the sum has to fit, and of the parcels above half of a limit no two go together. */
function lowerBound(parcels: readonly Parcel[], limit: Cost): number {
  return Math.max(
    ...measures.map(measure => {
      const costs = parcels.map(({ cost }) => cost[measure])
      const sum = costs.reduce((a, b) => a + b, 0)
      return Math.max(Math.ceil(sum / limit[measure]), costs.filter(cost => 2 * cost > limit[measure]).length)
    }),
  )
}

/** Puts each parcel, in the given order, into the first request that has room for it. What others wait for comes first. */
function firstFit(parcels: readonly Parcel[], limit: Cost, order: readonly number[]): Assignment {
  const filled: Cost[] = []
  const assignment: number[] = []
  let full = 0
  for (const index of order) {
    const { cost, after } = parcels[index]!
    let bin = after.reduce((latest, other) => Math.max(latest, assignment[other]!), full)
    while (filled[bin] && !fits(plus(filled[bin]!, cost), limit)) bin++
    filled[bin] = plus(filled[bin] ?? nothing, cost)
    assignment[index] = bin
    while (filled[full] && measures.some(measure => filled[full]![measure] >= limit[measure])) full++
  }
  return assignment
}

/** First what is bound to an order, as it is; then the rest, the largest first. */
function freeLast(parcels: readonly Parcel[], limit: Cost): number[] {
  const bound = new Set<number>()
  for (const [index, { after }] of parcels.entries())
    if (after.length > 0) for (const other of [index, ...after]) bound.add(other)
  const indexes = [...parcels.keys()]
  const free = indexes.filter(index => !bound.has(index))
  return [...indexes.filter(index => bound.has(index)), ...largestFirst(free, parcels, limit)]
}

function largestFirst(indexes: readonly number[], parcels: readonly Parcel[], limit: Cost): number[] {
  const share = ({ cost }: Parcel): number =>
    Math.max(...measures.map(measure => cost[measure] / limit[measure]))
  return indexes
    .map(index => ({ index, share: share(parcels[index]!) }))
    .sort((a, b) => b.share - a.share)
    .map(({ index }) => index)
}

/** Above these the search would not end in the time that a request takes. */
const mostSearched = 64
const mostSteps = 100_000

/** Searches for a packing of fewer than `most` requests; undefined if there is none, or none is found in time. */
function searched(
  parcels: readonly Parcel[],
  limit: Cost,
  least: number,
  most: number,
): Assignment | undefined {
  const order = largestFirst([...parcels.keys()], parcels, limit)
  const ordered = parcels.some(({ after }) => after.length > 0)
  const assignment: number[] = []
  let steps = 0

  const keepsOrder = (index: number, bin: number): boolean =>
    !ordered ||
    parcels.every(({ after }, other) => {
      const otherBin = assignment[other]
      if (otherBin === undefined) return true
      if (after.includes(index) && otherBin < bin) return false
      return !(parcels[index]!.after.includes(other) && otherBin > bin)
    })

  const place = (at: number, filled: readonly Cost[]): boolean => {
    const index = order[at]
    if (index === undefined) return true
    const { cost } = parcels[index]!
    for (const [bin, before] of filled.entries()) {
      if (++steps > mostSteps) return false
      const after = plus(before, cost)
      if (fits(after, limit) && keepsOrder(index, bin)) {
        assignment[index] = bin
        if (place(at + 1, filled.with(bin, after))) return true
        delete assignment[index]
      }
      if (!ordered && before === nothing) return false
    }
    return false
  }

  for (let bins = least; bins < most && steps < mostSteps; bins++)
    if (place(0, Array<Cost>(bins).fill(nothing))) return assignment
  return undefined
}
