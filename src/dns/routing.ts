// Routing policies, aliases and health checks: what decides which of several sets of values a query gets.
import type { Name } from './name.ts'
import type { Rdata } from './rr/define-type.ts'

/** Another name whose records of the same type stand in for values. */
export interface AliasTarget {
  readonly target: Name
  /** True if the alias is ill when what it leads to is. */
  readonly evaluateHealth: boolean
  /** The provider's id of the zone of the target; left out where the target tells it. */
  readonly hostedZone?: string
}

/** One of the sets among which a policy chooses. */
export interface RoutedSet {
  readonly id: string
  /** Empty if `alias` stands in for them. */
  readonly rdatas: readonly Rdata[]
  readonly alias?: AliasTarget
  /** Seconds; left out where it is that of the RRset. */
  readonly ttl?: number
  readonly health?: HealthCheck
  /** Weighted: 0 to 255; sets of weight 0 are chosen only if no other can be. */
  readonly weight?: number
  /** Failover. */
  readonly role?: 'primary' | 'secondary'
  /** Latency and geoproximity: a region of the provider, `eu-west-1`. */
  readonly region?: string
  /** Geoproximity, in place of a region: latitude and longitude in degrees, `49.22,-74.01`. */
  readonly coordinates?: string
  /** Geoproximity: −99 to 99; above 0 draws queries from further away. */
  readonly bias?: number
  /** Geolocation: see `parseLocation`. */
  readonly location?: string
  /** IP-based: networks in CIDR form, or `*` alone for the rest. */
  readonly networks?: readonly string[]
}

/** What each kind of policy chooses by: the parameters that its sets must and may have. */
export const policyParameters = {
  weighted: { required: ['weight'], optional: [] },
  failover: { required: ['role'], optional: [] },
  multivalue: { required: [], optional: [] },
  latency: { required: ['region'], optional: [] },
  geolocation: { required: ['location'], optional: [] },
  geoproximity: { required: [], optional: ['region', 'coordinates', 'bias'] },
  ip: { required: ['networks'], optional: [] },
} as const satisfies Record<string, Record<'required' | 'optional', readonly (keyof RoutedSet)[]>>

export type PolicyKind = keyof typeof policyParameters

export interface RoutingPolicy {
  readonly kind: PolicyKind
  readonly sets: readonly RoutedSet[]
}

/** How the health of a set is found out; a set without a check is always well. */
export type HealthCheck = ProbeCheck | CalculatedCheck | ReferredCheck

/** Asks a server. */
export interface ProbeCheck {
  readonly type: 'http' | 'https' | 'tcp'
  /** Its name in the zone file. */
  readonly name: string
  /** Host name of the request, and the target unless `address` says another. */
  readonly host?: string
  readonly address?: string
  /** 80, 443, and for TCP it must be stated. */
  readonly port?: number
  readonly path?: string
  /** Text that the answer's first 5,120 octets must contain. */
  readonly contains?: string
  /** Seconds between two checks. */
  readonly interval: number
  /** Seconds until a check without an answer has failed. */
  readonly timeout: number
  /** Checks in a row after which the set is held ill, or well again. */
  readonly failures: number
  readonly successes: number
  /** True if a server that answers well is what makes the set ill. */
  readonly inverted?: true
}

/** The ports of checks that state none. */
export const usualPorts: Readonly<Partial<Record<ProbeCheck['type'], number>>> = { http: 80, https: 443 }

/** Sums up other checks. */
export interface CalculatedCheck {
  readonly type: 'calculated'
  readonly name: string
  readonly checks: readonly HealthCheck[]
  /** How many of them must be well. */
  readonly healthy: number
  readonly inverted?: true
}

/** A check that the provider holds under an id; whoever made it looks after it. */
export interface ReferredCheck {
  readonly type: 'reference'
  readonly id: string
}
