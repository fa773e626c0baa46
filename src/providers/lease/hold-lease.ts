// Runs work under a zone's lease, and takes a lease away: the same for every provider.
import { isSameLease, type LeaseRecord } from '../../base/lease-record.ts'
import type { Name } from '../../dns/name.ts'
import { keepLease } from './keep-lease.ts'
import type { Lease, LeaseRegister, LeaseTerms } from './lease.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { takeLease } from './take-lease.ts'

/**
 * Runs `work` under the zone's lease, renewed meanwhile and given back in the end, whatever happens. Throws
 * `zone-locked` if somebody else holds it for longer than the terms wait.
 */
export async function holdLease<T>(
  register: LeaseRegister,
  zone: Name,
  terms: LeaseTerms,
  keeper: LeaseKeeper,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const kept = keepLease(register, zone, await takeLease(register, zone, terms, keeper), keeper)
  try {
    return await work(kept.lease)
  } finally {
    await kept.giveBack()
  }
}

/** Takes away the lease that was seen, renewed since or not; false if it is no longer there. */
export async function breakLease(register: LeaseRegister, zone: Name, seen: LeaseRecord): Promise<boolean> {
  for (;;) {
    const current = await register.read(zone)
    if (!current || !isSameLease(current, seen)) return false
    if (await register.swap(zone, current, undefined)) return true
  }
}
