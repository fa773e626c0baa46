// What the API's operations work with.
import type { Clock } from '../../base/clock.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { Endpoint } from '../../net/address.ts'
import type { Store } from '../../store/store.ts'

/** What is known of a health check. */
export interface HealthReport {
  readonly isHealthy: boolean
  /** What the last check got, as Route 53 words it: `Success: HTTP Status Code 200, OK`. */
  readonly status: string
  /** When that was, in milliseconds since the epoch. */
  readonly checkedAt: number
  /** The last check that failed, if one did. */
  readonly lastFailure?: { readonly status: string; readonly checkedAt: number }
}

/** Tells what is known of a check; undefined for one that nobody runs. */
export type HealthOf = (check: HealthCheck) => Promise<HealthReport | undefined>

export interface ApiContext {
  readonly store: Store
  readonly clock: Clock
  /** Gives random octets: for ids. */
  readonly random: (size: number) => Uint8Array
  /** How long a change stays PENDING. */
  readonly insyncAfterMs: number
  /** Where this server answers DNS, if it does. */
  readonly dns?: Endpoint
  readonly healthOf?: HealthOf
}
