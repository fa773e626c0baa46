// Counters by keys of several words, in arrays that grow: what the main thread adds up from all threads and seconds.
import { randomInt } from 'node:crypto'
import { finishHash, mixWord } from './suffix-hash.ts'

export interface CountTable {
  /** Keys that are there. */
  readonly size: number
  /** The number of the key that stands in `from` at `at`; a new one's counters are 0. -1 if there is no room for it. */
  put(from: Int32Array, at: number): number
  /** The number of a key; -1 if it is not there. */
  find(from: Int32Array, at: number): number
  /** Key after key. */
  readonly keys: Int32Array
  /** The counters, in the same order. */
  readonly counts: Float64Array
  /** Forgets the keys whose counters are all 0. */
  compact(): void
  clear(): void
}

const leastRoom = 256

/** Makes a table without keys that holds `most` of them. */
export function createCountTable(keyWords: number, columns: number, most: number): CountTable {
  let room = leastRoom
  let keys = new Int32Array(room * keyWords)
  let counts = new Float64Array(room * columns)
  /** Numbers of keys and 1, by hash. */
  let slots = new Int32Array(2 * room)
  let size = 0
  // Nobody can choose keys that all fall on one place.
  const seed = randomInt(2 ** 31)

  function slotOf(from: Int32Array, at: number): number {
    let hash = seed
    for (let i = 0; i < keyWords; i++) hash = mixWord(hash, from[at + i]!)
    let slot = finishHash(hash) & (slots.length - 1)
    while (slots[slot] !== 0 && !isAt(slots[slot]! - 1, from, at)) slot = (slot + 1) & (slots.length - 1)
    return slot
  }

  function isAt(number: number, from: Int32Array, at: number): boolean {
    for (let i = 0; i < keyWords; i++) if (keys[number * keyWords + i] !== from[at + i]) return false
    return true
  }

  function isEmpty(number: number): boolean {
    for (let i = number * columns; i < (number + 1) * columns; i++) if (counts[i] !== 0) return false
    return true
  }

  function grow(): void {
    room *= 2
    const [oldKeys, oldCounts] = [keys, counts]
    keys = new Int32Array(room * keyWords)
    keys.set(oldKeys)
    counts = new Float64Array(room * columns)
    counts.set(oldCounts)
    index()
  }

  function index(): void {
    slots = new Int32Array(2 * room)
    for (let number = 0; number < size; number++) slots[slotOf(keys, number * keyWords)] = number + 1
  }

  return {
    get size() {
      return size
    },
    get keys() {
      return keys
    },
    get counts() {
      return counts
    },
    put(from, at) {
      const slot = slotOf(from, at)
      if (slots[slot] !== 0) return slots[slot]! - 1
      if (size === most) return -1
      if (size === room) {
        grow()
        return this.put(from, at)
      }
      for (let i = 0; i < keyWords; i++) keys[size * keyWords + i] = from[at + i]!
      slots[slot] = ++size
      return size - 1
    },
    find: (from, at) => slots[slotOf(from, at)]! - 1,
    compact() {
      let left = 0
      for (let number = 0; number < size; number++) {
        if (isEmpty(number)) continue
        counts.copyWithin(left * columns, number * columns, (number + 1) * columns)
        keys.copyWithin(left * keyWords, number * keyWords, (number + 1) * keyWords)
        left++
      }
      counts.fill(0, left * columns)
      size = left
      index()
    },
    clear() {
      counts.fill(0)
      slots.fill(0)
      size = 0
    },
  }
}
