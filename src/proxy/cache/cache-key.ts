// What makes two queries the same to the cache: all of a query but its id, the letter case of its name, and EDNS options
// that say nothing of what is asked. Queries out of the ordinary have no key, and are never answered from a cache: those
// with other records than OPT, with signatures say, of other classes than IN, or with unknown flags or versions of EDNS.
//
//   words  flags, type │ kind, length of the name, payload size │ name in lower case │ [octets of options │ options]
import type { PacketCacheSettings } from '../settings/packet-cache.ts'

/** Words before the name. */
const nameWord = 2
const maxNameWords = 64
/** Options of more octets than that make a query one of its own. */
const maxOptionOctets = 256

const optType = 41
const clientSubnet = 8
const headerOctets = 12
/** From the owner of an OPT record to its payload size, its rcode, version and flags, and its options. */
const optPayload = 3
const optRcode = 5
const optHead = 11

/** QR and opcode. */
const notQuery = 0xf800
/** The counts of questions and answers. */
const oneQuestion = 0x0001_0000
const classIn = 1
/** All but the two flags of EDNS that are known. */
const unknownEdns = ~0xc000

/** In the second word, above 16 bits of payload size and 8 of length. */
const kinds = {
  /** What EDNS calls DO and CO stands as in the OPT record (RFC 3225, RFC 9824 §5.1). */
  ednsFlags: 0xc000_0000,
  isStream: 0x0100_0000,
  hasOpt: 0x0200_0000,
  hasOptions: 0x0400_0000,
  /** The answer is the same for every client subnet. */
  isForAll: 0x0800_0000,
} as const

/** Room for the key of one query. */
export interface CacheKey {
  readonly words: Int32Array
  /** Words in use. */
  count: number
  hash: number
  /** The payload size of the query itself, 0 without EDNS. */
  payload: number
  /** The query has EDNS options; a client subnet among them (RFC 7871). */
  hasOptions: boolean
  hasSubnet: boolean
}

/** Makes room for a key. */
export const createCacheKey = (): CacheKey => ({
  words: new Int32Array(nameWord + maxNameWords + 1 + maxOptionOctets / 4),
  count: 0,
  hash: 0,
  payload: 0,
  hasOptions: false,
  hasSubnet: false,
})

/** Octets of the name of a key that stands somewhere in memory. */
export const nameOctetsOf = (words: Int32Array, key: number): number => ((words[key + 1]! >>> 16) & 0xff) + 1

/** Where its name stands. */
export const nameAt = (key: number): number => key + nameWord

export const isStreamKey = (words: Int32Array, key: number): boolean =>
  (words[key + 1]! & kinds.isStream) !== 0

/** The type that it asks for. */
export const typeOfKey = (words: Int32Array, key: number): number => words[key]! & 0xffff

/** Words of a key that stands somewhere in memory. */
export function keyWordsOf(words: Int32Array, key: number): number {
  const count = nameWord + ((nameOctetsOf(words, key) + 3) >> 2)
  if ((words[key + 1]! & kinds.hasOptions) === 0) return count
  return count + 1 + ((words[key + count]! + 3) >> 2)
}

/** Which queries have the same key. */
export interface KeyRules {
  /** Codes of EDNS options that are left out. */
  readonly skipped: Int32Array
  /** Payload sizes that those of clients are rounded down to, the smallest first. */
  readonly ranks: Int32Array
}

/** Reads the rules from settings. */
export function keyRules(settings: PacketCacheSettings): KeyRules {
  const { options_to_skip, cookie_hashing, payload_ranks, maximum_entry_size } = settings
  const skipped = options_to_skip.map(Number).filter(code => !(cookie_hashing && code === 10))
  const ranks = payload_ranks.filter(rank => rank <= maximum_entry_size).sort((a, b) => a - b)
  return { skipped: Int32Array.from(skipped), ranks: Int32Array.from(ranks) }
}

/** Says whether an option is left out. */
export function isSkipped({ skipped }: KeyRules, code: number): boolean {
  for (let i = 0; i < skipped.length; i++) if (skipped[i] === code) return true
  return false
}

/**
 * Fills the key of a query, less its hash; false if it has none. `isForAll` asks for the key of answers that are the same
 * for every client subnet. Nothing is allocated.
 */
export function readKey(
  key: CacheKey,
  rules: KeyRules,
  message: DataView,
  length: number,
  questionEnd: number,
  isStream: boolean,
  isForAll: boolean,
): boolean {
  const { words } = key
  const hasOpt = length > questionEnd
  const flags = message.getUint16(2)
  if ((flags & notQuery) !== 0 || message.getInt32(4) !== oneQuestion) return false
  if (message.getInt32(8) !== (hasOpt ? 1 : 0) || message.getUint16(questionEnd - 2) !== classIn) return false
  const nameEnd = questionEnd - 4
  words[0] = (flags << 16) | message.getUint16(nameEnd)
  // The root at the end of the name is left out of its length, which so fits an octet.
  words[1] =
    ((nameEnd - headerOctets - 1) << 16) | (isStream ? kinds.isStream : 0) | (isForAll ? kinds.isForAll : 0)
  key.count = putName(words, message, nameEnd)
  key.hasOptions = false
  key.hasSubnet = false
  key.payload = 0
  return hasOpt ? putOpt(key, rules, message, length, questionEnd, isForAll) : true
}

/** Puts the name in lower case, four octets at a time; returns the next word. */
function putName(words: Int32Array, message: DataView, end: number): number {
  let at = headerOctets
  let count = nameWord
  for (; at + 4 <= end; at += 4) words[count++] = lowerCase(message.getInt32(at, true))
  if (at === end) return count
  // The type stands behind the name, so that there are four octets.
  const rest = message.getInt32(at, true) & ((1 << ((end - at) << 3)) - 1)
  words[count] = lowerCase(rest)
  return count + 1
}

/** Lengths of labels are below 64, so that none of them looks like a letter. */
function lowerCase(octets: number): number {
  const low = octets & 0x7f7f7f7f
  // The uppermost bit of an octet says: at least `A`; and: above `Z`.
  const isUpper = ((low + 0x3f3f3f3f) ^ (low + 0x25252525)) & ~octets & 0x80808080
  return octets | (isUpper >>> 2)
}

/** Puts what the OPT record behind the question says (RFC 6891 §6.1.2); false if it is none, or out of the ordinary. */
function putOpt(
  key: CacheKey,
  rules: KeyRules,
  message: DataView,
  length: number,
  opt: number,
  isForAll: boolean,
): boolean {
  const { words } = key
  const options = opt + optHead
  if (options > length || message.getUint8(opt) !== 0 || message.getUint16(opt + 1) !== optType) return false
  const flags = message.getInt32(opt + optRcode)
  if ((flags & unknownEdns) !== 0 || options + message.getUint16(options - 2) !== length) return false
  key.payload = message.getUint16(opt + optPayload)
  const rank = rules.ranks.length === 0 ? key.payload : rankOf(key.payload, rules.ranks)
  words[1]! |= (flags << 16) | kinds.hasOpt | rank
  return options === length || putOptions(key, rules, message, options, length, isForAll)
}

function rankOf(payload: number, ranks: Int32Array): number {
  let rank = payload
  for (let i = 0; i < ranks.length && ranks[i]! <= payload; i++) rank = ranks[i]!
  return rank
}

/** Puts those options that count, one behind the other; false if they are malformed or too long. */
function putOptions(
  key: CacheKey,
  rules: KeyRules,
  message: DataView,
  at: number,
  end: number,
  isForAll: boolean,
): boolean {
  const { words } = key
  const first = key.count + 1
  let octets = 0
  key.hasOptions = true
  while (at < end) {
    if (at + 4 > end) return false
    const code = message.getUint16(at)
    const next = at + 4 + message.getUint16(at + 2)
    if (next > end) return false
    if (code === clientSubnet) key.hasSubnet = true
    const counts = !isSkipped(rules, code) && !(isForAll && code === clientSubnet)
    if (counts && octets + next - at > maxOptionOctets) return false
    for (; counts && at < next; at++, octets++) {
      const word = first + (octets >> 2)
      const bits = (octets & 3) << 3
      words[word] = (bits === 0 ? 0 : words[word]!) | (message.getUint8(at) << bits)
    }
    at = next
  }
  if (octets === 0) return true
  words[1]! |= kinds.hasOptions
  words[key.count] = octets
  key.count = first + ((octets + 3) >> 2)
  return true
}

/** Writes back what an answer has taken the place of: header and OPT record of a query without options. */
export function restoreQuery(key: CacheKey, message: DataView, questionEnd: number): void {
  const { words, payload } = key
  const hasOpt = (words[1]! & kinds.hasOpt) !== 0
  message.setUint16(2, words[0]! >>> 16)
  message.setInt32(4, oneQuestion)
  message.setInt32(8, hasOpt ? 1 : 0)
  if (!hasOpt) return
  message.setUint8(questionEnd, 0)
  message.setUint16(questionEnd + 1, optType)
  message.setUint16(questionEnd + optPayload, payload)
  message.setInt32(questionEnd + optRcode, (words[1]! & kinds.ednsFlags) >>> 16)
  message.setUint16(questionEnd + optHead - 2, 0)
}

/**
 * Hashes the key with two secret numbers, by which the words are multiplied in two rows: which names share a bucket
 * cannot be told without them. Never 0.
 */
export function hashKey(key: CacheKey, secret: Int32Array): void {
  const { words, count } = key
  const first = secret[0]!
  const second = secret[1]!
  let even = first
  let odd = second
  let i = 0
  for (; i + 1 < count; i += 2) {
    even = Math.imul(even ^ words[i]!, first)
    odd = Math.imul(odd ^ words[i + 1]!, second)
    even = Math.imul((even << 15) | (even >>> 17), second)
    odd = Math.imul((odd << 13) | (odd >>> 19), first)
  }
  if (i < count) even = Math.imul(even ^ words[i]!, first)
  let hash = Math.imul(((even << 15) | (even >>> 17)) ^ odd, first)
  // The last steps of MurmurHash3, by which each bit depends on all.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  key.hash = hash ^ (hash >>> 16) || 1
}
