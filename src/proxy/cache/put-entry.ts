// Puts an answer into a shard whose lock is held for changing.
import { counterAt } from './cache-counters.ts'
import type { CacheKey } from './cache-key.ts'
import { findEntry } from './find-entry.ts'
import { answerHead } from './give-answer.ts'
import type { KeptAnswer } from './kept-answer.ts'
import { entryAt, entryFlags, headerAt } from './layout.ts'
import {
  bucketOf,
  editShard,
  freeSlot,
  hasLeft,
  makeRoom,
  makeRoomForOne,
  remove,
  type ShardEdit,
  sizeOf,
  slotOf,
} from './shard-log.ts'

/** Words that an entry may waste by taking the place of a larger one. */
const mostWaste = 16

/** Puts an answer in, in the place of one of the same key. */
export function putEntry(edit: ShardEdit, key: CacheKey, kept: KeptAnswer, counts: Float64Array): void {
  const { layout, words, now } = edit
  const size = wordsOf(key, kept)
  let lasting = hasLeft(edit, key.hash)
  let found = 0
  const before = findEntry(words, layout, key, counts, counterAt.insertCollisions)
  if (before > 0) {
    const state = words[before + entryAt.state]!
    // A failure does not take the place of an answer that can still be given as a stale one (RFC 8767 §5).
    if (kept.isFailure && (state & entryFlags.isFailure) === 0 && isOfUse(edit, before)) return
    const room = sizeOf(state)
    if (room >= size && room - size <= mostWaste) {
      writeEntry(words, before, room, state & (entryFlags.found | entryFlags.isLasting), now, key, kept)
      counts[counterAt.inserts]!++
      return
    }
    found = state & entryFlags.found
    lasting = (state & entryFlags.isLasting) !== 0
    remove(edit, before)
  }
  editShard(edit, words, now)
  makeRoomForOne(edit)
  const log =
    lasting || size > (layout.newLog.limit - layout.newLog.start) / 2 ? layout.lastingLog : layout.newLog
  const entry = makeRoom(edit, log, size)
  const slot = freeSlot(edit, bucketOf(layout, key.hash))
  const flags = log === layout.lastingLog ? entryFlags.isLasting : 0
  writeEntry(words, entry, size, found | flags, now, key, kept)
  words[slot] = slotOf(key.hash, entry)
  words[headerAt.live]!++
  counts[counterAt.inserts]!++
  counts[counterAt.evictions]! += edit.evictions
}

const isOfUse = ({ words, now, staleAge }: ShardEdit, entry: number): boolean =>
  now - words[entry + entryAt.since]! - words[entry + entryAt.ttl]! < staleAge

/** Words of an entry, an even number. */
function wordsOf(key: CacheKey, { length, ttls }: KeptAnswer): number {
  const records = length - questionEndOf(key)
  return (entryAt.key + key.count + ((ttls + 1) >> 1) + answerHead + ((records + 3) >> 2) + 1) & ~1
}

/** Where the question of a key ends in its messages. */
const questionEndOf = (key: CacheKey): number => 12 + ((key.words[3]! >>> 8) & 0xff) + 1 + 4

function writeEntry(
  words: Int32Array,
  entry: number,
  size: number,
  flags: number,
  now: number,
  key: CacheKey,
  kept: KeptAnswer,
): void {
  const { message, length, ttls, ttlsAt } = kept
  words[entry + entryAt.hash] = key.hash
  words[entry + entryAt.state] =
    size | flags | entryFlags.isLive | (kept.isFailure ? entryFlags.isFailure : 0)
  words[entry + entryAt.since] = now
  words[entry + entryAt.ttl] = kept.ttl
  words[entry + entryAt.lengths] = length | (kept.optAt << 16)
  words[entry + entryAt.places] = kept.optEnd | (ttls << 16)
  let at = entry + entryAt.key
  for (let i = 0; i < key.count; i++) words[at++] = key.words[i]!
  for (let i = 0; i < ttls; i += 2) words[at++] = ttlsAt[i]! | (i + 1 < ttls ? ttlsAt[i + 1]! << 16 : 0)
  words[at++] = message[2]! | (message[3]! << 8) | (message[6]! << 16) | (message[7]! << 24)
  words[at++] = message[8]! | (message[9]! << 8) | (message[10]! << 16) | (message[11]! << 24)
  for (let i = questionEndOf(key); i < length; i += 4) {
    let word = 0
    for (let octet = 0; octet < 4 && i + octet < length; octet++) word |= message[i + octet]! << (octet << 3)
    words[at++] = word
  }
}
