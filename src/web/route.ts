// One thing that can be asked of the API: how, with what, and what is answered.
import type { JsonSchema } from '../base/json-schema.ts'
import type { Fields, Given } from './fields.ts'
import type { LiveFeed } from './live-feed.ts'
import type { WebProxy } from './web-proxy.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What routes are made of. */
export interface RouteSite {
  readonly proxy: WebProxy
  readonly live: LiveFeed
  /** The API may change things. */
  readonly isReadWrite: boolean
  /** The documentation of all routes. */
  readonly document: JsonSchema
}

export interface Route {
  readonly method: Method
  /** `{name}` stands for a field. */
  readonly path: string
  readonly summary: string
  /** Those that the path does not name are in the query of GET and DELETE, in the body of others. */
  readonly fields: Fields
  /** Schema of the answer; absent for a stream of events. */
  readonly answer?: JsonSchema
  /** How many plain requests it weighs where requests are limited. */
  readonly cost: number
  run(site: RouteSite, given: never): unknown
}

/** Makes a route whose fields have their types. */
export const defineRoute = <F extends Fields>(
  route: Omit<Route, 'run' | 'fields' | 'cost'> & {
    readonly fields: F
    readonly cost?: number
    run(site: RouteSite, given: Given<F>): unknown
  },
): Route => ({ cost: 1, ...route })

/** The fields that a path names. */
export const pathFields = (path: string): readonly string[] =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name)
