// Who holds leases, and the time by which they live.
import type { Clock } from '../../base/clock.ts'
import { type Listener, silent } from '../../base/io.ts'
import { ownIdentity, type ProcessIdentity } from '../../base/process-identity.ts'
import { type LeasePulse, systemPulse } from './lease-pulse.ts'

export interface LeaseKeeper {
  readonly clock: Clock
  readonly pulse: LeasePulse
  readonly identity: ProcessIdentity
  /** How long a lease lives that is not renewed. */
  readonly leaseMs: number
  /** Hears who is waited for. */
  readonly listener: Listener
}

/** Long enough to be renewed late, short enough to wait for after a crash elsewhere. */
const usualLeaseMs = 60_000

/** This process as a keeper, where nothing else is said. */
export const leaseKeeper = (
  clock: Clock,
  listener: Listener | undefined,
  other: Partial<LeaseKeeper> | undefined,
): LeaseKeeper => ({
  clock,
  pulse: systemPulse,
  identity: ownIdentity(),
  leaseMs: usualLeaseMs,
  listener: listener ?? silent,
  ...other,
})
