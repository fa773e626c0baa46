// A set of addresses, each for a time: one thread adds to it while the proxy runs, all of them look into it.
import type { SharedMemory } from '../../shared-memory.ts'
import type { ThreadClock } from '../rule.ts'

/*
 *  Sets of 8 entries that the hash of an address chooses:
 *
 *    +0  i32 × 8      until when each is there, in ticks of the clock; 0 for none
 *    +8  i32 × 4 × 8  the addresses
 */
const sets = 2 ** 13
const ways = 8
const setWords = 40
const addressesAt = 8
/** Of a second; 31 bits hold four years of them. */
const ticks = 16
const mostTicks = 2 ** 30

export interface TimedIpSet {
  /** Says whether an address, as in net/address-words.ts, is in the set now. */
  has(address: Int32Array): boolean
  /** Adds an address for a time in seconds; for longer if it is there already. Where there is no room, the one that would go next goes. */
  add(address: Int32Array, seconds: number): void
  /** Takes an address out; false if it was not there. */
  remove(address: Int32Array): boolean
  clear(): void
  /** The addresses, and for how many seconds each is still there. */
  entries(): { readonly address: Int32Array; readonly seconds: number }[]
}

/** Takes the set of a name; what is in it stays over a reload. Only one thread may change it. */
export function takeTimedIpSet(memory: SharedMemory, name: string, clock: ThreadClock): TimedIpSet {
  const words = new Int32Array(memory.take(`timed-ip-sets/${name}`, 4 * sets * setWords))
  const nowTicks = (): number => ((clock.ms * ticks) / 1000) | 0
  /** Where an address is, alive or not; negative if it is not there. */
  const find = (address: Int32Array): number => {
    const set = setOf(address)
    for (let way = 0; way < ways; way++)
      if (words[set + way] !== 0 && isAddress(words, set, way, address)) return set + way
    return -1
  }

  return {
    has(address) {
      const now = nowTicks()
      const set = setOf(address)
      for (let way = 0; way < ways; way++) {
        const until = Atomics.load(words, set + way)
        // An entry that is exchanged meanwhile has another end afterwards, or none.
        if (until > now && isAddress(words, set, way, address))
          return Atomics.load(words, set + way) === until
      }
      return false
    },
    add(address, seconds) {
      const until = nowTicks() + Math.min(Math.ceil(seconds * ticks), mostTicks)
      const found = find(address)
      if (found >= 0) {
        Atomics.store(words, found, Math.max(until, words[found]!))
        return
      }
      const set = setOf(address)
      let first = 0
      for (let way = 1; way < ways; way++) if (words[set + way]! < words[set + first]!) first = way
      Atomics.store(words, set + first, 0)
      words.set(address, set + addressesAt + 4 * first)
      Atomics.store(words, set + first, until)
    },
    remove(address) {
      const found = find(address)
      if (found < 0) return false
      const wasThere = words[found]! > nowTicks()
      Atomics.store(words, found, 0)
      return wasThere
    },
    clear() {
      for (let set = 0; set < words.length; set += setWords)
        for (let way = 0; way < ways; way++) Atomics.store(words, set + way, 0)
    },
    entries() {
      const now = nowTicks()
      const found: { address: Int32Array; seconds: number }[] = []
      for (let set = 0; set < words.length; set += setWords)
        for (let way = 0; way < ways; way++) {
          const start = set + addressesAt + 4 * way
          const left = words[set + way]! - now
          if (words[set + way] !== 0 && left > 0)
            found.push({ address: words.slice(start, start + 4), seconds: left / ticks })
        }
      return found
    },
  }
}

/** Who chooses addresses that share a set, chooses among those that operators have added: no seed is needed. */
function setOf(address: Int32Array): number {
  let hash = 0
  for (let i = 0; i < 4; i++) {
    hash = Math.imul(hash ^ address[i]!, 0x9e3779b1)
    hash ^= hash >>> 15
  }
  return (hash & (sets - 1)) * setWords
}

function isAddress(words: Int32Array, set: number, way: number, address: Int32Array): boolean {
  const start = set + addressesAt + 4 * way
  for (let i = 0; i < 4; i++) if (words[start + i] !== address[i]) return false
  return true
}
