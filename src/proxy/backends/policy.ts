// How a pool chooses among its servers: what every policy is.
import type { Random } from '../../base/random.ts'
import type { LoadBalancing } from '../settings/load-balancing.ts'
import type { Backend } from './backend.ts'

/** What policies look at of a transaction. */
export interface ForwardedQuery {
  readonly stored: Uint8Array
  readonly nameEnd: number
}

/**
 * Chooses among the first `count` of `candidates`, of which there is at least one: all of them are usable and were not
 * asked yet for this query. They are in order of `order`, and of configuration where that is equal; `stored` holds the
 * query. Undefined if none of them may be asked now.
 */
export type Policy = (
  candidates: readonly Backend[],
  count: number,
  query: ForwardedQuery,
) => Backend | undefined

/** What policies of one thread are made with. */
export interface PolicySite {
  readonly random: Random
  /** Milliseconds of the thread's clock. */
  readonly clock: { readonly ms: number }
}

/** Makes a policy for the servers of one pool, in the order of candidates. */
export type MakePolicy = (members: readonly Backend[], site: PolicySite, settings: LoadBalancing) => Policy
