// Keeps a lease that was taken: renews it in time, says whether it is held, and gives it back.
import { fault } from '../../base/errors.ts'
import { isSameLease } from '../../base/lease-record.ts'
import type { Name } from '../../dns/name.ts'
import type { Lease, LeaseRegister } from './lease.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { Taken } from './take-lease.ts'

export interface KeptLease {
  readonly lease: Lease
  /** Ends the renewals and gives the lease back, unless it is somebody else's by now. */
  giveBack(): Promise<void>
}

/** A lease is renewed each third of its life, and no longer counted on in the last sixth. */
const renewals = 3
const marginPart = 1 / 6

/** Renews a lease until it is given back. */
export function keepLease(
  register: LeaseRegister,
  zone: Name,
  taken: Taken,
  { clock, pulse, leaseMs, listener }: LeaseKeeper,
): KeptLease {
  let { record, until } = taken
  let loss: string | undefined
  let renewing: Promise<void> = Promise.resolve()
  const marginMs = leaseMs * marginPart

  const renew = async (): Promise<void> => {
    const nextUntil = pulse.now() + leaseMs
    const next = { ...record, expires: clock() + leaseMs }
    try {
      if (await register.swap(zone, record, next)) {
        record = next
        until = nextUntil
        return
      }
      const found = await register.read(zone)
      // An earlier renewal whose answer was lost.
      if (found && isSameLease(found, record)) record = found
      else loss ??= found ? `${found.holder.user}@${found.holder.host} has taken it` : 'it was taken away'
    } catch {
      // Tried again, as long as the lease lasts.
    }
  }
  let callOff: () => void
  const plan = (): void => {
    callOff = pulse.after(leaseMs / renewals, () => {
      renewing = renew().then(() => {
        if (loss === undefined) plan()
      })
    })
  }
  plan()

  const lease: Lease = {
    zone,
    token: record.token,
    record: () => record,
    assertHeld() {
      const isLate = pulse.now() >= until - marginMs || clock() >= record.expires - marginMs
      if (loss === undefined && !isLate) return
      throw fault('lease-lost', `the lock of ${zone} is lost: ${loss ?? 'it was not renewed in time'}`)
    },
  }
  return {
    lease,
    async giveBack() {
      callOff()
      await renewing
      callOff()
      if (loss !== undefined) return
      loss = 'it was given back'
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
