// The leases of zones, kept in the store: changed by compare-and-swap, and checked by the commits made under them.
import { type Fence, isSameLease, isSameRecord, type LeaseRecord, lostLease } from '../base/lease-record.ts'
import { nameKey } from '../dns/name.ts'
import type { Databases } from './databases.ts'
import type { ZoneKey } from './zone-key.ts'

/** The lease of a zone as it is kept, over or not. */
export const readLease = ({ leases }: Databases, zone: ZoneKey): LeaseRecord | undefined =>
  leases.get(nameKey(zone))

/** Puts a lease, or none, in the place of the one that was seen; false if another is there. Runs in a write transaction. */
export function swapLease(
  databases: Databases,
  zone: ZoneKey,
  seen: LeaseRecord | undefined,
  next: LeaseRecord | undefined,
): boolean {
  if (!isSameRecord(readLease(databases, zone), seen)) return false
  if (next) databases.leases.put(nameKey(zone), next)
  else databases.leases.remove(nameKey(zone))
  return true
}

/** Throws `lease-lost` unless the zone's lease is the one of the fence; within the transaction that writes. */
export function assertLeased(databases: Databases, zone: ZoneKey, fence: Fence | undefined): void {
  if (!fence) return
  const found = readLease(databases, zone)
  if (!isSameLease(found, fence)) throw lostLease(zone, found)
}
