// What servers answer: checked, tried again elsewhere if it is a failure, kept in the cache and sent to all who wait.
import type { Pool } from '../backends/pool.ts'
import { removeOption } from '../message/edns.ts'
import { truncateAnswer } from '../message/truncate-answer.ts'
import { outcomes } from '../rules/rule.ts'
import { sources, type Transaction } from '../transaction.ts'
import { at } from './counters.ts'
import { deliver } from './deliver.ts'
import { dropQuery, type EngineState, isStream } from './engine-state.ts'
import { fail, hasStale } from './fail.ts'
import { type Attempt, type BackendLink, type Flight, isWaiting } from './flight.ts'
import { closeAttempt, endFlight, leaveShared } from './flights.ts'
import { hideAdditions } from './hide-additions.ts'
import { findOpt } from './read-query.ts'
import { sendOverTcp } from './send-try.ts'
import { loseAttempt, triesNext } from './try-again.ts'

const headerOctets = 12
const servfail = 2
const refused = 5
const cookie = 10

/** Takes a datagram of a server. */
export function answerFromBackend(
  e: EngineState,
  link: BackendLink,
  socket: number,
  message: Uint8Array,
  length: number,
): void {
  const attempt = length >= headerOctets ? link.find(socket, (message[0]! << 8) | message[1]!) : undefined
  const flight = attempt?.flight
  if (!attempt || !flight) {
    // Of a flight that has ended, or forged.
    e.counters.mine[at.lateResponses]!++
    return
  }
  if (!answersQuestion(flight.transaction, message, length)) {
    noteNoncompliant(e, link)
    return
  }
  take(e, attempt, flight, message, length)
}

/** Takes an answer over TCP, which was checked where it came in, or that there is none. */
export function answerFromStream(e: EngineState, attempt: Attempt, message: Uint8Array | undefined): void {
  const flight = attempt.flight!
  if (
    message &&
    message.length >= headerOctets &&
    answersQuestion(flight.transaction, message, message.length)
  ) {
    e.streamRoom.set(message)
    take(e, attempt, flight, e.streamRoom, message.length)
    return
  }
  attempt.link.backend.state.count('tcpErrors')
  loseAttempt(e, attempt, flight)
}

/** QR is set, and the question is ours: id and socket have been found (RFC 5452 §9). */
function answersQuestion(
  { stored, nameEnd, questionEnd }: Transaction,
  message: Uint8Array,
  length: number,
): boolean {
  if (length < questionEnd || !(message[2]! & 0x80) || message[4] !== 0 || message[5] !== 1) return false
  for (let i = headerOctets; i < questionEnd; i++) {
    const theirs = message[i]!
    const ours = stored[i]!
    if (theirs === ours) continue
    const letter = theirs | 0x20
    if (i >= nameEnd || letter !== (ours | 0x20) || letter < 0x61 || letter > 0x7a) return false
  }
  return true
}

function take(e: EngineState, attempt: Attempt, flight: Flight, message: Uint8Array, length: number): void {
  const { link } = attempt
  const t = flight.transaction
  noteAnswer(e, attempt, t.pool)
  t.message = message
  t.length = length
  const isCutOff = (message[2]! & 0x02) !== 0
  if (isCutOff && attempt.socket >= 0 && isStream(t) && link.tcp) {
    closeAttempt(e, attempt)
    sendOverTcp(e, flight, link)
    return
  }
  if (!findOpt(t)) {
    if (!isCutOff) {
      noteNoncompliant(e, link)
      loseAttempt(e, attempt, flight)
      return
    }
    // It may be cut off anywhere (RFC 2181 §9).
    t.length = t.questionEnd
    truncateAnswer(t)
  }
  if (isFailure(e, t) && !isFinal(e, attempt, flight)) return
  settle(e, flight)
}

function noteAnswer({ clock, failures }: EngineState, { link, sentAt, socket }: Attempt, pool: Pool): void {
  link.silence = 0
  failures.forgetPool(pool)
  const { state } = link.backend
  state.count('responses')
  if (socket < 0) return
  state.addLatency(clock.ms - sentAt)
  link.noteLatency(clock.ms - sentAt)
}

function noteNoncompliant({ counters }: EngineState, { backend }: BackendLink): void {
  counters.mine[at.noncompliantResponses]!++
  backend.state.count('nonCompliant')
}

/** Says whether another server may do better than an answer. */
function isFailure({ settings }: EngineState, { message }: Transaction): boolean {
  const rcode = message[3]! & 0x0f
  return (settings.retriesServfail && rcode === servfail) || (settings.retriesRefused && rcode === refused)
}

/** Says whether a failure is what the client gets: no other server answers, nor does an expired answer. */
function isFinal(e: EngineState, attempt: Attempt, flight: Flight): boolean {
  const { message, length } = flight.transaction
  flight.lastRcode = message[3]! & 0x0f
  attempt.link.backend.state.count(flight.lastRcode === servfail ? 'servfail' : 'refused')
  closeAttempt(e, attempt)
  if (isWaiting(flight) || triesNext(e, flight)) return false
  if (hasStale(e, flight.transaction)) {
    fail(e, flight)
    return false
  }
  flight.transaction.message = message
  flight.transaction.length = length
  findOpt(flight.transaction)
  return true
}

/** Answers everyone who waits with what the message of the first one holds. */
function settle(e: EngineState, flight: Flight): void {
  const { followers, isPrefetch, transaction } = flight
  leaveShared(e, flight)
  e.failures.forget(transaction)
  const length = followers.length > 0 ? copyMessage(transaction, e.sharedRoom) : 0
  answerOne(e, transaction, true, isPrefetch)
  for (let i = 0; i < followers.length; i++) {
    const follower = followers[i]!
    for (let j = 0; j < length; j++) e.room[j] = e.sharedRoom[j]!
    follower.message = e.room
    follower.length = length
    findOpt(follower)
    // A cookie is between one client and one server (RFC 7873 §5).
    if (follower.optAt !== 0) removeOption(follower, cookie)
    answerOne(e, follower, false, false)
  }
  endFlight(e, flight)
}

function copyMessage({ message, length }: Transaction, room: Uint8Array): number {
  for (let i = 0; i < length; i++) room[i] = message[i]!
  return length
}

function answerOne(e: EngineState, t: Transaction, isFirst: boolean, isPrefetch: boolean): void {
  const { chains } = e.settings
  t.decided.source = sources.backend
  restoreQuestion(t)
  if (chains.response.run(t) === outcomes.drop) {
    if (!isPrefetch) dropQuery(e, t, 'rule')
    return
  }
  if (isFirst && !t.decided.skipCache && t.pool.cache) {
    t.pool.cache.insert(t)
    chains.cacheInserted.run(t)
  }
  if (isPrefetch) return
  hideAdditions(t)
  e.counters.mine[at.backendAnswers]!++
  deliver(e, t)
}

/** The id and the letters of the question are the client's. */
function restoreQuestion({ message, stored, nameEnd, id }: Transaction): void {
  message[0] = id >> 8
  message[1] = id & 0xff
  for (let i = headerOctets; i < nameEnd; i++) message[i] = stored[i]!
}
