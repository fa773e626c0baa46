// Routing policies and health checks: which of several sets of values a query gets.
import type { Rdata } from './rr/define-type.ts'

/** One of the sets among which a policy chooses. */
export interface RoutedSet {
  readonly id: string
  readonly rdatas: readonly Rdata[]
  /** Name of a health check of the zone. */
  readonly health?: string
  /** Weighted: 0 to 255. */
  readonly weight?: number
  /** Failover. */
  readonly role?: 'primary' | 'secondary'
  /** Latency and geoproximity: a region of the provider, `eu-west-1`. */
  readonly region?: string
  /** Geoproximity: −99 to 99; above 0 draws queries from further away. */
  readonly bias?: number
  /** Geolocation: `EU`, `FR`, `US-CA`, or `*` for the rest. */
  readonly location?: string
  /** IP-based: networks in CIDR form. */
  readonly networks?: readonly string[]
}

/** What each kind of policy chooses by: the parameters that its sets must and may have. */
export const policyParameters = {
  weighted: { required: ['weight'], optional: [] },
  failover: { required: ['role'], optional: [] },
  multivalue: { required: [], optional: [] },
  latency: { required: ['region'], optional: [] },
  geolocation: { required: ['location'], optional: [] },
  geoproximity: { required: ['region'], optional: ['bias'] },
  ip: { required: ['networks'], optional: [] },
} as const satisfies Record<string, Record<'required' | 'optional', readonly (keyof RoutedSet)[]>>

export type PolicyKind = keyof typeof policyParameters

export interface RoutingPolicy {
  readonly kind: PolicyKind
  readonly sets: readonly RoutedSet[]
}

/** How the health of a set is found out. */
export interface HealthCheck {
  readonly type: 'http' | 'https' | 'tcp'
  /** Host name of the request, and the target unless `address` says another. */
  readonly host?: string
  readonly address?: string
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
}
