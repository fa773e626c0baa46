// A lease: the right to change one zone at one provider, held by one process for a limited time.
import type { LeaseRecord } from '../../base/lease-record.ts'
import type { Name } from '../../dns/name.ts'

export type { LeaseRecord } from '../../base/lease-record.ts'

/**
 * Where a provider keeps leases: one register for each zone, read and changed by compare-and-swap. Who may take what is
 * decided in `hold-lease.ts`, the same for every provider.
 */
export interface LeaseRegister {
  /** The lease as it is kept, over or not; undefined if nobody holds one. */
  read(zone: Name): Promise<LeaseRecord | undefined>
  /**
   * Puts `next` in the place of `seen`, undefined standing for none; false if something else is there by now, and then
   * nothing is changed. Once it is true, it is on the disk, or wherever all others look.
   */
  swap(zone: Name, seen: LeaseRecord | undefined, next: LeaseRecord | undefined): Promise<boolean>
}

/** A lease that this process holds. */
export interface Lease {
  readonly zone: Name
  readonly token: number
  /** As it is kept now; renewals change it. */
  record(): LeaseRecord
  /** Throws `lease-lost` if somebody else may hold it by now; to be called right before each write. */
  assertHeld(): void
}

/** How a lease is taken. */
export interface LeaseTerms {
  /** What the holder is going to do, in one word. */
  readonly purpose: string
  /** How long to wait for another holder; 0 not to wait. */
  readonly waitMs: number
}
