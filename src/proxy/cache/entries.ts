// Entries of a shard whose lock is held, one by one: what the keeper lists and flushes.
import { nameFromWire } from '../../dns/name.ts'
import { entryOfSlot } from './bucket.ts'
import { isStreamKey, keyWordsOf, nameAt, nameOctetsOf, typeOfKey } from './cache-key.ts'
import { bucketWords, type CacheLayout, entryAt, slotsPerBucket } from './layout.ts'
import type { PacketCacheEntry } from './packet-cache.ts'

/** The entries of so many buckets. */
export function entriesOf(
  words: Int32Array,
  { indexAt, buckets }: CacheLayout,
  bucket: number,
  count: number,
): number[] {
  const end = indexAt + Math.min(buckets, bucket + count) * bucketWords
  const found: number[] = []
  for (let first = indexAt + bucket * bucketWords; first < end; first += bucketWords)
    for (let slot = first; slot < first + slotsPerBucket; slot++)
      if (words[slot] !== 0) found.push(entryOfSlot(words[slot]!))
  return found
}

/** What an entry is. */
export function entryOf(words: Int32Array, entry: number, now: number): PacketCacheEntry {
  const key = entry + entryAt.key
  const ttls = words[entry + entryAt.places]! >>> 16
  const answerAt = key + keyWordsOf(words, key) + ((ttls + 1) >> 1)
  return {
    name: nameFromWire(wireNameOf(words, entry)).name,
    type: typeOfEntry(words, entry),
    ttl: words[entry + entryAt.since]! + words[entry + entryAt.ttl]! - now,
    rcode: words[answerAt]! & 0x0f,
    octets: words[entry + entryAt.lengths]! & 0xffff,
    isStream: isStreamKey(words, key),
  }
}

/** The name of an entry, in lower case. */
export function wireNameOf(words: Int32Array, entry: number): Uint8Array {
  const key = entry + entryAt.key
  const name = new Uint8Array(nameOctetsOf(words, key))
  for (let i = 0; i < name.length; i++) name[i] = words[nameAt(key) + (i >> 2)]! >>> ((i & 3) << 3)
  return name
}

/** The type that its question asks for. */
export const typeOfEntry = (words: Int32Array, entry: number): number => typeOfKey(words, entry + entryAt.key)
