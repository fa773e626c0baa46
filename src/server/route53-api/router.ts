// Finds the operation that a method and a path mean.
import { ApiError } from './errors.ts'
import type { Operation } from './form/operation.ts'
import { type Unoffered, unoffered } from './unoffered.ts'

export interface Route {
  readonly operation: Operation
  /** What stands in place of the names in braces, decoded. */
  readonly labels: ReadonlyMap<string, string>
}

/** Finds a route; throws UnknownOperationException, and InvalidAction for what only Amazon offers. */
export type Router = (method: string, path: string) => Route

interface Pattern<T> {
  readonly means: T
  readonly method: string
  readonly segments: readonly string[]
}

/** Makes the router of some operations. */
export function createRouter(operations: readonly Operation[]): Router {
  const offered = operations.map(patternOf)
  const elsewhere = unoffered.map(patternOf)
  return (method, path) => {
    const segments = segmentsOf(path)
    const fits = ({ method: own, segments: wanted }: Pattern<unknown>): boolean =>
      own === method &&
      wanted.length === segments.length &&
      wanted.every((w, i) => isLabel(w) || w === segments[i])
    const found = best(offered.filter(fits))
    if (found) return { operation: found.means, labels: labelsOf(found, segments) }
    const known = best(elsewhere.filter(fits))
    if (known) throw new ApiError('InvalidAction', `${known.means.name} is not offered by this server`)
    throw new ApiError('UnknownOperationException', `${method} ${path} is no operation of this API`)
  }
}

const patternOf = <T extends Operation | Unoffered>(means: T): Pattern<T> => ({
  means,
  method: means.method,
  segments: segmentsOf(means.path),
})

const isLabel = (segment: string): boolean => segment.startsWith('{')

/** The pattern with the most segments that are not labels. */
const best = <T>(patterns: readonly Pattern<T>[]): Pattern<T> | undefined =>
  patterns.toSorted((a, b) => a.segments.filter(isLabel).length - b.segments.filter(isLabel).length)[0]

/** Ids may come as AWS writes them, with their kind in front: `hostedzone//hostedzone/Z1`. */
const segmentsOf = (path: string): readonly string[] =>
  path
    .replace(/\/(hostedzone|change|delegationset)\/+\1\//, '/$1/')
    .split('/')
    .filter(segment => segment !== '')

function labelsOf({ segments: wanted }: Pattern<unknown>, segments: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>()
  for (const [i, segment] of wanted.entries())
    if (isLabel(segment)) labels.set(segment.slice(1, -1), decoded(segments[i]!))
  return labels
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new ApiError('MalformedInput', `"${segment}" in the path is not encoded as a URI`)
  }
}
