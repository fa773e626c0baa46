// Puts a kept answer in the place of the query it is for. The id and the question stay, and so the asker's letters.
// The entry may be changed meanwhile: then what is written makes no sense, but the question still is as it was.

import { entryAt } from './layout.ts'
import type { CachedExchange } from './packet-cache.ts'

/** Words before the records of an answer: flags and the counts of its sections. */
export const answerHead = 2

/** What becomes of the TTLs of an answer: so many seconds less, or all the same if that is not negative. */
export interface TtlChange {
  less: number
  all: number
}

/** Writes the answer of an entry, whose key has so many words; false if it does not fit. `view` is of the message. */
export function giveAnswer(
  t: CachedExchange,
  view: DataView,
  words: Int32Array,
  entry: number,
  keyWords: number,
  change: TtlChange,
): boolean {
  const { questionEnd } = t
  const lengths = words[entry + entryAt.lengths]!
  const places = words[entry + entryAt.places]!
  const length = lengths & 0xffff
  if (length > view.byteLength) return false
  const ttls = places >>> 16
  const ttlsAt = entry + entryAt.key + keyWords
  const answerAt = ttlsAt + ((ttls + 1) >> 1)
  const head = words[answerAt]!
  view.setUint16(2, head)
  view.setUint16(6, head >>> 16)
  view.setInt32(8, words[answerAt + 1]!)
  putRecords(view, questionEnd, length, words, answerAt + answerHead)
  t.length = length
  t.optAt = lengths >>> 16
  t.optEnd = places & 0xffff
  if (change.all >= 0 || change.less > 0) changeTtls(view, questionEnd, length, words, ttlsAt, ttls, change)
  return true
}

function putRecords(view: DataView, at: number, end: number, words: Int32Array, from: number): void {
  for (; at + 4 <= end; at += 4) view.setInt32(at, words[from++]!, true)
  if (at >= end) return
  for (let word = words[from]!; at < end; at++, word >>= 8) view.setUint8(at, word)
}

function changeTtls(
  view: DataView,
  first: number,
  end: number,
  words: Int32Array,
  ttlsAt: number,
  ttls: number,
  { less, all }: TtlChange,
): void {
  for (let i = 0; i < ttls; i++) {
    // Two places are in each word.
    const at = (words[ttlsAt + (i >> 1)]! >>> ((i & 1) << 4)) & 0xffff
    if (at < first || at + 4 > end) return
    if (all >= 0) view.setInt32(at, all)
    else {
      const ttl = view.getInt32(at)
      view.setInt32(at, ttl > less ? ttl - less : 0)
    }
  }
}
