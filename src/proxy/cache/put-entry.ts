// Puts an answer into a shard whose lock is held for changing.
import { bucketOf, entryOfSlot, foundOf, setFound, slotOf } from './bucket.ts'
import { counterAt } from './cache-counters.ts'
import { type CacheKey, nameOctetsOf } from './cache-key.ts'
import { findSlot } from './find-entry.ts'
import { answerHead } from './give-answer.ts'
import type { KeptAnswer } from './kept-answer.ts'
import { entryAt, entryFlags, headerAt } from './layout.ts'
import { freeSlot, hasLeft, makeRoom, makeRoomForOne, remove, type ShardEdit, sizeOf } from './shard-log.ts'

/** Words that an entry may waste by taking the place of a larger one. */
const mostWaste = 16

/** Puts an answer in, in the place of one of the same key; the change of the shard has begun. */
export function putEntry(edit: ShardEdit, key: CacheKey, kept: KeptAnswer, counts: Float64Array): void {
  const { layout, words } = edit
  const size = wordsOf(key, kept)
  const bucket = bucketOf(layout, key.hash)
  const before = findSlot(words, layout, key, counts, counterAt.insertCollisions)
  let isLasting = hasLeft(edit, key.hash)
  let found = 0
  if (before >= 0) {
    const entry = entryOfSlot(words[bucket + before]!)
    const state = words[entry + entryAt.state]!
    // A failure does not take the place of an answer that can still be given as a stale one (RFC 8767 §5).
    if (kept.isFailure && (state & entryFlags.isFailure) === 0 && isOfUse(edit, entry)) return
    counts[counterAt.inserts]!++
    const room = sizeOf(state)
    if (room >= size && room - size <= mostWaste) {
      writeEntry(edit, entry, room, (state & entryFlags.isLasting) !== 0, key, kept)
      return
    }
    found = foundOf(words, bucket, before)
    isLasting = (state & entryFlags.isLasting) !== 0
    remove(edit, entry)
  } else counts[counterAt.inserts]!++
  makeRoomForOne(edit)
  // One that would fill half of the new log does not pass through it.
  if (size > (layout.newLog.limit - layout.newLog.start) / 2) isLasting = true
  const entry = makeRoom(edit, isLasting ? layout.lastingLog : layout.newLog, size)
  const slot = freeSlot(edit, bucket)
  writeEntry(edit, entry, size, isLasting, key, kept)
  words[bucket + slot] = slotOf(key.hash, entry)
  setFound(words, bucket, slot, found)
  words[headerAt.live]!++
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
const questionEndOf = (key: CacheKey): number => 12 + nameOctetsOf(key.words, 0) + 4

function writeEntry(
  { words, now }: ShardEdit,
  entry: number,
  size: number,
  isLasting: boolean,
  key: CacheKey,
  kept: KeptAnswer,
): void {
  const { message, length, ttls, ttlsAt } = kept
  words[entry + entryAt.hash] = key.hash
  words[entry + entryAt.state] =
    size |
    entryFlags.isLive |
    (isLasting ? entryFlags.isLasting : 0) |
    (kept.isFailure ? entryFlags.isFailure : 0)
  words[entry + entryAt.since] = now
  words[entry + entryAt.ttl] = kept.ttl
  words[entry + entryAt.lengths] = length | (kept.optAt << 16)
  words[entry + entryAt.places] = kept.optEnd | (ttls << 16)
  let at = entry + entryAt.key
  for (let i = 0; i < key.count; i++) words[at++] = key.words[i]!
  for (let i = 0; i < ttls; i += 2) words[at++] = ttlsAt[i]! | (i + 1 < ttls ? ttlsAt[i + 1]! << 16 : 0)
  words[at++] = (message[2]! << 8) | message[3]! | (message[6]! << 24) | (message[7]! << 16)
  words[at++] = (message[8]! << 24) | (message[9]! << 16) | (message[10]! << 8) | message[11]!
  for (let i = questionEndOf(key); i < length; i += 4) {
    let word = 0
    for (let octet = 0; octet < 4 && i + octet < length; octet++) word |= message[i + octet]! << (octet << 3)
    words[at++] = word
  }
}
