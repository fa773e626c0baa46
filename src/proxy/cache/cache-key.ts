// What makes two queries the same to the cache: all of a query but its id, the letter case of its name, and EDNS options
// that say nothing of what is asked. Queries with other records than OPT, with signatures say, have no key.
//
//   words  flags, payload size │ type, class │ OPT's flags │ kind, lengths │ name in lower case │ EDNS options
import type { PacketCacheSettings } from '../settings/packet-cache.ts'

/** Words before the name. */
const nameWord = 4
const maxNameWords = 64
/** Options of more octets than that make a query one of its own. */
const maxOptionOctets = 256

const optType = 41
const clientSubnet = 8
const headerOctets = 12
/** From the owner of an OPT record to its options. */
const optHead = 11

/** In the word of kind and lengths. */
const kinds = {
  isStream: 1,
  hasOpt: 2,
  /** The answer is the same for every client subnet. */
  isForAll: 4,
} as const

/** Room for the key of one query. */
export interface CacheKey {
  readonly words: Int32Array
  /** Words in use. */
  count: number
  hash: number
  /** The query has a client subnet (RFC 7871). */
  hasSubnet: boolean
}

export const createCacheKey = (): CacheKey => ({
  words: new Int32Array(nameWord + maxNameWords + maxOptionOctets / 4),
  count: 0,
  hash: 0,
  hasSubnet: false,
})

/** Words of a key, told from its fourth one. */
export function keyWordsOf(lengths: number): number {
  return nameWord + ((((lengths >>> 8) & 0xff) + 4) >> 2) + (((lengths >>> 16) + 3) >> 2)
}

/** Octets of the name in a key, told from its fourth word. */
export const nameOctetsOf = (lengths: number): number => ((lengths >>> 8) & 0xff) + 1
export const isStreamKey = (lengths: number): boolean => (lengths & kinds.isStream) !== 0

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

export const isSkipped = ({ skipped }: KeyRules, code: number): boolean => {
  for (let i = 0; i < skipped.length; i++) if (skipped[i] === code) return true
  return false
}

/** A query's place and kind. */
export interface KeyedQuery {
  message: Uint8Array
  length: number
  /** Behind the question. */
  questionEnd: number
  isStream: boolean
  /** The key is of answers that are the same for every client subnet. */
  isForAll: boolean
}

/** Fills the key of a query, less its hash; false if it has none. Nothing is allocated. */
export function readKey(key: CacheKey, rules: KeyRules, query: KeyedQuery): boolean {
  const { words } = key
  const { message, length, questionEnd } = query
  const hasOpt = length > questionEnd
  key.hasSubnet = false
  if ((message[2]! & 0xf8) !== 0 || !hasPlainCounts(message, hasOpt)) return false
  const kind = (query.isStream ? kinds.isStream : 0) | (query.isForAll ? kinds.isForAll : 0)
  words[0] = (message[2]! << 8) | message[3]!
  words[1] = word(message, questionEnd - 4)
  words[2] = 0
  // The root at the end of the name is left out of its length, which so fits an octet.
  const nameOctets = questionEnd - 4 - headerOctets
  words[3] = kind | ((nameOctets - 1) << 8)
  key.count = putName(words, message, nameOctets)
  return hasOpt ? putOpt(key, rules, query) : true
}

/** One question, no records but an OPT. */
const hasPlainCounts = (m: Uint8Array, hasOpt: boolean): boolean =>
  (m[4]! | (m[5]! ^ 1) | m[6]! | m[7]! | m[8]! | m[9]! | m[10]! | (m[11]! ^ (hasOpt ? 1 : 0))) === 0

const word = (m: Uint8Array, at: number): number =>
  m[at]! | (m[at + 1]! << 8) | (m[at + 2]! << 16) | (m[at + 3]! << 24)

/** Puts the name in lower case, four octets at a time; returns the next word. */
function putName(words: Int32Array, message: Uint8Array, octets: number): number {
  const end = headerOctets + octets
  let at = headerOctets
  let count = nameWord
  for (; at + 4 <= end; at += 4) words[count++] = lowerCase(word(message, at))
  if (at === end) return count
  let rest = 0
  for (let shift = 0; at < end; at++, shift += 8) rest |= message[at]! << shift
  words[count++] = lowerCase(rest)
  return count
}

/** Lengths of labels are below 64, so that none of them looks like a letter. */
function lowerCase(octets: number): number {
  const low = octets & 0x7f7f7f7f
  // The uppermost bit of an octet says: at least `A`; and: above `Z`.
  const isUpper = ((low + 0x3f3f3f3f) ^ (low + 0x25252525)) & ~octets & 0x80808080
  return octets | (isUpper >>> 2)
}

/** Puts what the OPT record behind the question says (RFC 6891 §6.1.2); false if it is not alone there. */
function putOpt(
  key: CacheKey,
  rules: KeyRules,
  { message, length, questionEnd, isForAll }: KeyedQuery,
): boolean {
  const { words } = key
  const options = questionEnd + optHead
  if (options > length || message[questionEnd] !== 0) return false
  if (message[questionEnd + 1] !== 0 || message[questionEnd + 2] !== optType) return false
  if (options + ((message[questionEnd + 9]! << 8) | message[questionEnd + 10]!) !== length) return false
  words[0]! |= rankOf((message[questionEnd + 3]! << 8) | message[questionEnd + 4]!, rules.ranks) << 16
  words[2] = word(message, questionEnd + 5)
  words[3]! |= kinds.hasOpt
  if (options === length) return true
  const octets = putOptions(key, rules, message, options, length, isForAll)
  if (octets < 0) return false
  words[3]! |= octets << 16
  return true
}

function rankOf(payload: number, ranks: Int32Array): number {
  let rank = payload
  for (let i = 0; i < ranks.length && ranks[i]! <= payload; i++) rank = ranks[i]!
  return rank
}

/** Puts those options that count, one behind the other; their octets, or −1 if they are malformed or too long. */
function putOptions(
  key: CacheKey,
  rules: KeyRules,
  message: Uint8Array,
  at: number,
  end: number,
  isForAll: boolean,
): number {
  const { words } = key
  let octets = 0
  let count = key.count
  let pending = 0
  while (at < end) {
    if (at + 4 > end) return -1
    const code = (message[at]! << 8) | message[at + 1]!
    const next = at + 4 + ((message[at + 2]! << 8) | message[at + 3]!)
    if (next > end) return -1
    if (code === clientSubnet) key.hasSubnet = true
    if (isSkipped(rules, code) || (isForAll && code === clientSubnet)) {
      at = next
      continue
    }
    if (octets + next - at > maxOptionOctets) return -1
    for (; at < next; at++) {
      pending |= message[at]! << ((octets & 3) << 3)
      if ((++octets & 3) !== 0) continue
      words[count++] = pending
      pending = 0
    }
  }
  if ((octets & 3) !== 0) words[count++] = pending
  key.count = count
  return octets
}

/**
 * Hashes the key (HalfSipHash-1-3; Aumasson and Bernstein, 2012) with a secret of two words, so that nobody can make
 * names that drive others out of their bucket. Never 0.
 */
export function hashKey(key: CacheKey, secret: Int32Array): void {
  const { words, count } = key
  let v0 = secret[0]!
  let v1 = secret[1]!
  let v2 = 0x6c796765 ^ v0
  let v3 = 0x74656462 ^ v1
  const rounds = count + 3
  for (let i = 0; i < rounds; i++) {
    const input = i < count ? words[i]! : 0
    v3 ^= input
    if (i === count) v2 ^= 0xff
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= input
  }
  key.hash = (v1 ^ v3) | 0 || 1
}
