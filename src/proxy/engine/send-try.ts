// Sends the query of a flight to the next server that a pool's policy chooses.
import type { Backend } from '../backends/backend.ts'
import { transports } from '../transaction.ts'
import { at } from './counters.ts'
import type { EngineState } from './engine-state.ts'
import { type BackendLink, type Flight, wasAsked } from './flight.ts'
import { awaitAttempt, closeAttempt, takeAttempt } from './flights.ts'

/** After so many tries in a row without an answer, a server is asked last until it is heard of again. */
const silentAfter = 32
/** Milliseconds after which one query finds out whether it answers again, as others need not ever get to it. */
const silentMs = 1000

/** Asks one more server; false if there is none that could be asked. */
export function sendTry(e: EngineState, flight: Flight): boolean {
  while (flight.tries < e.settings.maxTries) {
    const backend = choose(e, flight)
    const link = backend && linkOf(e, backend)
    if (!link) return false
    flight.tries++
    if (sendTo(e, flight, link)) return true
  }
  return false
}

/** One that was not asked yet; where that is none, one that did not answer may be asked again: packets get lost. */
function choose(e: EngineState, flight: Flight): Backend | undefined {
  const { transaction } = flight
  const { members, policy } = transaction.pool
  const { candidates } = e
  let count = 0
  let silent = 0
  let again = 0
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!
    // Without a link it is none of the configuration that is in force, but of the one when the query came.
    const link = linkOf(e, member)
    if (!link || !member.state.isUsable()) continue
    if (wasAsked(flight, member)) again++
    else if (isSilent(e, link)) silent++
    else candidates[count++] = member
  }
  if (count === 0 && silent > 0) count = collect(e, flight, false)
  if (count === 0 && again > 0 && flight.lastRcode < 0) count = collect(e, flight, true)
  if (count === 0) return undefined
  return count === 1 && members.length === 1 ? candidates[0] : policy(candidates, count, transaction)
}

function collect(e: EngineState, flight: Flight, areAsked: boolean): number {
  const { members } = flight.transaction.pool
  let count = 0
  for (let i = 0; i < members.length; i++) {
    const member = members[i]!
    if (!linkOf(e, member) || !member.state.isUsable()) continue
    if (wasAsked(flight, member) === areAsked) e.candidates[count++] = member
  }
  return count
}

const isSilent = ({ clock }: EngineState, { silence, askedAt }: BackendLink): boolean =>
  silence >= silentAfter && clock.ms - askedAt < silentMs

const linkOf = (e: EngineState, { settings }: Backend): BackendLink | undefined =>
  e.settings.links.get(settings.id)

/** Asks over UDP, or over TCP what came over TCP and has answers of any size. */
function sendTo(e: EngineState, flight: Flight, link: BackendLink): boolean {
  const { transport } = flight.transaction
  const { tcpOnly } = link.backend.settings
  const isTcp = tcpOnly || transport === transports.tcp || transport === transports.dot
  return isTcp && link.tcp ? sendOverTcp(e, flight, link) : sendOverUdp(e, flight, link)
}

function sendOverUdp(e: EngineState, flight: Flight, link: BackendLink): boolean {
  const { stored, storedLength } = flight.transaction
  const attempt = takeAttempt(e, flight, link)
  // One that cannot be sent counts as well, so that another server is the next.
  flight.attempts.push(attempt)
  if (link.take(attempt)) {
    stored[0] = attempt.id >> 8
    stored[1] = attempt.id & 0xff
    if (link.udp.send(attempt.socket, stored, storedLength)) {
      awaitAttempt(e, attempt)
      link.backend.state.count('queries')
      return true
    }
  }
  closeAttempt(e, attempt)
  link.silence++
  e.counters.mine[at.sendErrors]!++
  link.backend.state.count('sendErrors')
  return false
}

/** Asks over a connection. What becomes of it is told later, never before this returns. */
export function sendOverTcp(e: EngineState, flight: Flight, link: BackendLink): boolean {
  const { stored, storedLength } = flight.transaction
  const attempt = takeAttempt(e, flight, link)
  flight.attempts.push(attempt)
  awaitAttempt(e, attempt)
  link.backend.state.count('queries')
  link.backend.state.count('tcpQueries')
  attempt.cancel = link.tcp!.ask(
    stored.slice(0, storedLength),
    e.settings.tryTimeout * e.settings.maxTries,
    answer => {
      attempt.cancel = undefined
      if (attempt.flight === flight) e.streamAnswered(attempt, answer)
    },
  )
  return true
}
