// What a thread needs to look up and to keep answers: the shared memory, its own counters, and room to work in.
import { randomInt } from 'node:crypto'
import type { ThreadClock } from '../rules/rule.ts'
import { readType } from '../rules/rule-values.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import { type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { transports } from '../transaction.ts'
import { counters } from './cache-counters.ts'
import { type CacheKey, createCacheKey, hashKey, type KeyRules, keyRules, readKey } from './cache-key.ts'
import type { TtlChange } from './give-answer.ts'
import { createKeptAnswer, type KeptAnswer } from './kept-answer.ts'
import { type CacheLayout, layOut, makeReady, takeShards } from './layout.ts'
import { createMessageViews, type MessageViews } from './message-views.ts'
import type { CachedExchange } from './packet-cache.ts'
import type { ShardEdit } from './shard-log.ts'

/** A thread's view of a cache. */
export interface CacheThread {
  readonly settings: PacketCacheSettings
  readonly clock: ThreadClock
  readonly thread: number
  readonly layout: CacheLayout
  readonly shards: readonly Int32Array[]
  /** The bits of a hash that choose the shard. */
  readonly shardMask: number
  readonly secret: Int32Array
  /** Its row of the counters. */
  readonly mine: Float64Array
  readonly rules: KeyRules
  /** Types whose answers are kept; all if there are none. */
  readonly types: ReadonlySet<number>
  /** Seconds after its end that an answer may still be given as a stale one. */
  readonly staleAge: number
  readonly views: MessageViews
  /** Room for the key of the query at hand, for what becomes of the TTLs, for an answer, and for a change. */
  readonly key: CacheKey
  readonly change: TtlChange
  readonly kept: KeptAnswer
  readonly edit: ShardEdit
}

/** Opens a cache in a thread. */
export function openCacheThread(
  settings: PacketCacheSettings,
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
): CacheThread {
  const layout = layOut(settings)
  const shards = takeShards(settings.name, layout, memory)
  const staleAge = settings.keep_stale_data ? settings.maximum_stale_age : 0
  return {
    settings,
    clock,
    thread: at.thread,
    layout,
    shards,
    shardMask: layout.shards - 1,
    secret: makeReady(shards, layout, () => randomInt(2 ** 32)),
    mine: takeCounters(memory, `cache ${settings.name} counters`, counters, at).mine,
    rules: keyRules(settings),
    types: new Set(settings.record_types.map(readType)),
    staleAge,
    views: createMessageViews(),
    key: createCacheKey(),
    change: { less: 0, all: -1 },
    kept: createKeptAnswer(settings),
    edit: { layout, words: shards[0]!, now: 0, staleAge, chances: 0, evictions: 0 },
  }
}

/** Types whose answers are several messages. */
const transfers = { first: 251, last: 252 } as const

/** Says whether answers to such a question are kept. */
export const isCached = ({ types }: CacheThread, { type }: CachedExchange): boolean =>
  (type < transfers.first || type > transfers.last) && (types.size === 0 || types.has(type))

/** Reads the key of a query into `key`, for answers that are the same for every client subnet or not; false without. */
export function readQueryKey(
  { key, rules, secret }: CacheThread,
  t: CachedExchange,
  query: DataView,
  length: number,
  isForAll: boolean,
): boolean {
  const isStream = t.transport !== transports.udp
  if (!readKey(key, rules, query, length, t.questionEnd, isStream, isForAll)) return false
  hashKey(key, secret)
  return true
}
