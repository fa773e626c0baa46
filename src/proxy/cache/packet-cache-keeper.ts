// The main thread's part of a packet cache: removes entries by name and type, counts and lists them, and frees what a
// crashed thread held.
import type { ThreadClock } from '../rules/rule.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import { type CounterRows, type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { counterAt, counters } from './cache-counters.ts'
import { entriesOf, entryOf } from './entries.ts'
import { type EntryMatcher, flushMatcher } from './flush-matcher.ts'
import { type CacheLayout, clearShard, entryAt, headerAt, layOut, logAt, takeShards } from './layout.ts'
import { isHeldBy, lockPatiently, unlock } from './lock.ts'
import type { FlushPattern, PacketCacheKeeper, PacketCacheReport } from './packet-cache.ts'
import { remove } from './shard-log.ts'

/** Buckets that are looked at before other threads get the lock again. */
const bucketsAtOnce = 64

/** Opens a cache for its keeper, with the settings that the threads have. */
export function createPacketCacheKeeper(
  settings: PacketCacheSettings,
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
): PacketCacheKeeper {
  const layout = layOut(settings)
  const shards = takeShards(settings.name, layout, memory)
  const counts = takeCounters(memory, `cache ${settings.name} counters`, counters, at)
  const { buckets } = layout
  return {
    name: settings.name,
    flush(pattern) {
      const matches = flushMatcher(pattern)
      let flushed = 0
      for (const words of shards)
        for (let bucket = 0; bucket < buckets; bucket += bucketsAtOnce)
          flushed += withLock(words, at.thread, 0, () =>
            flushBuckets(words, layout, bucket, pattern, matches, clock.seconds),
          )
      return flushed
    },
    report: () => reportOf(settings, layout, shards, counts),
    *dump() {
      for (const words of shards)
        for (let bucket = 0; bucket < buckets; bucket += bucketsAtOnce)
          yield* withLock(words, at.thread, [], () =>
            entriesOf(words, layout, bucket, bucketsAtOnce).map(entry =>
              entryOf(words, entry, clock.seconds),
            ),
          )
    },
    releaseThread(thread) {
      for (const words of shards) {
        if (!isHeldBy(words, thread)) continue
        // Half a change may be in there: better nothing at all.
        clearShard(words, layout)
        unlock(words)
      }
    },
  }
}

/** Does something with a shard; nothing, if a thread that does not run has the lock. */
function withLock<Result>(words: Int32Array, thread: number, otherwise: Result, act: () => Result): Result {
  if (!lockPatiently(words, thread)) return otherwise
  try {
    return act()
  } finally {
    unlock(words)
  }
}

function flushBuckets(
  words: Int32Array,
  layout: CacheLayout,
  bucket: number,
  { keepStale }: FlushPattern,
  matches: EntryMatcher,
  now: number,
): number {
  let flushed = 0
  for (const entry of entriesOf(words, layout, bucket, bucketsAtOnce)) {
    if (!matches(words, entry)) continue
    if (keepStale) expire(words, entry, now)
    else remove({ layout, words }, entry)
    flushed++
  }
  return flushed
}

/** Lets an entry end now, if it has not ended before. */
function expire(words: Int32Array, entry: number, now: number): void {
  const age = now - words[entry + entryAt.since]!
  words[entry + entryAt.ttl] = Math.min(words[entry + entryAt.ttl]!, age)
}

function reportOf(
  { size }: PacketCacheSettings,
  layout: CacheLayout,
  shards: readonly Int32Array[],
  counts: CounterRows,
): PacketCacheReport {
  let entries = 0
  let octets = 0
  for (const words of shards) {
    entries += words[headerAt.live]!
    octets += layout.newLog.start * 4
    for (const { stateAt, start } of [layout.newLog, layout.lastingLog])
      octets += (words[stateAt + logAt.extent]! - start) * 4
  }
  const totals = Object.fromEntries(
    Object.entries(counterAt).map(([name, column]) => [name, counts.sum(column)]),
  ) as Record<keyof typeof counterAt, number>
  return { entries, maxEntries: size, octets, ...totals }
}
