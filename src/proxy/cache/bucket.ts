// A bucket of a shard's index: where the entries of some hashes stand, and how often each was found.
import { bucketWords, type CacheLayout, entryAt, foundAt, mostFound, slotsPerBucket } from './layout.ts'

/** The upper bits of a slot are the hash's, so that hardly ever a wrong entry is looked at. */
const tagBits = 0xff00_0000

/** The first word of the bucket of a hash. */
export const bucketOf = ({ shardBits, buckets, indexAt }: CacheLayout, hash: number): number =>
  indexAt + ((hash >>> shardBits) & (buckets - 1)) * bucketWords

/** What a slot says of an entry, which stands at an even word. */
export const slotOf = (hash: number, entry: number): number => (hash & tagBits) | (entry >>> 1)

/** Where the entry of a slot stands. */
export const entryOfSlot = (slot: number): number => (slot & ~tagBits) << 1

/** Says whether a slot may be of an entry with this hash. */
export const mayBe = (slot: number, hash: number): boolean => ((slot ^ hash) & tagBits) === 0 && slot !== 0

/** The number, in its bucket, of the slot of an entry that can be found. */
export function slotNumberOf(words: Int32Array, bucket: number, entry: number): number {
  const wanted = slotOf(words[entry + entryAt.hash]!, entry)
  let number = 0
  while (number < slotsPerBucket - 1 && words[bucket + number] !== wanted) number++
  return number
}

/** How often the entry of a slot was found since that was last changed, up to 3. */
export const foundOf = (words: Int32Array, bucket: number, number: number): number =>
  (words[bucket + foundAt]! >>> (number << 1)) & mostFound

/** Counts that it was found. Two threads that do at once may lose one of it: it only says who stays longer. */
export function countFound(words: Int32Array, bucket: number, number: number): void {
  const found = words[bucket + foundAt]!
  if (((found >>> (number << 1)) & mostFound) !== mostFound)
    words[bucket + foundAt] = found + (1 << (number << 1))
}

/** Sets how often it was found. */
export function setFound(words: Int32Array, bucket: number, number: number, found: number): void {
  const shift = number << 1
  words[bucket + foundAt] = (words[bucket + foundAt]! & ~(mostFound << shift)) | (found << shift)
}
