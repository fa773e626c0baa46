// The leases of an account's zones. A zone's lock is a record in it, so that AWS arbitrates; for a zone that is not there
// yet, it is in the folder of the checkout.
import type { Clock } from '../../../base/clock.ts'
import { DnsctlError } from '../../../base/errors.ts'
import { isSameLease, isSameRecord, type LeaseRecord, lostLease } from '../../../base/lease-record.ts'
import { type Name, nameKey } from '../../../dns/name.ts'
import type { RecordSet, RecordSetChange } from '../../../route53/record-set.ts'
import type { Lease, LeaseRegister } from '../../lease/lease.ts'
import type { Api, CallOptions, ZoneRef } from '../api/api.ts'
import { isApiFault } from '../api/api-fault.ts'
import { leaseOfLock, lockSetOf, refuseNoRoom, unknownLock } from './lock-record.ts'
import { readLock, type Swapped, swapLock } from './swap-lock.ts'
import { startTurns } from './turns.ts'

export interface LockPlaces {
  readonly api: Api
  readonly clock: Clock
  readonly leaseMs: number
  /** The zone of a name, from earlier answers too. */
  findZone(origin: Name, options: CallOptions): Promise<ZoneRef | undefined>
  /** Forgets earlier answers. */
  forget(origin: Name): void
  /** Leases of zones that are not there. */
  readonly folder: LeaseRegister
}

/** What comes of the lock with a change of the zone: the same again tells nothing, and lands however often it is sent. */
export type LockFate = 'renewed' | 'kept' | 'left'

/** A request that renews a lease, or gives it back. */
interface Renewal {
  readonly zone: ZoneRef
  readonly changes: readonly RecordSetChange[]
  readonly comment: string
  readonly options: CallOptions
}

/** A lease of ours: in a zone, in the folder, or nowhere, once its zone has gone. */
interface Own {
  readonly record: LeaseRecord
  readonly place: InZone | 'folder' | 'nowhere'
}

interface InZone {
  readonly zone: ZoneRef
  /** As it was written last. */
  readonly set: RecordSet
}

/** The register of an account's leases; what it does for one zone, it does one after the other. */
export class ZoneLocks implements LeaseRegister {
  readonly #places: LockPlaces
  readonly #owned = new Map<Name, Own>()
  readonly #inTurn = startTurns()

  constructor(places: LockPlaces) {
    this.#places = places
  }

  /** The lease of a zone. Throws `zone-locked` if there is something else in its place. */
  read(origin: Name): Promise<LeaseRecord | undefined> {
    const { api, folder } = this.#places
    return this.#inZone(origin, async zone => {
      if (!zone) return folder.read(origin)
      const set = await readLock(api, zone, optionsFor(origin))
      const lease = set && leaseOfLock(set)
      if (set && !lease) throw unknownLock(origin, set)
      return lease
    })
  }

  /** As the register of every provider. */
  swap(origin: Name, seen: LeaseRecord | undefined, next: LeaseRecord | undefined): Promise<boolean> {
    return this.#inTurn(origin, async () => {
      const own = seen && this.#own(origin, seen)
      if (own) return this.#swapOwn(origin, own, next)
      refuseNoRoom(origin)
      return this.#inZone(origin, zone => this.#swapIn(zone, origin, seen, next))
    })
  }

  /** Throws `lease-lost` if a lease is no longer held, as far as that is known without asking. */
  assertHeld(lease: Lease): void {
    lease.assertHeld()
    if (!this.#own(lease.zone, lease.record())) throw lostFault(lease.zone, undefined)
  }

  /** Asks whether a lease of ours is held, where nothing else will: of a zone that is not there. Throws `lease-lost`. */
  confirm(lease: Lease): Promise<void> {
    const { zone } = lease
    return this.#inTurn(zone, async () => {
      this.assertHeld(lease)
      const own = this.#own(zone, lease.record())!
      if (own.place !== 'folder') return
      const { clock, leaseMs, folder } = this.#places
      const next = lateFrom(own.record, clock() + leaseMs)
      if (!(await this.#swapOwn(zone, own, next))) throw lostLease(zone, await folder.read(zone))
    })
  }

  /** Says whether a lease of ours is a record of the zone of this name. */
  isInZone(origin: Name): boolean {
    return typeof this.#owned.get(nameKey(origin))?.place === 'object'
  }

  /** Takes a lease of ours into a hosted zone, if it is not there already. Throws `lease-lost`. */
  enter(lease: Lease, zone: ZoneRef, options: CallOptions): Promise<void> {
    const { origin } = zone
    return this.#inTurn(origin, async () => {
      this.assertHeld(lease)
      const { place, record } = this.#own(origin, lease.record())!
      if (typeof place === 'object' && place.zone.id === zone.id) return
      const after = lockSetOf(origin, record)
      const swap = { before: undefined, after, changes: [], comment: 'dnsctl, locked' }
      const swapped = await swapLock(this.#places.api, zone, swap, options)
      if (!swapped.isDone) throw lostFault(origin, swapped.found, { cause: swapped.error })
      this.#keep(origin, record, { zone, set: after })
      // Nobody looks there any more.
      if (place === 'folder') await this.#places.folder.swap(origin, record, undefined)
    })
  }

  /**
   * Changes record sets in one request, which Route 53 refuses if the lease is lost. Gives the change's id, undefined if
   * it was lost with the answer. Throws `lease-lost`, whose cause says what was refused.
   */
  change(lease: Lease, renewal: Renewal, fate: LockFate): Promise<string | undefined> {
    const { zone } = renewal
    const { clock, leaseMs } = this.#places
    return this.#inTurn(zone.origin, async () => {
      this.assertHeld(lease)
      const own = this.#own(zone.origin, lease.record())!
      if (typeof own.place !== 'object') throw lostFault(zone.origin, undefined)
      const renewed = lateFrom(own.record, clock() + leaseMs)
      const next = { renewed, kept: own.record, left: undefined }[fate]
      const swapped = await this.#goOn(own.record, own.place.set, next, renewal)
      if (swapped.isDone) return swapped.id
      throw lostFault(zone.origin, swapped.found, { cause: swapped.error })
    })
  }

  /** Notes that a lease has gone from its zone together with what was in it. */
  hasLeft(lease: Lease): void {
    this.#keep(lease.zone, lease.record(), 'nowhere')
  }

  #own(origin: Name, lease: LeaseRecord): Own | undefined {
    const own = this.#owned.get(nameKey(origin))
    return own && isSameLease(own.record, lease) ? own : undefined
  }

  #keep(origin: Name, record: LeaseRecord | undefined, place: Own['place']): void {
    if (record) this.#owned.set(nameKey(origin), { record, place })
    else this.#owned.delete(nameKey(origin))
  }

  /** A zone that is known may have gone since. */
  async #inZone<T>(origin: Name, work: (zone: ZoneRef | undefined) => Promise<T>): Promise<T> {
    const { findZone, forget } = this.#places
    const options = optionsFor(origin)
    const zone = await findZone(origin, options)
    try {
      return await work(zone)
    } catch (error) {
      if (!isApiFault(error, 'NoSuchHostedZone')) throw error
      forget(origin)
      return work(await findZone(origin, options))
    }
  }

  /** Takes a free lease, takes one over, or takes one away. */
  async #swapIn(
    zone: ZoneRef | undefined,
    origin: Name,
    seen: LeaseRecord | undefined,
    next: LeaseRecord | undefined,
  ): Promise<boolean> {
    const { api, folder } = this.#places
    if (!zone) {
      const isDone = await folder.swap(origin, seen, next)
      if (isDone) this.#keep(origin, next, 'folder')
      return isDone
    }
    const options = optionsFor(origin)
    const before = seen && (await readLock(api, zone, options))
    if (seen && !(before && isSameRecord(leaseOfLock(before), seen))) return false
    const after = next && lockSetOf(origin, next)
    const comment = next ? 'dnsctl, locked' : 'dnsctl, unlocked'
    const { isDone } = await swapLock(api, zone, { before, after, changes: [], comment }, options)
    if (isDone && after) this.#keep(origin, next, { zone, set: after })
    return isDone
  }

  /** Renews a lease of ours, or gives it back. */
  async #swapOwn(origin: Name, { record, place }: Own, next: LeaseRecord | undefined): Promise<boolean> {
    if (typeof place === 'string') {
      const isDone = place === 'nowhere' || (await this.#places.folder.swap(origin, record, next))
      this.#keep(origin, isDone ? next : undefined, place)
      return isDone
    }
    const comment = next ? 'dnsctl, lock renewed' : 'dnsctl, unlocked'
    const renewal = { zone: place.zone, changes: [], comment, options: optionsFor(origin) }
    try {
      const renewed = next && lateFrom(record, next.expires)
      const { isDone } = await this.#goOn(record, place.set, renewed, renewal)
      if (!next) this.#keep(origin, undefined, place)
      return isDone
    } catch (error) {
      if (next || !isApiFault(error, 'NoSuchHostedZone')) throw error
      this.#keep(origin, undefined, place)
      return true
    }
  }

  /** Goes on from a lock of ours, which a request that was taken for lost may have renewed meanwhile. */
  async #goOn(
    record: LeaseRecord,
    set: RecordSet,
    next: LeaseRecord | undefined,
    { zone, options, ...request }: Renewal,
  ): Promise<Swapped> {
    const after = next && lockSetOf(zone.origin, next)
    for (let before = set; ; ) {
      const swapped = await swapLock(this.#places.api, zone, { before, after, ...request }, options)
      if (swapped.isDone) {
        this.#keep(zone.origin, next ?? record, after ? { zone, set: after } : 'nowhere')
        return swapped
      }
      const found = swapped.found && leaseOfLock(swapped.found)
      if (!found || !isSameLease(found, record)) {
        this.#keep(zone.origin, undefined, 'nowhere')
        return swapped
      }
      before = swapped.found!
    }
  }
}

/** No two locks are alike, so that each tells which request was the last. */
const lateFrom = (record: LeaseRecord, expires: number): LeaseRecord => ({
  ...record,
  expires: Math.max(expires, record.expires + 1),
})

const optionsFor = (origin: Name): CallOptions => ({ what: `locking ${origin}` })

const lostFault = (origin: Name, found: RecordSet | undefined, options?: ErrorOptions): DnsctlError =>
  new DnsctlError(lostLease(origin, found && leaseOfLock(found)).problems, options)
