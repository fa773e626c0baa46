// Memory that the proxy's threads share, by what it is for: what keeps its key keeps its content over a reload.

/** Gives shared memory by a key; the same in every thread, all 0 when it is new. */
export interface SharedMemory {
  take(key: string, octets: number): SharedArrayBuffer
}

/** Memory by key, as it is sent to a thread. */
export type MemoryMap = ReadonlyMap<string, SharedArrayBuffer>

/** What the main thread makes memory with: `taken` is all that was asked for since it was made. */
export interface MemoryKeeper extends SharedMemory {
  readonly taken: MemoryMap
}

/** Makes what is missing in `before`, or has another size there. */
export function keepMemory(before: MemoryMap): MemoryKeeper {
  const taken = new Map<string, SharedArrayBuffer>()
  return {
    taken,
    take(key, octets) {
      let memory = taken.get(key) ?? before.get(key)
      if (memory?.byteLength !== octets) memory = new SharedArrayBuffer(octets)
      taken.set(key, memory)
      return memory
    },
  }
}

/** What another thread takes memory from: all of it was made in the main thread, by the same steps. */
export const sharedMemory = (memory: MemoryMap): SharedMemory => ({
  take(key, octets) {
    const found = memory.get(key)
    if (found?.byteLength !== octets) throw new TypeError(`no shared memory of ${octets} octets for ${key}`)
    return found
  },
})

/** Octets that no two threads write in, so that their caches do not fight for them. */
const lineOctets = 64

/** Counters of which each thread has a row of its own, without locks; what is counted is the sum of the rows. */
export interface CounterRows {
  /** This thread's row. */
  readonly mine: Float64Array
  /** The rows of all threads, by their numbers. */
  readonly rows: readonly Float64Array[]
  /** The sum of a column. */
  sum(column: number): number
}

/** Where a thread is among those that count. */
export interface ThreadNumber {
  readonly thread: number
  readonly threads: number
}

/** Takes counters, all 0 at first. */
export function takeCounters(
  memory: SharedMemory,
  key: string,
  columns: number,
  { thread, threads }: ThreadNumber,
): CounterRows {
  const octets = Math.ceil((columns * 8) / lineOctets) * lineOctets
  const buffer = memory.take(key, octets * threads)
  const rows = Array.from({ length: threads }, (_, row) => new Float64Array(buffer, row * octets, columns))
  return {
    mine: rows[thread]!,
    rows,
    sum: column => rows.reduce((total, row) => total + row[column]!, 0),
  }
}
