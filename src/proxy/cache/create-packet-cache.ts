// A thread's view of a packet cache: finds answers and keeps them, in memory that all threads share.
import { randomInt } from 'node:crypto'
import { loadsKeepOrder } from '../../net/platform/load-order.ts'
import type { ThreadClock } from '../rules/rule.ts'
import { readType } from '../rules/rule-values.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import { type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { type Transaction, transports } from '../transaction.ts'
import { bucketOf, countFound, entryOfSlot, foundOf } from './bucket.ts'
import { counterAt, counters } from './cache-counters.ts'
import { createCacheKey, hashKey, keyRules, readKey, restoreQuery } from './cache-key.ts'
import { findSlot } from './find-entry.ts'
import { giveAnswer, type TtlChange } from './give-answer.ts'
import { createKeptAnswer, leaveSubnetOut, takeAnswer, verdicts } from './kept-answer.ts'
import { entryAt, entryFlags, layOut, makeReady, takeShards } from './layout.ts'
import { lockPatiently, tryLock, unlock, versionOf } from './lock.ts'
import { createMessageViews } from './message-views.ts'
import { finds, type PacketCache } from './packet-cache.ts'
import { putEntry } from './put-entry.ts'
import { editShard, type ShardEdit } from './shard-log.ts'

/** Types whose answers are several messages. */
const transfers = { first: 251, last: 252 } as const

/** What a client without EDNS takes over UDP, and the least that one with it does. */
const plainUdpOctets = 512

/** Longer queries are out of the ordinary; RFC 8467 pads to less. */
const largestQuery = 1024

/** What was found; stale answers told from fresh ones. */
const founds = { nothing: 0, fresh: 1, aging: 2, stale: 3 } as const
type Found = (typeof founds)[keyof typeof founds]

/**
 * Opens a cache in a thread, in the main thread first. The clock must be the same in all threads, as the system's
 * monotonic one is.
 */
export function createPacketCache(
  settings: PacketCacheSettings,
  memory: SharedMemory,
  { thread, threads }: ThreadNumber,
  clock: ThreadClock,
): PacketCache {
  const layout = layOut(settings)
  const shards = takeShards(settings.name, layout, memory)
  const secret = makeReady(shards, layout, () => randomInt(2 ** 32))
  const { mine } = takeCounters(memory, `cache ${settings.name} counters`, counters, { thread, threads })
  const { name, prefetch, parse_ecs, stale_ttl, dont_age } = settings
  const types = new Set(settings.record_types.map(readType))
  const staleAge = settings.keep_stale_data ? settings.maximum_stale_age : 0
  const shardMask = layout.shards - 1
  const rules = keyRules(settings)
  const key = createCacheKey()
  const views = createMessageViews()
  const asked = new Uint8Array(largestQuery)
  const askedView = new DataView(asked.buffer)
  const kept = createKeptAnswer(settings)
  const change: TtlChange = { less: 0, all: -1 }
  const edit: ShardEdit = { layout, words: shards[0]!, now: 0, staleAge, chances: 0, evictions: 0 }

  const isCached = ({ type }: Transaction): boolean =>
    (type < transfers.first || type > transfers.last) && (types.size === 0 || types.has(type))

  /** Reads the key of a query; false if it has none. */
  function readQuery(t: Transaction, message: DataView, length: number, isForAll: boolean): boolean {
    const isStream = t.transport !== transports.udp
    if (!readKey(key, rules, message, length, t.questionEnd, isStream, isForAll)) return false
    hashKey(key, secret)
    return true
  }

  /** Looks up the key as the shard is, which may not be the same from one word to the next. */
  function lookAt(
    t: Transaction,
    view: DataView,
    words: Int32Array,
    staleSeconds: number,
    isLocked: boolean,
  ): Found {
    const number = findSlot(words, layout, key, mine, counterAt.lookupCollisions)
    if (number < 0) return founds.nothing
    const bucket = bucketOf(layout, key.hash)
    const entry = entryOfSlot(words[bucket + number]!)
    const ttl = words[entry + entryAt.ttl]!
    const age = clock.seconds - words[entry + entryAt.since]!
    const left = ttl - age
    if (left <= 0 && -left >= staleSeconds) return founds.nothing
    if (left * 100 <= ttl * prefetch && left > 0 && foundOf(words, bucket, number) > 0) {
      const state = words[entry + entryAt.state]!
      if ((state & entryFlags.isAwaited) === 0) {
        if (isLocked) words[entry + entryAt.state] = state | entryFlags.isAwaited
        return founds.aging
      }
    }
    if (rules.ranks.length > 0 && !fits(t, words[entry + entryAt.lengths]! & 0xffff)) return founds.nothing
    change.all = left > 0 ? -1 : stale_ttl
    change.less = dont_age ? 0 : age
    if (!giveAnswer(t, view, words, entry, key.count, change)) return founds.nothing
    countFound(words, bucket, number)
    return left > 0 ? founds.fresh : founds.stale
  }

  /** Clients of one rank share answers, but not all of them may take as much. */
  const fits = (t: Transaction, length: number): boolean =>
    t.transport !== transports.udp || length <= Math.max(plainUdpOctets, key.payload)

  /** Looks up the key: without the lock, and with it if something changed meanwhile, or is to be. */
  function look(t: Transaction, view: DataView, staleSeconds: number): Found {
    const words = shards[key.hash & shardMask]!
    if (loadsKeepOrder && !key.hasOptions) {
      const { length, optAt, optEnd } = t
      const version = versionOf(words)
      if (version >= 0) {
        const found = lookAt(t, view, words, staleSeconds, false)
        if (versionOf(words) === version && found !== founds.aging) return found
        restoreQuery(key, view, t.questionEnd)
        t.length = length
        t.optAt = optAt
        t.optEnd = optEnd
      }
    }
    if (!tryLock(words, thread)) {
      mine[counterAt.deferredLookups]!++
      return founds.nothing
    }
    const found = lookAt(t, view, words, staleSeconds, true)
    unlock(words)
    return found
  }

  /** Looks up a query; if it has a client subnet, first among the answers that are the same for all. */
  function lookUp(t: Transaction, staleSeconds: number): Found {
    t.cacheHash = 0
    if (!isCached(t)) return founds.nothing
    const view = views.of(t.message)
    if (!readQuery(t, view, t.length, false)) return founds.nothing
    t.cacheHash = key.hash
    if (!parse_ecs || !key.hasSubnet) return look(t, view, staleSeconds)
    readQuery(t, view, t.length, true)
    const found = look(t, view, staleSeconds)
    if (found !== founds.nothing) return found
    readQuery(t, view, t.length, false)
    return look(t, view, staleSeconds)
  }

  /** Puts the answer in that was taken, under the key that was read. */
  function put(): void {
    const words = shards[key.hash & shardMask]!
    if (!(settings.deferrable_insert_lock ? tryLock : lockPatiently)(words, thread)) {
      mine[counterAt.deferredInserts]!++
      return
    }
    editShard(edit, words, clock.seconds)
    putEntry(edit, key, kept, mine)
    unlock(words)
  }

  return {
    name,
    find(t) {
      const found = lookUp(t, 0)
      if (found === founds.aging) return finds.aging
      mine[found === founds.fresh ? counterAt.hits : counterAt.misses]!++
      return found === founds.fresh ? finds.fresh : finds.nothing
    },
    findStale(t) {
      let found = lookUp(t, staleAge)
      // Whoever asks has asked the servers just now.
      if (found === founds.aging) found = lookUp(t, staleAge)
      if (found === founds.stale) mine[counterAt.staleHits]!++
      return found === founds.stale || found === founds.fresh
    },
    insert(t) {
      const { message, length, questionEnd, decided } = t
      if (!isCached(t) || t.storedLength < questionEnd || t.storedLength > largestQuery) return
      if (length > settings.maximum_entry_size) {
        mine[counterAt.tooLarge]!++
        return
      }
      const { temporaryFailureTtl } = decided
      const verdict = takeAnswer(kept, settings, rules, message, length, questionEnd, temporaryFailureTtl)
      if (verdict === verdicts.tooShort) mine[counterAt.ttlTooShort]!++
      if (verdict !== verdicts.keep) return
      for (let i = 0; i < t.storedLength; i++) asked[i] = t.stored[i]!
      if (!readQuery(t, askedView, t.storedLength, false)) return
      if (parse_ecs && key.hasSubnet && kept.isForAll) {
        leaveSubnetOut(kept)
        readQuery(t, askedView, t.storedLength, true)
      }
      put()
    },
  }
}
