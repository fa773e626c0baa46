// The target of a request taken apart: its path as it was sent, and the parameters of its query.
import { ApiError } from './errors.ts'

export interface RequestTarget {
  /** As sent, with its percent signs: signatures cover that. */
  readonly path: string
  /** Names and values, decoded, in the order sent. */
  readonly query: readonly QueryParameter[]
}

export type QueryParameter = readonly [name: string, value: string]

/** Reads a target: a path with a query, or a whole URL; throws MalformedQueryString. */
export function parseTarget(target: string): RequestTarget {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '')
  const mark = local.indexOf('?')
  if (mark < 0) return { path: local, query: [] }
  return {
    path: local.slice(0, mark),
    query: local
      .slice(mark + 1)
      .split('&')
      .filter(Boolean)
      .map(parameter),
  }
}

function parameter(text: string): QueryParameter {
  const mark = text.indexOf('=')
  const [name, value] = mark < 0 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)]
  return [decoded(name), decoded(value)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new ApiError('MalformedQueryString', `The query string contains a syntax error: ${text}`)
  }
}
