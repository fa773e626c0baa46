// Looks a query up in a packet cache.
import { loadsKeepOrder } from '../../net/platform/load-order.ts'
import { transports } from '../transaction.ts'
import { bucketOf, countFound, entryOfSlot, foundOf } from './bucket.ts'
import { counterAt } from './cache-counters.ts'
import { restoreQuery } from './cache-key.ts'
import { type CacheThread, isCached, readQueryKey } from './cache-thread.ts'
import { findSlot } from './find-entry.ts'
import { giveAnswer } from './give-answer.ts'
import { entryAt, entryFlags } from './layout.ts'
import { tryLock, unlock, versionOf } from './lock.ts'
import type { CachedExchange } from './packet-cache.ts'

/** What was found, stale answers told from fresh ones; `aging` leaves the query as it is. */
export const founds = { nothing: 0, fresh: 1, aging: 2, stale: 3 } as const
type Found = (typeof founds)[keyof typeof founds]

/** What a client without EDNS takes over UDP, and the least that one with it does. */
const plainUdpOctets = 512

/**
 * Looks up the query in `message`, also among answers that expired less than so many seconds ago. If it has a client
 * subnet, those that are the same for all subnets come first.
 */
export function lookUp(c: CacheThread, t: CachedExchange, staleSeconds: number): Found {
  t.cacheHash = 0
  if (!isCached(c, t)) return founds.nothing
  const view = c.views.of(t.message)
  if (!readQueryKey(c, t, view, t.length, false)) return founds.nothing
  t.cacheHash = c.key.hash
  if (!c.key.hasSubnet || !c.settings.parse_ecs) return look(c, t, view, staleSeconds)
  readQueryKey(c, t, view, t.length, true)
  const found = look(c, t, view, staleSeconds)
  if (found !== founds.nothing) return found
  readQueryKey(c, t, view, t.length, false)
  return look(c, t, view, staleSeconds)
}

/**
 * Looks up the key: without the lock if an answer that turns out to be none can be taken back, that is for a query without
 * EDNS options; and with it if the shard was changed meanwhile, or is to be.
 */
function look(c: CacheThread, t: CachedExchange, view: DataView, staleSeconds: number): Found {
  const { key, mine, shards, shardMask, thread } = c
  const words = shards[key.hash & shardMask]!
  if (loadsKeepOrder && !key.hasOptions) {
    const { length, optAt, optEnd } = t
    const version = versionOf(words)
    if (version >= 0) {
      const found = lookAt(c, t, view, words, staleSeconds, false)
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
  const found = lookAt(c, t, view, words, staleSeconds, true)
  unlock(words)
  return found
}

/** Looks at a shard; without the lock, it may not be the same from one word to the next. */
function lookAt(
  c: CacheThread,
  t: CachedExchange,
  view: DataView,
  words: Int32Array,
  staleSeconds: number,
  isLocked: boolean,
): Found {
  const { key, layout, settings, change } = c
  const number = findSlot(words, layout, key, c.mine, counterAt.lookupCollisions)
  if (number < 0) return founds.nothing
  const bucket = bucketOf(layout, key.hash)
  const entry = entryOfSlot(words[bucket + number]!)
  const ttl = words[entry + entryAt.ttl]!
  const age = c.clock.seconds - words[entry + entryAt.since]!
  const left = ttl - age
  if (left <= 0 && -left >= staleSeconds) return founds.nothing
  const isNearItsEnd = left > 0 && left * 100 <= ttl * settings.prefetch
  if (isNearItsEnd && foundOf(words, bucket, number) > 0 && isUnawaited(words, entry, isLocked))
    return founds.aging
  if (c.rules.ranks.length > 0 && !fits(c, t, words[entry + entryAt.lengths]! & 0xffff)) return founds.nothing
  change.all = left > 0 ? -1 : settings.stale_ttl
  change.less = settings.dont_age ? 0 : age
  if (!giveAnswer(t, view, words, entry, key.count, change)) return founds.nothing
  countFound(words, bucket, number)
  return left > 0 ? founds.fresh : founds.stale
}

/** Says whether nobody asks for an entry anew yet; with the lock, somebody does from now on. */
function isUnawaited(words: Int32Array, entry: number, isLocked: boolean): boolean {
  const state = words[entry + entryAt.state]!
  if ((state & entryFlags.isAwaited) !== 0) return false
  if (isLocked) words[entry + entryAt.state] = state | entryFlags.isAwaited
  return true
}

/** Clients of one rank share answers, but not all of them take as much. */
const fits = ({ key }: CacheThread, { transport }: CachedExchange, length: number): boolean =>
  transport !== transports.udp || length <= Math.max(plainUdpOctets, key.payload)
