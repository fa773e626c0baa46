// Counts by the last labels of names what dynamic rules need of the running second.
import type { ThreadClock } from '../rules/rule.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { countAnswer, countQuery, type TrafficMeter } from './count-traffic.ts'
import type { Meter } from './meter-plan.ts'
import { createRunningTable, shapeOf, suffixKeyWords, suffixRoom, takeMeterTables } from './meter-table.ts'
import { finishHash, hashLabel, lowerOctet, mostLabels, nameAt, readLabels } from './suffix-hash.ts'

/** No entry: the name has fewer labels than are counted. */
const none = -1

/** Makes the meter of one thread. */
export function createSuffixMeter(
  memory: SharedMemory,
  { thread, threads }: ThreadNumber,
  clock: ThreadClock,
  meter: Meter,
  maxKeys: number,
  seed: number,
): TrafficMeter {
  const shape = shapeOf(meter, maxKeys)
  const tables = takeMeterTables(memory, meter, shape, threads)
  const table = createRunningTable(tables[thread]!, shape, clock)
  const { words } = table
  const octets = new Uint8Array(words.buffer)
  const starts = new Uint8Array(mostLabels)

  function entryOf({ message, nameEnd }: Transaction): number {
    if (table.isOver()) table.turn()
    const labels = readLabels(message, nameEnd, starts)
    if (labels < meter.labels) return none
    let start = nameEnd - 1
    let hash = seed
    for (let label = labels - 1; label >= labels - meter.labels; label--) {
      const next = nameAt + starts[label]!
      if (nameEnd - next > suffixRoom) break
      start = next
      hash = hashLabel(hash, message, start)
    }
    table.seek(finishHash(hash))
    for (;;) {
      const entry = table.next()
      if (table.isNew) write(entry, message, start, nameEnd)
      else if (!isSame(entry, message, start, nameEnd)) continue
      return entry
    }
  }

  function write(entry: number, message: Uint8Array, start: number, end: number): void {
    words[entry] = end - start
    for (let i = 1; i < suffixKeyWords; i++) words[entry + i] = 0
    for (let from = start, to = 4 * entry + 4; from < end; from++, to++)
      octets[to] = lowerOctet(message[from]!)
  }

  function isSame(entry: number, message: Uint8Array, start: number, end: number): boolean {
    if (words[entry] !== end - start) return false
    for (let from = start, at = 4 * entry + 4; from < end; from++, at++)
      if (octets[at] !== lowerOctet(message[from]!)) return false
    return true
  }

  return {
    query(t) {
      const entry = entryOf(t)
      if (entry === none) return
      countQuery(words, entry + suffixKeyWords, meter.extras, t)
      table.added()
    },
    answered(t, rcode) {
      const entry = entryOf(t)
      if (entry === none) return
      countAnswer(words, entry + suffixKeyWords, meter.extras, t, rcode)
      table.added()
    },
  }
}
