// Routing policies: which of several sets of values a query gets.
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
  /** Latency: a region of the provider, `eu-west-1`. */
  readonly region?: string
  /** Geolocation: `EU`, `FR`, `US-CA`, or `*` for the rest. */
  readonly location?: string
  /** IP-based: networks in CIDR form. */
  readonly networks?: readonly string[]
}

export interface RoutingPolicy {
  readonly kind: 'weighted' | 'failover' | 'multivalue' | 'latency' | 'geolocation' | 'geoproximity' | 'ip'
  readonly sets: readonly RoutedSet[]
}
