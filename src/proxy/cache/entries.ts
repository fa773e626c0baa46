// Entries of a shard whose lock is held, one by one: what the keeper lists and flushes.
import { nameFromWire } from '../../dns/name.ts'
import { isStreamKey, keyWordsOf, nameOctetsOf } from './cache-key.ts'
import { type CacheLayout, entryAt, slotsPerBucket } from './layout.ts'
import type { PacketCacheEntry } from './packet-cache.ts'
import { entryOfSlot } from './shard-log.ts'

/** The entries of so many buckets. */
export function entriesOf(
  words: Int32Array,
  { indexAt, buckets }: CacheLayout,
  bucket: number,
  count: number,
): number[] {
  const end = indexAt + Math.min(buckets, bucket + count) * slotsPerBucket
  const found: number[] = []
  for (let slot = indexAt + bucket * slotsPerBucket; slot < end; slot++)
    if (words[slot] !== 0) found.push(entryOfSlot(words[slot]!))
  return found
}

/** What an entry is. */
export function entryOf(words: Int32Array, entry: number, now: number): PacketCacheEntry {
  const key = entry + entryAt.key
  const ttls = words[entry + entryAt.places]! >>> 16
  const answerAt = key + keyWordsOf(words[key + 3]!) + ((ttls + 1) >> 1)
  return {
    name: nameFromWire(wireNameOf(words, entry)).name,
    type: typeOfEntry(words, entry),
    ttl: words[entry + entryAt.since]! + words[entry + entryAt.ttl]! - now,
    rcode: (words[answerAt]! >>> 8) & 0x0f,
    octets: words[entry + entryAt.lengths]! & 0xffff,
    isStream: isStreamKey(words[key + 3]!),
  }
}

/** The name of an entry, in lower case. */
export function wireNameOf(words: Int32Array, entry: number): Uint8Array {
  const key = entry + entryAt.key
  const name = new Uint8Array(nameOctetsOf(words[key + 3]!))
  for (let i = 0; i < name.length; i++) name[i] = words[key + 4 + (i >> 2)]! >>> ((i & 3) << 3)
  return name
}

/** The question's type, which stands there in network order. */
export function typeOfEntry(words: Int32Array, entry: number): number {
  const question = words[entry + entryAt.key + 1]!
  return ((question & 0xff) << 8) | ((question >>> 8) & 0xff)
}
