// Puts a kept answer in the place of the query it is for. The id and the question stay, and so the asker's letters.
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import type { Transaction } from '../transaction.ts'
import { keyWordsOf } from './cache-key.ts'
import { entryAt } from './layout.ts'

/** Words before the records of an answer: flags and the counts of its sections. */
export const answerHead = 2

/** Writes the answer of an entry with so many seconds behind and before it; false if it does not fit. */
export function giveAnswer(
  t: Transaction,
  words: Int32Array,
  entry: number,
  settings: PacketCacheSettings,
  age: number,
  left: number,
): boolean {
  const { message, questionEnd } = t
  const lengths = words[entry + entryAt.lengths]!
  const places = words[entry + entryAt.places]!
  const length = lengths & 0xffff
  if (length > message.length) return false
  const ttls = places >>> 16
  const ttlsAt = entry + entryAt.key + keyWordsOf(words[entry + entryAt.key + 3]!)
  const answerAt = ttlsAt + ((ttls + 1) >> 1)
  putHead(message, words[answerAt]!, words[answerAt + 1]!)
  putRecords(message, questionEnd, length, words, answerAt + answerHead)
  t.length = length
  t.optAt = lengths >>> 16
  t.optEnd = places & 0xffff
  if (left <= 0) setTtls(message, words, ttlsAt, ttls, settings.stale_ttl)
  else if (age > 0 && !settings.dont_age) ageTtls(message, words, ttlsAt, ttls, age)
  return true
}

function putHead(message: Uint8Array, first: number, second: number): void {
  message[2] = first
  message[3] = first >> 8
  message[4] = 0
  message[5] = 1
  message[6] = first >> 16
  message[7] = first >> 24
  message[8] = second
  message[9] = second >> 8
  message[10] = second >> 16
  message[11] = second >> 24
}

function putRecords(message: Uint8Array, at: number, end: number, words: Int32Array, from: number): void {
  for (; at + 4 <= end; at += 4) {
    const word = words[from++]!
    message[at] = word
    message[at + 1] = word >> 8
    message[at + 2] = word >> 16
    message[at + 3] = word >> 24
  }
  if (at === end) return
  for (let word = words[from]!; at < end; at++, word >>= 8) message[at] = word
}

/** The place of a TTL: two of them are in each word. */
const placeOf = (words: Int32Array, ttlsAt: number, i: number): number =>
  (words[ttlsAt + (i >> 1)]! >>> ((i & 1) << 4)) & 0xffff

function ageTtls(message: Uint8Array, words: Int32Array, ttlsAt: number, ttls: number, age: number): void {
  for (let i = 0; i < ttls; i++) {
    const at = placeOf(words, ttlsAt, i)
    const ttl = (message[at]! << 24) | (message[at + 1]! << 16) | (message[at + 2]! << 8) | message[at + 3]!
    putTtl(message, at, ttl > age ? ttl - age : 0)
  }
}

function setTtls(message: Uint8Array, words: Int32Array, ttlsAt: number, ttls: number, ttl: number): void {
  for (let i = 0; i < ttls; i++) putTtl(message, placeOf(words, ttlsAt, i), ttl)
}

function putTtl(message: Uint8Array, at: number, ttl: number): void {
  message[at] = ttl >> 24
  message[at + 1] = ttl >> 16
  message[at + 2] = ttl >> 8
  message[at + 3] = ttl
}
