// What the API's operations work with.
import type { Clock } from '../../base/clock.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { Endpoint } from '../../net/address.ts'
import type { Store } from '../../store/store.ts'
import type { HealthReport } from '../health/monitor.ts'

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
