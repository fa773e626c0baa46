// A limit of so many a second for each network, in memory of a fixed size that all threads share.
import type { Random } from '../../../base/random.ts'
import { ipv4Offset } from '../../../net/address-words.ts'
import type { SharedMemory } from '../../shared-memory.ts'
import type { ThreadClock } from '../rule.ts'
import { type Rate, rateOf, tokensOut, tokenTime } from './token-time.ts'

/*
 *  16 words of head: +0 what hashes begin with
 *  then sets of 64 words, each with the buckets of 8 networks whose hashes choose the set:
 *
 *    +0   i32 × 8      tags: a part of the hash, odd; 0 for none, −1 while it is exchanged
 *    +8   i32 × 8      when each bucket is full again, as in token-time.ts
 *    +16  i32          held by the thread that puts a network into the set
 *    +32  i32 × 4 × 8  the networks
 *
 *  A bucket that is full again says no more than none at all, so nothing need be swept: its place is free. Where all
 *  8 are in use, the fullest gives way.
 */
const headWords = 16
const ways = 8
const setWords = 64
const at = { tags: 0, until: 8, lock: 16, networks: 32 } as const
const busy = -1
/** A thread that has waited this long takes a lock from whom it belonged to: it has died, or will find out. */
const mostSpins = 2 ** 14
const mostAttempts = 4

export interface KeyedRateLimit {
  /** Takes one of those of an address's network; false if none is left. */
  take(address: Int32Array): boolean
}

/** What is limited, and to what. */
interface KeyedRateLimitSettings {
  readonly perSecond: number
  /** The most at once; 0 for a second's. */
  readonly burst: number
  /** Lengths of the networks' prefixes. */
  readonly ipv4Mask: number
  readonly ipv6Mask: number
  /** Networks that are kept apart; a power of two makes use of all memory. */
  readonly networks: number
}

/** Takes the limits of a key; they go on over a reload, and anew with another rate or other masks. */
export function takeKeyedRateLimit(
  memory: SharedMemory,
  key: string,
  settings: KeyedRateLimitSettings,
  clock: ThreadClock,
  random: Random,
): KeyedRateLimit {
  const rate = rateOf(settings.perSecond, settings.burst)
  const sets = 2 ** Math.ceil(Math.log2(Math.max(settings.networks, ways) / ways))
  const name = `limits/${key}/${rate.perSecond}/${rate.burst}/${settings.ipv4Mask}/${settings.ipv6Mask}`
  const words = new Int32Array(memory.take(name, 4 * (headWords + sets * setWords)))
  // The first thread to come chooses, for all.
  Atomics.compareExchange(words, 0, 0, random() | 1)
  const seed = Atomics.load(words, 0)
  const ipv4Mask = maskWords(ipv4Offset + settings.ipv4Mask)
  const ipv6Mask = maskWords(settings.ipv6Mask)
  const network = new Int32Array(4)

  return {
    take(address) {
      const mask = isIpv4(address) ? ipv4Mask : ipv6Mask
      for (let i = 0; i < 4; i++) network[i] = address[i]! & mask[i]!
      const hash = hashOf(network, seed)
      const set = headWords + ((hash >>> 4) & (sets - 1)) * setWords
      const tag = (Math.imul(hash, 0x85ebca6b) & 0x7fffffff) | 1
      const now = tokenTime(clock.ms, rate.perSecond)
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        const way = findWay(words, set, tag, network)
        const taken =
          way < 0
            ? put(words, set, tag, network, now, rate)
            : takeToken(words, set, way, tag, network, now, rate)
        if (taken !== results.again) return taken === results.taken
      }
      // Only where threads exchange this set's networks all the time.
      return true
    },
  }
}

const results = { none: 0, taken: 1, again: 2 } as const
type Result = (typeof results)[keyof typeof results]

const isIpv4 = (address: Int32Array): boolean => address[0] === 0 && address[1] === 0 && address[2] === 0xffff

function maskWords(bits: number): Int32Array {
  return Int32Array.from({ length: 4 }, (_, i) => {
    const ones = Math.min(Math.max(bits - 32 * i, 0), 32)
    return ones === 0 ? 0 : -1 << (32 - ones)
  })
}

function hashOf(network: Int32Array, seed: number): number {
  let hash = seed
  for (let i = 0; i < 4; i++) {
    hash = Math.imul(hash ^ network[i]!, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return hash
}

function findWay(words: Int32Array, set: number, tag: number, network: Int32Array): number {
  for (let way = 0; way < ways; way++)
    if (words[set + way] === tag && isNetwork(words, set, way, network)) return way
  return -1
}

function isNetwork(words: Int32Array, set: number, way: number, network: Int32Array): boolean {
  const start = set + at.networks + 4 * way
  for (let i = 0; i < 4; i++) if (words[start + i] !== network[i]) return false
  return true
}

/** Takes a token of a bucket, unless it belongs to another network by then. */
function takeToken(
  words: Int32Array,
  set: number,
  way: number,
  tag: number,
  network: Int32Array,
  now: number,
  rate: Rate,
): Result {
  const place = set + at.until + way
  for (;;) {
    // In this order: a bucket that changes hands behind the look at its owner fails the exchange.
    const until = Atomics.load(words, place)
    if (Atomics.load(words, set + way) !== tag || !isNetwork(words, set, way, network)) return results.again
    const out = tokensOut(until, now, rate)
    if (out >= rate.burst) return results.none
    if (Atomics.compareExchange(words, place, until, (now + out + 1) | 0) === until) return results.taken
  }
}

/** Gives a network the fullest bucket of its set, and takes the first token. */
function put(
  words: Int32Array,
  set: number,
  tag: number,
  network: Int32Array,
  now: number,
  rate: Rate,
): Result {
  if (rate.burst === 0) return results.none
  lock(words, set + at.lock)
  let result: Result = results.again
  // Another thread may have put it there just before.
  if (findWay(words, set, tag, network) < 0) {
    const way = fullest(words, set, now, rate)
    const before = words[set + way]!
    if (Atomics.compareExchange(words, set + way, before, busy) === before) {
      for (let i = 0; i < 4; i++) words[set + at.networks + 4 * way + i] = network[i]!
      Atomics.store(words, set + at.until + way, (now + 1) | 0)
      Atomics.store(words, set + way, tag)
      result = results.taken
    }
  }
  Atomics.store(words, set + at.lock, 0)
  return result
}

function lock(words: Int32Array, place: number): void {
  for (let spin = 0; spin < mostSpins; spin++) if (Atomics.compareExchange(words, place, 0, 1) === 0) return
}

function fullest(words: Int32Array, set: number, now: number, rate: Rate): number {
  let best = 0
  let fewest = Number.MAX_SAFE_INTEGER
  for (let way = 0; way < ways; way++) {
    const out = words[set + way] === 0 ? -1 : tokensOut(words[set + at.until + way]!, now, rate)
    if (out >= fewest) continue
    best = way
    fewest = out
  }
  return best
}
