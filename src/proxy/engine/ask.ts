// Answers a query from the cache, or asks for it: with others that wait for the same, or of a server.

import { finds, type PacketCache } from '../cache/packet-cache.ts'
import { sameQuery } from '../cache/same-query.ts'
import { putClientSubnet } from '../message/client-subnet.ts'
import { removeOption } from '../message/edns.ts'
import { optionCodes } from '../message/layout.ts'
import { outcomes } from '../rules/rule.ts'
import { sources, type Transaction } from '../transaction.ts'
import { answerSelf } from './answer-self.ts'
import { at } from './counters.ts'
import { deliver } from './deliver.ts'
import { dropQuery, type EngineState, takeTransaction } from './engine-state.ts'
import { answerStale, fail, hasStale } from './fail.ts'
import type { Flight } from './flight.ts'
import { takeFlight } from './flights.ts'
import { hideAdditions } from './hide-additions.ts'
import { findOpt } from './read-query.ts'
import { sendTry } from './send-try.ts'

/** What a header's opcode must be for the query to be one that others may get the answer of. */
const opcodeBits = 0x7800

/** Sees to a query that rules let pass; true if it is kept until there is an answer. */
export function ask(e: EngineState, t: Transaction): boolean {
  tellSubnet(e, t)
  if (t.flags & opcodeBits) t.decided.skipCache = true
  if (cacheOf(t)) {
    if (isCacheHit(e, t)) return answerHit(e, t)
    e.counters.mine[at.cacheMisses]!++
  }
  if (!e.settings.chains.cacheMiss.isEmpty && !passesMissRules(e, t)) return false
  store(t)
  const cache = cacheOf(t)
  if (cache && e.failures.isLikely(t, e.clock.ms) && answersStale(e, t)) return false
  t.requester.hold?.(t)
  if (cache && e.settings.coalesces && joins(e, t)) return true
  return launch(e, t, cache !== undefined)
}

const cacheOf = ({ decided, pool }: Transaction): PacketCache | undefined =>
  decided.skipCache ? undefined : pool.cache

/** Puts the client subnet as rules and the pool say; what they said before makes room. */
function tellSubnet(e: EngineState, t: Transaction): void {
  const { decided, pool } = t
  if (decided.addedEcs) removeOption(t, optionCodes.clientSubnet)
  if (decided.useEcs ?? pool.useEcs) putClientSubnet(t, e.settings.subnet)
}

/** Puts an answer of the cache in the place of the query; one that is about to expire is asked for again meanwhile. */
function isCacheHit(e: EngineState, t: Transaction): boolean {
  const cache = cacheOf(t)
  if (!cache) return false
  const find = cache.find(t)
  if (find !== finds.aging) return find === finds.fresh
  store(t)
  askForCache(e, t)
  // Found once more, by then claimed, it is an answer.
  return cache.find(t) !== finds.nothing
}

/** Lets rules judge what the cache has no answer to; false if that was the end of it. */
function passesMissRules(e: EngineState, t: Transaction): boolean {
  const { pool } = t
  store(t)
  const outcome = e.settings.chains.cacheMiss.run(t)
  if (outcome === outcomes.drop) {
    dropQuery(e, t, 'rule')
    return false
  }
  if (outcome === outcomes.answer) {
    answerSelf(e, t)
    return false
  }
  tellSubnet(e, t)
  // What a rule has changed is another query, whose answer is kept as such, or one that is kept elsewhere.
  if ((t.pool === pool && isStored(t)) || !isCacheHit(e, t)) return true
  answerHit(e, t)
  return false
}

function isStored({ message, length, stored, storedLength }: Transaction): boolean {
  if (length !== storedLength) return false
  for (let i = 0; i < length; i++) if (message[i] !== stored[i]) return false
  return true
}

function answerHit(e: EngineState, t: Transaction): false {
  const { cacheHit } = e.settings.chains
  t.decided.source = sources.cache
  const { addedOpt, addedEcs, ede } = t.decided
  if (addedOpt || addedEcs || ede >= 0 || !cacheHit.isEmpty) findOpt(t)
  if (cacheHit.run(t) === outcomes.drop) {
    dropQuery(e, t, 'rule')
    return false
  }
  hideAdditions(t)
  e.counters.mine[at.cacheHits]!++
  deliver(e, t)
  return false
}

/** Keeps the query where it can wait. */
function store(t: Transaction): void {
  const { message, length } = t
  if (length > t.stored.length) t.stored = new Uint8Array(length)
  const { stored } = t
  for (let i = 0; i < length; i++) stored[i] = message[i]!
  t.storedLength = length
}

/** Waits with another query that is the same; false if there is none. */
function joins(e: EngineState, t: Transaction): boolean {
  const flight = e.shared.get(t.cacheHash)
  if (!flight || flight.transaction.pool !== t.pool || !sameQuery(t, flight.transaction)) return false
  flight.followers.push(t)
  e.counters.mine[at.coalesced]!++
  return true
}

/** Asks a server; where none can be asked, the client hears so at once. */
function launch(e: EngineState, t: Transaction, isShared: boolean): true {
  const flight = takeFlight(e, t)
  if (isShared) share(e, flight)
  if (!sendTry(e, flight)) fail(e, flight)
  return true
}

/** Lets others join, unless they join one with the same hash already. */
function share(e: EngineState, flight: Flight): void {
  const { cacheHash } = flight.transaction
  if (!e.settings.coalesces || e.shared.has(cacheHash)) return
  flight.isShared = true
  e.shared.set(cacheHash, flight)
}

/** Answers from what has expired where asking is likely to fail; whether it still does is found out meanwhile. */
function answersStale(e: EngineState, t: Transaction): boolean {
  if (!hasStale(e, t)) return false
  if (!e.shared.has(t.cacheHash) && e.failures.takeRecheck(t, e.clock.ms)) askForCache(e, t)
  answerStale(e, t)
  return true
}

/** Asks for what is stored, for the cache alone; who asks for the same before it is there waits with it. */
function askForCache(e: EngineState, t: Transaction): void {
  const copy = takeTransaction(e)
  copyStored(t, copy)
  const flight = takeFlight(e, copy)
  flight.isPrefetch = true
  e.counters.mine[at.prefetched]!++
  share(e, flight)
  if (!sendTry(e, flight)) fail(e, flight)
}

function copyStored(t: Transaction, copy: Transaction): void {
  const { ecsV4, ecsV6 } = copy.decided
  copy.nameEnd = t.nameEnd
  copy.questionEnd = t.questionEnd
  copy.labels = t.labels
  copy.type = t.type
  copy.class = t.class
  copy.id = t.id
  copy.flags = t.flags
  copy.hasEdns = t.hasEdns
  copy.udpSize = t.udpSize
  copy.dnssecOk = t.dnssecOk
  copy.client.set(t.client)
  copy.clientPort = t.clientPort
  copy.transport = t.transport
  copy.bind = t.bind
  copy.since = t.since
  copy.cacheHash = t.cacheHash
  copy.pool = t.pool
  Object.assign(copy.decided, t.decided, { ecsV4, ecsV6 })
  if (t.storedLength > copy.stored.length) copy.stored = new Uint8Array(t.storedLength)
  copy.stored.set(t.stored.subarray(0, t.storedLength))
  copy.storedLength = t.storedLength
}
