// Keeps a lease that was taken: renews it in time, says whether it is held, and gives it back.
import { type DnsctlError, fault } from '../../base/errors.ts'
import { isSameLease, lostLease } from '../../base/lease-record.ts'
import type { Name } from '../../dns/name.ts'
import type { Lease, LeaseRegister } from './lease.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { Taken } from './take-lease.ts'

export interface KeptLease {
  readonly lease: Lease
  /** Ends the renewals and gives the lease back, unless it is somebody else's by now. */
  giveBack(): Promise<void>
}

/** Parts of a lease's life: when it is renewed, again if that fails, and how long before its end nothing is written. */
const renewalPart = 1 / 3
const retryPart = 1 / 12
const marginPart = 1 / 6

/** Renews a lease until it is given back. */
export function keepLease(
  register: LeaseRegister,
  zone: Name,
  taken: Taken,
  { clock, pulse, leaseMs, listener }: LeaseKeeper,
): KeptLease {
  let { record, until } = taken
  /** What is thrown once it is known that it is no longer ours. */
  let loss: DnsctlError | undefined
  let callOff = (): void => {}
  let renewal = Promise.resolve()

  /** Returns after which part of its life it is to be renewed next. */
  const renew = async (): Promise<number> => {
    const nextUntil = pulse.now() + leaseMs
    const next = { ...record, expires: clock() + leaseMs }
    try {
      if (await register.swap(zone, record, next)) {
        record = next
        until = nextUntil
        return renewalPart
      }
      const found = await register.read(zone)
      // It is ours all the same if an earlier renewal came about whose answer was lost.
      if (found && isSameLease(found, record)) record = found
      else loss = lostLease(zone, found)
    } catch {
      // Whether it can be reached again in time, the next attempts show.
    }
    return retryPart
  }
  const renewAfter = (part: number): void => {
    callOff = pulse.after(leaseMs * part, () => {
      renewal = renew().then(next => {
        if (!loss) renewAfter(next)
      })
    })
  }
  renewAfter(renewalPart)

  /** Both kinds of time count: the clock may be set, and the other one may stand still while the machine sleeps. */
  const isLate = (): boolean => {
    const marginMs = leaseMs * marginPart
    return pulse.now() >= until - marginMs || clock() >= record.expires - marginMs
  }

  return {
    lease: {
      zone,
      token: record.token,
      record: () => record,
      assertHeld() {
        if (loss) throw loss
        if (isLate()) throw fault('lease-lost', `the lock of ${zone} is lost: it was not renewed in time`)
      },
    },
    async giveBack() {
      callOff()
      await renewal
      callOff()
      if (loss) return
      loss = fault('lease-lost', `the lock of ${zone} was given back`)
      try {
        await register.swap(zone, record, undefined)
      } catch (error) {
        const end = new Date(record.expires).toISOString()
        const text = `the lock of ${zone} could not be given back, and ends at ${end}: ${(error as Error).message}`
        listener({ kind: 'note', text })
      }
    },
  }
}
