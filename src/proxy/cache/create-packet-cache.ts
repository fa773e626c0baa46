// A thread's view of a packet cache: finds answers and keeps them, in memory that all threads share.
import { randomInt } from 'node:crypto'
import type { ThreadClock } from '../rules/rule.ts'
import { readType } from '../rules/rule-values.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import { type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { type Transaction, transports } from '../transaction.ts'
import { counterAt, counters } from './cache-counters.ts'
import { createCacheKey, hashKey, type KeyedQuery, keyRules, readKey } from './cache-key.ts'
import { findEntry } from './find-entry.ts'
import { giveAnswer } from './give-answer.ts'
import { createKeptAnswer, leaveSubnetOut, takeAnswer, verdicts } from './kept-answer.ts'
import { clearShard, entryAt, entryFlags, headerAt, layOut, takeShards } from './layout.ts'
import { changerOf, holderOf, lockPatiently, tryLock, unlock } from './lock.ts'
import { finds, type PacketCache } from './packet-cache.ts'
import { putEntry } from './put-entry.ts'
import type { ShardEdit } from './shard-log.ts'

/** Types whose answers are several messages. */
const transfers = { first: 251, last: 252 } as const

const nothingStored = new Uint8Array(0)

/**
 * Opens a cache in a thread, the main thread first. The clock must be the same in all threads, as the system's monotonic
 * one is.
 */
export function createPacketCache(
  settings: PacketCacheSettings,
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
): PacketCache {
  const layout = layOut(settings)
  const shards = takeShards(settings.name, layout, memory)
  makeReady(shards, () => {
    for (const words of shards) clearShard(words, layout)
  })
  const secret = shards[0]!.subarray(headerAt.secret, headerAt.secret + 2)
  const { mine } = takeCounters(memory, `cache ${settings.name} counters`, counters, at)
  const rules = keyRules(settings)
  const key = createCacheKey()
  const kept = createKeptAnswer(settings)
  const query: KeyedQuery = {
    message: nothingStored,
    length: 0,
    questionEnd: 0,
    isStream: false,
    isForAll: false,
  }
  const types = new Set(settings.record_types.map(readType))
  const staleAge = settings.keep_stale_data ? settings.maximum_stale_age : 0
  const edit: ShardEdit = { layout, words: shards[0]!, now: 0, staleAge, chances: 0, evictions: 0 }
  const looker = holderOf(at.thread)
  const changer = changerOf(at.thread)
  const shardMask = layout.shards - 1

  const isCached = ({ type }: Transaction): boolean =>
    (type < transfers.first || type > transfers.last) && (types.size === 0 || types.has(type))

  /** Reads the key of a query; false if it has none. */
  function readQuery(t: Transaction, message: Uint8Array, length: number, isForAll: boolean): boolean {
    query.message = message
    query.length = length
    query.questionEnd = t.questionEnd
    query.isStream = t.transport !== transports.udp
    query.isForAll = isForAll
    if (!readKey(key, rules, query)) return false
    hashKey(key, secret)
    return true
  }

  /** Looks up the key, and gives the answer unless it is older than allowed. */
  function look(t: Transaction, staleSeconds: number): Found {
    const words = shards[key.hash & shardMask]!
    if (!tryLock(words, looker)) {
      mine[counterAt.deferredLookups]!++
      return founds.nothing
    }
    const found = lookLocked(t, words, staleSeconds)
    unlock(words)
    return found
  }

  function lookLocked(t: Transaction, words: Int32Array, staleSeconds: number): Found {
    const entry = findEntry(words, layout, key, mine)
    if (entry === 0) return founds.nothing
    const age = clock.seconds - words[entry + entryAt.since]!
    const left = words[entry + entryAt.ttl]! - age
    if (left <= 0 && -left >= staleSeconds) return founds.nothing
    const state = words[entry + entryAt.state]!
    if (
      left > 0 &&
      (state & entryFlags.found) !== 0 &&
      (state & entryFlags.isAwaited) === 0 &&
      left * 100 <= words[entry + entryAt.ttl]! * settings.prefetch
    ) {
      words[entry + entryAt.state] = state | entryFlags.isAwaited
      return founds.aging
    }
    if (!giveAnswer(t, words, entry, settings, age, left)) return founds.nothing
    if ((state & entryFlags.found) !== entryFlags.found)
      words[entry + entryAt.state] = state + entryFlags.foundOne
    return left > 0 ? founds.fresh : founds.stale
  }

  /** With answers that are the same for every subnet first, if the query has one. */
  function lookBoth(t: Transaction, staleSeconds: number): Found {
    t.cacheHash = 0
    if (!isCached(t) || !readQuery(t, t.message, t.length, false)) return founds.nothing
    t.cacheHash = key.hash
    if (!settings.parse_ecs || !key.hasSubnet) return look(t, staleSeconds)
    readQuery(t, t.message, t.length, true)
    const found = look(t, staleSeconds)
    if (found !== founds.nothing) return found
    readQuery(t, t.message, t.length, false)
    return look(t, staleSeconds)
  }

  return {
    name: settings.name,
    find(t) {
      const found = lookBoth(t, 0)
      if (found === founds.aging) return finds.aging
      mine[found === founds.fresh ? counterAt.hits : counterAt.misses]!++
      return found === founds.fresh ? finds.fresh : finds.nothing
    },
    findStale(t) {
      const found = lookBoth(t, staleAge)
      if (found === founds.stale) mine[counterAt.staleHits]!++
      return found === founds.stale || found === founds.fresh
    },
    insert(t) {
      if (!isCached(t) || t.storedLength < t.questionEnd) return
      if (t.length > settings.maximum_entry_size) {
        mine[counterAt.tooLarge]!++
        return
      }
      const { message, length, questionEnd, decided } = t
      const verdict = takeAnswer(
        kept,
        settings,
        rules,
        message,
        length,
        questionEnd,
        decided.temporaryFailureTtl,
      )
      if (verdict === verdicts.tooShort) mine[counterAt.ttlTooShort]!++
      if (verdict !== verdicts.keep || !readQuery(t, t.stored, t.storedLength, false)) return
      if (settings.parse_ecs && key.hasSubnet && kept.isForAll) {
        leaveSubnetOut(kept)
        readQuery(t, t.stored, t.storedLength, true)
      }
      const words = shards[key.hash & shardMask]!
      const hasLock = settings.deferrable_insert_lock
        ? tryLock(words, changer)
        : lockPatiently(words, changer)
      if (!hasLock) {
        mine[counterAt.deferredInserts]!++
        return
      }
      edit.words = words
      edit.now = clock.seconds
      putEntry(edit, key, kept, mine)
      unlock(words)
    },
  }
}

/** What was found, stale answers told from fresh ones. */
const founds = { nothing: 0, fresh: 1, aging: 2, stale: 3 } as const
type Found = (typeof founds)[keyof typeof founds]

/** Readies the shards of new memory; the main thread does, before there are others. */
function makeReady(shards: readonly Int32Array[], clear: () => void): void {
  const first = shards[0]!
  if (first[headerAt.isReady] !== 0) return
  clear()
  first[headerAt.secret] = randomInt(2 ** 32)
  first[headerAt.secret + 1] = randomInt(2 ** 32)
  first[headerAt.isReady] = 1
}
