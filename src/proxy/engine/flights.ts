// Begins and ends flights and their attempts; the records are used again.
import type { Transaction } from '../transaction.ts'
import { type EngineState, giveTransaction, maxSpare } from './engine-state.ts'
import type { Attempt, BackendLink, Flight } from './flight.ts'

/** Begins a flight of a transaction whose query is stored. */
export function takeFlight(e: EngineState, transaction: Transaction): Flight {
  const flight = e.spareFlights.pop()
  if (!flight)
    return {
      transaction,
      followers: [],
      isShared: false,
      isPrefetch: false,
      attempts: [],
      tries: 0,
      isHedged: false,
      lastRcode: -1,
    }
  flight.transaction = transaction
  return flight
}

/** Ends a flight whose transactions have heard: attempts that still wait are forgotten, what was in use may be again. */
export function endFlight(e: EngineState, flight: Flight): void {
  const { attempts, followers, transaction } = flight
  while (attempts.length > 0) endAttempt(e, attempts.pop()!)
  leaveShared(e, flight)
  giveTransaction(e, transaction)
  while (followers.length > 0) giveTransaction(e, followers.pop()!)
  flight.isPrefetch = false
  flight.tries = 0
  flight.isHedged = false
  flight.lastRcode = -1
  if (e.spareFlights.length < maxSpare) e.spareFlights.push(flight)
}

/** Lets nobody join any more. */
export function leaveShared(e: EngineState, flight: Flight): void {
  if (!flight.isShared) return
  flight.isShared = false
  e.shared.delete(flight.transaction.cacheHash)
}

/** Begins an attempt at a server. */
export function takeAttempt(e: EngineState, flight: Flight, link: BackendLink): Attempt {
  const attempt = e.spareAttempts.pop() ?? createAttempt(link)
  attempt.flight = flight
  attempt.link = link
  attempt.sentAt = e.clock.ms
  link.askedAt = e.clock.ms
  return attempt
}

const createAttempt = (link: BackendLink): Attempt => ({
  flight: undefined,
  link,
  socket: -1,
  id: 0,
  sentAt: 0,
  cancel: undefined,
  isPending: false,
  before: undefined,
  after: undefined,
})

/** Waits for an attempt until it is given up. */
export function awaitAttempt(e: EngineState, attempt: Attempt): void {
  attempt.isPending = true
  attempt.link.backend.state.addOutstanding(1)
  e.waiting.add(attempt)
}

/** Waits no longer; an answer that comes nonetheless still counts. */
export function giveUpAttempt(e: EngineState, attempt: Attempt): void {
  if (!attempt.isPending) return
  attempt.isPending = false
  attempt.link.backend.state.addOutstanding(-1)
  e.waiting.remove(attempt)
}

/** Hears no more of an attempt, which stays one of its flight. */
export function closeAttempt(e: EngineState, attempt: Attempt): void {
  giveUpAttempt(e, attempt)
  attempt.link.release(attempt)
  attempt.cancel?.()
  attempt.cancel = undefined
  attempt.socket = -1
}

/** Forgets an attempt: an answer that comes nonetheless is of nobody. */
function endAttempt(e: EngineState, attempt: Attempt): void {
  closeAttempt(e, attempt)
  attempt.flight = undefined
  if (e.spareAttempts.length < maxSpare) e.spareAttempts.push(attempt)
}
