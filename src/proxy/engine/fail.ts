// Ends a flight that no server answers: with an expired answer, else with what a server said last, else with SERVFAIL.
import { answerWith } from '../message/answer-with.ts'
import { setEde } from '../message/set-ede.ts'
import type { Chain } from '../rules/chain.ts'
import { outcomes } from '../rules/rule.ts'
import { sources, type Transaction } from '../transaction.ts'
import { at } from './counters.ts'
import { deliver } from './deliver.ts'
import { dropQuery, type EngineState } from './engine-state.ts'
import type { Flight } from './flight.ts'
import { endFlight } from './flights.ts'
import { hideAdditions } from './hide-additions.ts'
import { findOpt } from './read-query.ts'

/** Extended DNS Errors (RFC 8914 §4). */
const staleAnswer = 3
const noReachableAuthority = 22
const networkError = 23

const servfail = 2

/** Answers everyone who waits. */
export function fail(e: EngineState, flight: Flight): void {
  const { followers, isPrefetch, lastRcode, tries } = flight
  if (tries === 0) e.counters.mine[at.noServer]!++
  noteFailure(e, flight)
  if (!isPrefetch) failOne(e, flight.transaction, lastRcode, tries)
  for (let i = 0; i < followers.length; i++) failOne(e, followers[i]!, lastRcode, tries)
  endFlight(e, flight)
}

/** Says whether the cache has an expired answer; `message` is no more what it was. */
export function hasStale(e: EngineState, t: Transaction): boolean {
  if (!e.settings.servesStale || t.decided.skipCache || !t.pool.cache) return false
  const { cacheHash } = t
  restoreQuery(e, t)
  const isFound = t.pool.cache.findStale(t)
  // Rules may have changed the query since it was looked up, but others find its flight by how it was then.
  t.cacheHash = cacheHash
  return isFound
}

/** Sends the expired answer that has been found, and says so in it (RFC 8914 §4.4). */
export function answerStale(e: EngineState, t: Transaction): void {
  t.decided.source = sources.stale
  findOpt(t)
  setEde(t, staleAnswer, '')
  finish(e, t, e.settings.chains.cacheHit, at.staleAnswers)
}

function noteFailure(e: EngineState, { lastRcode, tries, transaction }: Flight): void {
  if (tries > 0) e.failures.note(transaction, e.clock.ms, lastRcode < 0)
}

function failOne(e: EngineState, t: Transaction, lastRcode: number, tries: number): void {
  if (hasStale(e, t)) {
    answerStale(e, t)
    return
  }
  t.decided.source = sources.failure
  restoreQuery(e, t)
  answerWith(t, lastRcode < 0 ? servfail : lastRcode)
  setEde(
    t,
    tries === 0 ? noReachableAuthority : networkError,
    tries === 0 ? 'no server is up' : 'no server answers',
  )
  finish(e, t, e.settings.chains.selfAnswered, at.failures)
}

function finish(e: EngineState, t: Transaction, chain: Chain, counter: number): void {
  if (chain.run(t) === outcomes.drop) {
    dropQuery(e, t, 'rule')
    return
  }
  hideAdditions(t)
  e.counters.mine[counter]!++
  deliver(e, t)
}

/** The message is the query again, with room for an answer. */
function restoreQuery(e: EngineState, t: Transaction): void {
  const { stored, storedLength, id } = t
  const { room } = e
  for (let i = 0; i < storedLength; i++) room[i] = stored[i]!
  room[0] = id >> 8
  room[1] = id & 0xff
  t.message = room
  t.length = storedLength
  findOpt(t)
}
