// How a packet cache lies in shared memory: shards, each with a lock, an index, and two logs of entries.
//
//   shard, in words of 32 bits
//   ┌────────┬──────────────────────────────┬────────┬───────────┬──────────────────┐
//   │ header │ index: buckets of 15 slots   │ ghosts │ new log   │ lasting log      │
//   └────────┴──────────────────────────────┴────────┴───────────┴──────────────────┘
//   bucket   15 slots │ 2 bits for each of them: how often its entry was found since it was last looked at, up to 3
//   slot     8 bits of the hash │ place of the entry, in pairs of words; 0 if it is free
//   ghost    the hash of an entry that left the new log without having been asked for again
//
//   entry    hash │ size, flags │ since │ ttl │ lengths │ … │ key │ places of TTLs │ answer
//
// Entries start in the new log. What was asked for again when its turn to leave comes goes on to the lasting log, where
// it stays as long as it is asked for in each round (S3-FIFO, Yang et al., SOSP 2023): a flood of names that are asked
// for once passes through a tenth of the memory and leaves the rest alone.
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import type { SharedMemory } from '../shared-memory.ts'

/** Words of a shard's header. */
export const headerAt = {
  /** 0 if it is free, else the thread that holds it, as lock.ts says. */
  lock: 0,
  /** How often the shard was changed. */
  version: 3,
  /** Set once the shard was made ready. */
  isReady: 1,
  /** Entries that can be found. */
  live: 2,
  /** Two words of the hash's secret; the first shard's are those of all. */
  secret: 4,
  newLog: 8,
  lastingLog: 16,
} as const

const headerWords = 32

/** Words of the state of a log, from where the header has it. */
export const logAt = {
  /** The oldest entry. */
  tail: 0,
  /** Where the next one goes. */
  head: 1,
  /** Behind the last entry at the log's end, when those after it stand at its start again. */
  wrap: 2,
  /** As far as the log's memory was ever used. */
  extent: 3,
  /** Entries, those that were removed and still stand here too. */
  entries: 4,
} as const

/** Words of an entry. */
export const entryAt = {
  hash: 0,
  /** Its words in the lower half, and `entryFlags`. */
  state: 1,
  /** Seconds: when it was kept, and for how long it is fresh. */
  since: 2,
  ttl: 3,
  /** Octets of the answer, and where its OPT record stands, in the upper half. */
  lengths: 4,
  /** Where the OPT record ends, and how many TTLs there are, in the upper half. */
  places: 5,
  key: 6,
} as const

/** Bits of an entry's state above its size. */
export const entryFlags = {
  /** Someone asks for it anew. */
  isAwaited: 0x4_0000,
  isLasting: 0x8_0000,
  /** It can be found. */
  isLive: 0x10_0000,
  /** A SERVFAIL or REFUSED. */
  isFailure: 0x20_0000,
} as const

/** Words of a bucket: 64 octets, which processors fetch at once. */
export const bucketWords = 16
export const slotsPerBucket = 15
/** Where a bucket has the bits of what was found. */
export const foundAt = 15
/** The most that is counted of what was found. */
export const mostFound = 3

/** Where a log lies, and where the header has its state. */
export interface LogLayout {
  readonly stateAt: number
  readonly start: number
  readonly limit: number
}

export interface CacheLayout {
  readonly shards: number
  /** Bits of the hash that choose the shard. */
  readonly shardBits: number
  /** Of each shard. */
  readonly maxEntries: number
  readonly buckets: number
  readonly indexAt: number
  readonly ghosts: number
  readonly ghostAt: number
  readonly newLog: LogLayout
  readonly lastingLog: LogLayout
  /** Octets of a shard. */
  readonly octets: number
}

/** Memory that is set aside for an entry, unless it is configured. */
const octetsPerEntry = 512
/** Entries that a shard has at least, unless there is only one. */
const leastEntries = 4096
/** Entries for each bucket: about 1 of 100 buckets is full then. */
const entriesPerBucket = 8
/** What a slot can say: 2^24 pairs of words. */
const mostLogWords = 2 ** 24
/** The part of the memory that entries pass through first. */
const newPart = 0.1
/** Of the largest entries, how many a log has room for at least. */
const leastInNew = 4
const leastInLasting = 16

/** Plans the memory for settings; the same ones always come to the same plan. */
export function layOut({
  size,
  shards,
  maximum_memory,
  maximum_entry_size,
}: PacketCacheSettings): CacheLayout {
  const words = Math.max(2 ** 20, maximum_memory || size * octetsPerEntry) / 4
  // A log has room for a few entries of the largest size, so that one of them does not empty it.
  const largest = maximum_entry_size / 4 + 512
  const leastWords = (leastInNew + leastInLasting) * largest
  const most = Math.max(1, Math.min(powerOfTwo(shards), size / leastEntries, words / leastWords))
  const count = Math.max(2 ** Math.floor(Math.log2(most)), powerOfTwo(words / mostLogWords))
  const maxEntries = Math.ceil(size / count)
  const buckets = powerOfTwo(maxEntries / entriesPerBucket)
  const ghosts = powerOfTwo(maxEntries) / 2 || 1
  const ghostAt = headerWords + buckets * bucketWords
  const start = even(ghostAt + ghosts)
  const newWords = even(Math.max((words / count) * newPart, leastInNew * largest))
  const lastingWords = even(Math.max(words / count - newWords, leastInLasting * largest))
  const middle = start + newWords
  const end = middle + lastingWords
  return {
    shards: count,
    shardBits: Math.log2(count),
    maxEntries,
    buckets,
    indexAt: headerWords,
    ghosts,
    ghostAt,
    newLog: { stateAt: headerAt.newLog, start, limit: middle },
    lastingLog: { stateAt: headerAt.lastingLog, start: middle, limit: end },
    octets: end * 4,
  }
}

const powerOfTwo = (least: number): number => 2 ** Math.max(0, Math.ceil(Math.log2(least)))
const even = (words: number): number => Math.ceil(words / 2) * 2

/** Takes the shards of a cache from shared memory: words of which each thread has a view. */
export function takeShards(name: string, layout: CacheLayout, memory: SharedMemory): readonly Int32Array[] {
  const { shards, maxEntries, octets } = layout
  return Array.from(
    { length: shards },
    (_, shard) => new Int32Array(memory.take(`cache ${name} ${shards} × ${maxEntries}: ${shard}`, octets)),
  )
}

/**
 * Readies new memory: the main thread does, before there are others. Returns the two odd numbers that hashes depend on,
 * drawn once.
 */
export function makeReady(
  shards: readonly Int32Array[],
  layout: CacheLayout,
  draw: () => number,
): Int32Array {
  const first = shards[0]!
  if (first[headerAt.isReady] === 0) {
    for (const words of shards) clearLogs(words, layout)
    first[headerAt.secret] = draw() | 1
    first[headerAt.secret + 1] = draw() | 1
    first[headerAt.isReady] = 1
  }
  return first.subarray(headerAt.secret, headerAt.secret + 2)
}

/** Empties a shard; its lock stays as it is. */
export function clearShard(words: Int32Array, layout: CacheLayout): void {
  words[headerAt.live] = 0
  words.fill(0, layout.indexAt, layout.newLog.start)
  clearLogs(words, layout)
}

function clearLogs(words: Int32Array, { newLog, lastingLog }: CacheLayout): void {
  for (const { stateAt, start } of [newLog, lastingLog]) {
    words[stateAt + logAt.tail] = start
    words[stateAt + logAt.head] = start
    words[stateAt + logAt.wrap] = start
    words[stateAt + logAt.extent] = Math.max(start, words[stateAt + logAt.extent]!)
    words[stateAt + logAt.entries] = 0
  }
}
