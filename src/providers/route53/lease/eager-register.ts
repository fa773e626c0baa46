// Most leases are free, so that trying to take one tells sooner than looking whether it is.
import type { LeaseRegister } from '../../lease/lease.ts'

/** A register that takes the lease for free until it was refused once. */
export function eagerly(register: LeaseRegister): LeaseRegister {
  let wasAsked = false
  return {
    async read(zone) {
      if (wasAsked) return register.read(zone)
      wasAsked = true
      return undefined
    },
    swap: (zone, seen, next) => register.swap(zone, seen, next),
  }
}
