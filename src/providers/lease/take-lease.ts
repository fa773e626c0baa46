// Takes a zone's lease: at once where it is free or its holder is gone, and otherwise as soon as that is so.
import { randomUUID } from 'node:crypto'
import { type DnsctlError, fault } from '../../base/errors.ts'
import type { LeaseRecord } from '../../base/lease-record.ts'
import { standingOf } from '../../base/process-identity.ts'
import type { Name } from '../../dns/name.ts'
import type { LeaseRegister, LeaseTerms } from './lease.ts'
import type { LeaseKeeper } from './lease-keeper.ts'

/** A lease as it was written down, and until when it is certainly held. */
export interface Taken {
  readonly record: LeaseRecord
  /** By the keeper's pulse, counted from before it was written. */
  readonly until: number
}

const firstWaitMs = 25
const mostWaitMs = 1000

/** Takes the lease; throws `zone-locked` if somebody else holds it for longer than is waited. */
export async function takeLease(
  register: LeaseRegister,
  zone: Name,
  terms: LeaseTerms,
  keeper: LeaseKeeper,
): Promise<Taken> {
  const { pulse, clock, listener } = keeper
  const deadline = pulse.now() + terms.waitMs
  let waitMs = firstWaitMs
  for (let isTold = false; ; ) {
    const seen = await register.read(zone)
    if (!seen || isOver(seen, clock())) {
      const until = pulse.now() + keeper.leaseMs
      const record = newRecord(seen, terms, keeper)
      if (await register.swap(zone, seen, record)) return { record, until }
      // Somebody was quicker; who it is, the next look shows.
      if (seen) await pulse.sleep(firstWaitMs)
      continue
    }
    const leftMs = deadline - pulse.now()
    if (leftMs <= 0) throw lockedFault(zone, seen)
    if (!isTold) listener({ kind: 'note', text: `waiting, as ${whoHolds(zone, seen)}` })
    isTold = true
    await pulse.sleep(Math.min(waitMs, leftMs))
    waitMs = Math.min(waitMs * 2, mostWaitMs)
  }
}

/** Whether a lease holds nobody off any more: it has run out, or its process certainly runs no more. */
const isOver = ({ expires, holder }: LeaseRecord, now: number): boolean =>
  expires <= now || standingOf(holder) === 'gone'

function newRecord(
  seen: LeaseRecord | undefined,
  { purpose }: LeaseTerms,
  { clock, identity, leaseMs }: LeaseKeeper,
): LeaseRecord {
  const since = clock()
  return {
    token: Math.max((seen?.token ?? 0) + 1, since),
    id: randomUUID(),
    holder: identity,
    purpose,
    since,
    expires: since + leaseMs,
  }
}

function lockedFault(zone: Name, record: LeaseRecord): DnsctlError {
  const wayOut = `wait for it with --lock-timeout, or take it away with "dnsctl unlock ${zone}"`
  return fault('zone-locked', `${whoHolds(zone, record)}; ${wayOut}`)
}

function whoHolds(zone: Name, { holder, purpose, since, expires }: LeaseRecord): string {
  const { user, host, pid } = holder
  const [from, to] = [since, expires].map(time => new Date(time).toISOString())
  return `${zone} is locked by ${user}@${host}, process ${pid} (${purpose}), since ${from}, until ${to} unless renewed`
}
