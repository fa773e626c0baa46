// Waits until the TTLs that were lowered have run out in all caches.
import { setTimeout } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { Listener } from '../../base/io.ts'
import type { Name } from '../../dns/name.ts'
import type { ZoneJournal } from '../../history/run.ts'

/** What waiting needs. */
export interface Wait {
  readonly clock: Clock
  readonly listener: Listener
  /** Ends the wait, and the work before its next stage. */
  readonly signal: AbortSignal
  /** Resolves after a time, or when the work is to end. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Waits until no cache has the old TTL any more; false if the work is to end before. */
export async function waitOut(
  journal: ZoneJournal,
  stage: number,
  seconds: number,
  wait: Wait,
): Promise<boolean> {
  const until = wait.clock() + seconds * 1000
  await journal.append({ step: 'waiting', stage, until: new Date(until).toISOString() })
  return waitUntil(journal.intent.zone, until, wait)
}

const waitText = (zone: Name, until: number): string =>
  `${zone}: TTLs are lowered; goes on at ${new Date(until).toISOString()}, when no resolver has the old ones any more`

/** Says how long it still takes, at most this often. */
const stepMs = 10_000

/** Waits for a time; false if the work is to end before. */
export async function waitUntil(
  zone: Name,
  until: number,
  { clock, signal, listener, sleep = sleepUntilAborted }: Wait,
): Promise<boolean> {
  const total = Math.ceil((until - clock()) / 1000)
  if (total > 0) listener({ kind: 'note', text: waitText(zone, until) })
  for (;;) {
    const left = until - clock()
    if (left <= 0) return true
    const done = Math.max(0, total - Math.ceil(left / 1000))
    listener({ kind: 'progress', task: 'waiting for old TTLs to run out, seconds', done, total })
    await sleep(Math.min(left, stepMs), signal)
    if (signal.aborted) return false
  }
}

const sleepUntilAborted = (ms: number, signal: AbortSignal): Promise<void> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined)
