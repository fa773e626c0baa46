// What a provider can hold: plans leave out the rest, so that no provider has to filter or compare again.
import type { RoutingPolicy } from '../dns/routing.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'

export interface Capabilities {
  /** Mnemonics, or `all`: whatever can stand on the wire, TYPEnnn included, but no virtual type. */
  readonly types: 'all' | readonly RRTypeName[]
  /** Types that never go on the wire (ALIAS) and that it holds nevertheless; none if absent. */
  readonly virtualTypes?: readonly RRTypeName[]
  readonly policies: readonly RoutingPolicy['kind'][]
  /** TTLs are raised to this; seconds. */
  readonly minTtl: number
  /** True if the zone file's SOA is held too (its serial never is: the provider manages it). */
  readonly soa: boolean
  /** True if the apex NS are ours to set. */
  readonly apexNs: boolean
  /** True if a change set of a zone is applied whole or not at all. */
  readonly atomic: boolean
}

/** What holds every record as it is stated, and applies a change set whole; routing policies it cannot hold. */
export const everyRecord: Capabilities = {
  types: 'all',
  policies: [],
  minTtl: 0,
  soa: true,
  apexNs: true,
  atomic: true,
}
