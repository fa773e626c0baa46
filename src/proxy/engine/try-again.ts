// Tries that have waited long enough: the query is asked again, or once more beside the first.
import { at } from './counters.ts'
import type { EngineState } from './engine-state.ts'
import { fail } from './fail.ts'
import { type Attempt, type Flight, isWaiting } from './flight.ts'
import { closeAttempt, giveUpAttempt } from './flights.ts'
import { sendTry } from './send-try.ts'

/** Gives up the tries that are due; what they wait for is asked for again, or has failed. */
export function tryAgainDue(e: EngineState): void {
  const sentBefore = e.clock.ms - e.settings.tryTimeout
  for (let attempt = e.waiting.first; attempt && attempt.sentAt <= sentBefore; attempt = e.waiting.first) {
    const flight = attempt.flight!
    giveUpAttempt(e, attempt)
    attempt.link.silence++
    attempt.link.backend.state.count('timeouts')
    e.counters.mine[at.timeouts]!++
    if (!isWaiting(flight)) tryNext(e, flight)
  }
}

/** Gives up one try of which nothing more will be heard; what it was for is asked for elsewhere, or has failed. */
export function loseAttempt(e: EngineState, attempt: Attempt, flight: Flight): void {
  attempt.link.silence++
  const wasPending = attempt.isPending
  closeAttempt(e, attempt)
  if (wasPending && !isWaiting(flight)) tryNext(e, flight)
}

/** Tries again if there is time and a server; else the flight has failed, and ends. */
function tryNext(e: EngineState, flight: Flight): void {
  if (!triesNext(e, flight)) fail(e, flight)
}

/** Tries again if there is time and a server. */
export function triesNext(e: EngineState, flight: Flight): boolean {
  const { since, decided, flags } = flight.transaction
  const isInTime = e.clock.ms - since < e.settings.deadline
  // What is no query may have done its work although nothing was heard of it.
  if (!isInTime || decided.disableRetry || flags & opcodeBits || !sendTry(e, flight)) return false
  e.counters.mine[at.retries]!++
  flight.attempts.at(-1)!.link.backend.state.count('retries')
  return true
}

const opcodeBits = 0x7800

/** Milliseconds between two looks for tries to be hedged. */
const hedgeEvery = 1

/** Asks a second server where the first takes longer than it does as a rule. */
export function hedgeDue(e: EngineState): void {
  const now = e.clock.ms
  if (now - e.hedgedAt < hedgeEvery) return
  e.hedgedAt = now
  for (let attempt = e.waiting.first; attempt; attempt = attempt.after) {
    if (now - attempt.sentAt < hedgeEvery) return
    if (isSlow(attempt, now)) hedge(e, attempt.flight!)
  }
}

const isSlow = ({ flight, link, sentAt }: Attempt, now: number): boolean =>
  !flight!.isHedged && link.usualLatency > 0 && now - sentAt > link.usualLatency

function hedge(e: EngineState, flight: Flight): void {
  flight.isHedged = true
  const { tries } = flight
  if (!sendTry(e, flight)) return
  flight.tries = tries
  e.counters.mine[at.hedged]!++
  flight.attempts.at(-1)!.link.backend.state.count('hedged')
}
