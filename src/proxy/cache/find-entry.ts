// Finds the entry of a key in a shard whose lock is held.
import { counterAt } from './cache-counters.ts'
import type { CacheKey } from './cache-key.ts'
import { type CacheLayout, entryAt, slotsPerBucket } from './layout.ts'
import { bucketOf, entryOfSlot } from './shard-log.ts'

/** The entry of a key, fresh or not; 0 if there is none. Keys that only have the same hash are counted. */
export function findEntry(
  words: Int32Array,
  layout: CacheLayout,
  key: CacheKey,
  counts: Float64Array,
  collisions: number = counterAt.lookupCollisions,
): number {
  const { hash } = key
  const bucket = bucketOf(layout, hash)
  for (let slot = bucket; slot < bucket + slotsPerBucket; slot++) {
    const value = words[slot]!
    // The upper 8 bits are the hash's.
    if (((value ^ hash) & 0xff00_0000) !== 0 || value === 0) continue
    const entry = entryOfSlot(value)
    if (words[entry + entryAt.hash] !== hash) continue
    if (hasKey(words, entry + entryAt.key, key)) return entry
    counts[collisions]!++
  }
  return 0
}

/** Lengths are in the key, so that one cannot be the start of another. */
function hasKey(words: Int32Array, at: number, key: CacheKey): boolean {
  const { count } = key
  for (let i = 0; i < count; i++) if (words[at + i] !== key.words[i]) return false
  return true
}
