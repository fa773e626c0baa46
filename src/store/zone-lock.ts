// One lock per zone, kept in the store, so that it holds between processes and outlives none of them.
import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import { fault } from '../base/errors.ts'
import { isRunning, type ProcessIdentity } from '../base/process-identity.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { Databases } from './databases.ts'

/** A process that holds a lock. */
export interface LockHolder extends ProcessIdentity {
  /** Tells two holders in one process apart. */
  readonly token: string
  /** Milliseconds since the Unix epoch. */
  readonly since: number
}

/** A process on another host cannot be asked whether it runs, so its lock ends by itself. */
const foreignLifeMs = 10 * 60_000
const retryMs = 25

/** Runs `work` under the lock of a zone; throws `zone-locked` if it is not free within `waitMs`. */
export async function withZoneLock<T>(
  databases: Databases,
  zone: Name,
  { identity, clock, waitMs }: { identity: ProcessIdentity; clock: Clock; waitMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const token = crypto.randomUUID()
  const deadline = performance.now() + waitMs
  for (;;) {
    const holder = take(databases, zone, { ...identity, token, since: clock() })
    if (!holder) break
    if (performance.now() >= deadline) throw lockedFault(zone, holder)
    await setTimeout(retryMs)
  }
  try {
    return await work()
  } finally {
    release(databases, zone, token)
  }
}

/** Takes the lock, or returns who holds it. */
function take({ root, locks }: Databases, zone: Name, wanted: LockHolder): LockHolder | undefined {
  return root.transactionSync(() => {
    const holder = locks.get(nameKey(zone))
    if (holder && isHeld(holder, wanted)) return holder
    locks.put(nameKey(zone), wanted)
    return undefined
  })
}

/** Another holder may have taken the lock of a process that was stopped for long; it stays theirs. */
function release({ root, locks }: Databases, zone: Name, token: string): void {
  root.transactionSync(() => {
    if (locks.get(nameKey(zone))?.token === token) locks.remove(nameKey(zone))
  })
}

function isHeld(holder: LockHolder, wanted: LockHolder): boolean {
  if (holder.host === wanted.host) return isRunning(holder)
  return wanted.since - holder.since < foreignLifeMs
}

function lockedFault(zone: Name, { user, host, pid, since }: LockHolder) {
  const time = new Date(since).toISOString()
  return fault('zone-locked', `${zone} is locked by ${user}@${host}, process ${pid}, since ${time}`)
}
