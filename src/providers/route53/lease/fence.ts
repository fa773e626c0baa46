// Through which a hosted zone is changed: each request is made under the zone's lock, and renews it.
import { type BatchCost, costOf } from '../../../route53/limits.ts'
import type { RecordSetChange } from '../../../route53/record-set.ts'
import type { Lease } from '../../lease/lease.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { lockSetOf } from './lock-record.ts'
import type { LockFate, ZoneLocks } from './zone-locks.ts'

export interface Fence {
  /**
   * Changes record sets in one request, which Route 53 refuses if the lease is lost. Gives the change's id, undefined if
   * it was lost with the answer. Throws `lease-lost`, whose cause says what was refused.
   */
  change(changes: readonly RecordSetChange[], comment: string, fate: LockFate): Promise<string | undefined>
  /** Notes that the lock has gone with what was changed last, though no answer says so. */
  hasLeft(): void
}

/** Takes a lease into a hosted zone, if it is not there already. Throws `lease-lost`. */
export async function fenceIn(
  locks: ZoneLocks,
  lease: Lease,
  zone: ZoneRef,
  options: CallOptions,
): Promise<Fence> {
  await locks.enter(lease, zone, options)
  return {
    change: (changes, comment, fate) => locks.change(lease, { zone, changes, comment, options }, fate),
    hasLeft: () => locks.hasLeft(lease),
  }
}

/** What each request has less room for. */
export function fenceCost(lease: Lease): BatchCost {
  const set = lockSetOf(lease.zone, lease.record())
  return costOf([
    { Action: 'DELETE', ResourceRecordSet: set },
    { Action: 'CREATE', ResourceRecordSet: set },
  ])
}
