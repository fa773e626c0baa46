// What is written down of a lease, wherever it is kept.
import { type DnsctlError, fault } from './errors.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** What is kept of a lease where the provider keeps it. */
export interface LeaseRecord {
  /** Fencing token: whoever takes the lease over from its holder has a higher one. */
  readonly token: number
  /** Random; tells leases of one process apart that have the same token. */
  readonly id: string
  readonly holder: ProcessIdentity
  /** "apply", "rollback": what the holder does. */
  readonly purpose: string
  /** Milliseconds since the Unix epoch. */
  readonly since: number
  /** When it ends unless it is renewed; milliseconds since the Unix epoch. */
  readonly expires: number
}

/** What tells a lease from every other one, however often it is renewed. */
export type Fence = Pick<LeaseRecord, 'token' | 'id'>

/** Says whether both are the same lease, renewed or not. */
export const isSameLease = (one: Fence | undefined, other: Fence | undefined): boolean =>
  one?.token === other?.token && one?.id === other?.id

/** Says whether both are the same lease, and equally often renewed. */
export const isSameRecord = (one: LeaseRecord | undefined, other: LeaseRecord | undefined): boolean =>
  isSameLease(one, other) && one?.expires === other?.expires

/** What a holder is told whose lease is another one's by now, or nobody's. */
export function lostLease(zone: string, found: LeaseRecord | undefined): DnsctlError {
  const why = found ? `${found.holder.user}@${found.holder.host} has taken it` : 'it was taken away'
  return fault('lease-lost', `the lock of ${zone} is lost: ${why}`)
}
