// Finds the entry of a key in a shard.
import { bucketOf, entryOfSlot, mayBe } from './bucket.ts'
import type { CacheKey } from './cache-key.ts'
import { type CacheLayout, entryAt, slotsPerBucket } from './layout.ts'

/**
 * The number of the slot of a key's entry, fresh or not; −1 if there is none. Where only the hash is the same,
 * `counts[collisions]` is counted up.
 */
export function findSlot(
  words: Int32Array,
  layout: CacheLayout,
  key: CacheKey,
  counts: Float64Array,
  collisions: number,
): number {
  const { hash } = key
  const bucket = bucketOf(layout, hash)
  for (let number = 0; number < slotsPerBucket; number++) {
    const slot = words[bucket + number]!
    if (!mayBe(slot, hash)) continue
    const entry = entryOfSlot(slot)
    if (words[entry + entryAt.hash] !== hash) continue
    if (hasKey(words, entry + entryAt.key, key)) return number
    counts[collisions]!++
  }
  return -1
}

/** Lengths are in the key, so that one cannot be the start of another. */
function hasKey(words: Int32Array, at: number, key: CacheKey): boolean {
  const { count } = key
  const wanted = key.words
  for (let i = 0; i < count; i++) if (words[at + i] !== wanted[i]) return false
  return true
}
