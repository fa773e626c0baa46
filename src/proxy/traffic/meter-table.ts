// What one thread counts within a second, by client or suffix, in memory that the main thread reads without locks.
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory } from '../shared-memory.ts'
import { baseColumnCount, type Meter } from './meter-plan.ts'

/** Seconds that are kept: the one that is counted, and those that can be read. */
export const keptSeconds = 4

/** No search looks at more places; with half of them in use, it is very unlikely to need so many. */
const mostProbes = 64

/** Where no place is free, the one with the fewest queries of so many is taken. */
const mostRivals = 4

/*
 *  table, one for each of the kept seconds
 *    +0   i32 × 16      see tableWords
 *    +16  i32 × slots   hashes; 0 where nothing is counted
 *    …    entry × slots: the key, then a word for each column
 *
 *  client  4 words of the masked address, the range of ports
 *  suffix  octets of the name, 32 words of room for them
 */
export const tableWords = { second: 0, adds: 1, lost: 2, index: 16 } as const
export const clientKeyWords = 5
export const suffixKeyWords = 33
/** Octets of a suffix that is counted; of longer ones a label less is. */
export const suffixRoom = 128

export interface MeterShape {
  readonly slots: number
  readonly keyWords: number
  readonly columns: number
  readonly entryWords: number
  readonly entriesAt: number
  readonly tableLength: number
}

/** The shape of a meter's tables for so many clients or suffixes, which are counted exactly. */
export function shapeOf(meter: Meter, maxKeys: number): MeterShape {
  const slots = 2 ** Math.ceil(Math.log2(2 * maxKeys))
  const keyWords = meter.form === 'client' ? clientKeyWords : suffixKeyWords
  const columns = baseColumnCount + meter.extras.length
  const entryWords = keyWords + columns
  const entriesAt = tableWords.index + slots
  return { slots, keyWords, columns, entryWords, entriesAt, tableLength: entriesAt + slots * entryWords }
}

/** Takes the tables of all threads, so that the first thread makes them for the others. */
export const takeMeterTables = (
  memory: SharedMemory,
  meter: Meter,
  shape: MeterShape,
  threads: number,
): Int32Array[] =>
  Array.from(
    { length: threads },
    (_, thread) => new Int32Array(memory.take(meterKey(meter, thread), 4 * keptSeconds * shape.tableLength)),
  )

function meterKey({ form, bitsV4, bitsV6, portBits, labels, extras }: Meter, thread: number): string {
  const columns = extras.map(({ of, code }) => `${of}${code}`).join(' ')
  return `traffic/meter/${form} ${bitsV4} ${bitsV6} ${portBits} ${labels} ${columns}/${thread}`
}

/** The table of the running second, as its thread writes it. */
export interface RunningTable {
  readonly words: Int32Array
  /** Begins a new table when the clock's second is another. */
  turn(): void
  /** Whether that is so. */
  isOver(): boolean
  /**
   * Where the place for a hash is looked for; then `next` gives one entry after another with that hash, or a new one
   * whose key has to be written, as `isNew` says.
   */
  seek(hash: number): void
  next(): number
  isNew: boolean
  /** Counts that something was counted. */
  added(): void
}

/** Opens the tables of a thread for writing. */
export function createRunningTable(words: Int32Array, shape: MeterShape, clock: ThreadClock): RunningTable {
  const { slots, keyWords, entryWords, entriesAt, tableLength } = shape
  const mask = slots - 1
  /** In an array: the running second, where its table starts, the hash, its place, probes left, whose turn it is to go. */
  const state = new Int32Array(6)
  state[0] = -1

  const table: RunningTable = {
    words,
    isNew: false,
    isOver: () => (clock.seconds | 0) !== state[0],
    turn() {
      const second = clock.seconds | 0
      const at = (second & (keptSeconds - 1)) * tableLength
      state[0] = second
      state[1] = at
      if (words[at + tableWords.second] === second) return
      Atomics.store(words, at + tableWords.second, -1)
      words.fill(0, at + tableWords.adds, at + entriesAt)
      Atomics.store(words, at + tableWords.second, second)
    },
    seek(hash) {
      state[2] = hash
      state[3] = hash & mask
      state[4] = mostProbes
    },
    next() {
      const at = state[1]!
      const hash = state[2]!
      let slot = state[3]!
      for (let probes = state[4]!; probes > 0; probes--) {
        const found = words[at + tableWords.index + slot]!
        if (found === hash || found === 0) {
          state[3] = (slot + 1) & mask
          state[4] = probes - 1
          return found === hash ? entryAt(at, slot) : begin(at, slot, hash)
        }
        slot = (slot + 1) & mask
      }
      words[at + tableWords.lost]!++
      return begin(at, rival(at, hash), hash)
    },
    added() {
      words[state[1]! + tableWords.adds]!++
    },
  }

  function entryAt(at: number, slot: number): number {
    table.isNew = false
    return at + entriesAt + slot * entryWords
  }

  function begin(at: number, slot: number, hash: number): number {
    const entry = entryAt(at, slot)
    words[at + tableWords.index + slot] = hash
    for (let column = keyWords; column < entryWords; column++) words[entry + column] = 0
    table.isNew = true
    return entry
  }

  /** The place among some near the hash that has the fewest queries: those that ask much stay. */
  function rival(at: number, hash: number): number {
    let best = hash & mask
    let fewest = 2 ** 30
    for (let i = 0; i < mostRivals; i++) {
      state[5] = (state[5]! + 1) & (mostProbes - 1)
      const slot = (hash + state[5]!) & mask
      const queries = words[at + entriesAt + slot * entryWords + keyWords]!
      if (queries >= fewest) continue
      fewest = queries
      best = slot
    }
    return best
  }

  return table
}
