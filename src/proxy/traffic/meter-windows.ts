// Adds up what all threads have counted of clients or suffixes over the last seconds, for the lengths that rules look at.
import type { SharedMemory } from '../shared-memory.ts'
import { type CountTable, createCountTable } from './count-table.ts'
import type { Meter } from './meter-plan.ts'
import { keptSeconds, type MeterShape, shapeOf, tableWords, takeMeterTables } from './meter-table.ts'

/** The counters of whoever was seen in one second. */
export interface SecondCounts {
  readonly size: number
  readonly keys: Int32Array
  readonly counts: Float64Array
}

export interface MeterWindows {
  readonly shape: MeterShape
  /** Takes in a whole second, which must follow the one before; what was seen of it. */
  take(second: number): SecondCounts
  /** The sums of a key over the last seconds of a window: where they stand in `counts` of its table. */
  sums(seconds: number): CountTable
}

/** More clients than one thread counts exactly within a second are kept of all threads and all seconds. */
const roomFactor = 4

/** With fewer keys, those whose counters have come back to 0 may stay. */
const manyKeys = 1024

/** Opens the tables of all threads for windows of such lengths. */
export function createMeterWindows(
  memory: SharedMemory,
  threads: number,
  meter: Meter,
  maxKeys: number,
  lengths: ReadonlySet<number>,
): MeterWindows {
  const shape = shapeOf(meter, maxKeys)
  const { keyWords, columns } = shape
  const tables = takeMeterTables(memory, meter, shape, threads)
  const most = roomFactor * maxKeys
  const running = createCountTable(keyWords, columns, most)
  const windows = new Map([...lengths].map(length => [length, createCountTable(keyWords, columns, most)]))
  const past = new Map<number, SecondCounts>()
  const longest = Math.max(...lengths)

  function takeSecond(second: number): SecondCounts {
    running.clear()
    for (const words of tables) addSecond(words, shape, second, running)
    return {
      size: running.size,
      keys: running.keys.slice(0, running.size * keyWords),
      counts: running.counts.slice(0, running.size * columns),
    }
  }

  function addTo(table: CountTable, { size, keys, counts }: SecondCounts, sign: number): void {
    for (let i = 0; i < size; i++) {
      const at = i * keyWords
      const number = sign > 0 ? table.put(keys, at) : table.find(keys, at)
      if (number < 0) continue
      // Of a key that once found no room, less was added than is taken away.
      for (let column = 0; column < columns; column++) {
        const sum = table.counts[number * columns + column]! + sign * counts[i * columns + column]!
        table.counts[number * columns + column] = Math.max(0, sum)
      }
    }
  }

  return {
    shape,
    take(second) {
      const counts = takeSecond(second)
      past.set(second, counts)
      for (const [length, table] of windows) {
        const gone = past.get(second - length)
        if (gone) addTo(table, gone, -1)
        if (table.size > 2 * counts.size + manyKeys) table.compact()
        addTo(table, counts, 1)
      }
      past.delete(second - longest)
      return counts
    },
    sums: seconds => windows.get(seconds)!,
  }
}

/** Adds what one thread has counted of a second, if that is still there. */
function addSecond(words: Int32Array, shape: MeterShape, second: number, into: CountTable): void {
  const { slots, keyWords, columns, entryWords, entriesAt, tableLength } = shape
  const at = (second & (keptSeconds - 1)) * tableLength
  if (Atomics.load(words, at + tableWords.second) !== second) return
  for (let slot = 0; slot < slots; slot++) {
    if (words[at + tableWords.index + slot] === 0) continue
    const entry = at + entriesAt + slot * entryWords
    const number = into.put(words, entry)
    if (number < 0) continue
    for (let column = 0; column < columns; column++)
      into.counts[number * columns + column]! += words[entry + keyWords + column]!
  }
}
