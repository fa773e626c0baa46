// A thread that takes from limits as fast as it can, and says what it got.
import { parentPort, workerData } from 'node:worker_threads'
import { createRandom } from '../../../../src/base/random.ts'
import { takeKeyedRateLimit } from '../../../../src/proxy/rules/limits/keyed-rate-limit.ts'
import { takeRateLimit } from '../../../../src/proxy/rules/limits/rate-limit.ts'
import { type MemoryMap, sharedMemory } from '../../../../src/proxy/shared-memory.ts'

/** What the threads work with; all of it is the same but the number. */
export interface Hammering {
  readonly memory: MemoryMap
  readonly thread: number
  /** All 0 until everybody is there: threads that wait, and then how many have come. */
  readonly gate: Int32Array
  readonly threads: number
  readonly rounds: number
}

export const rate = { perSecond: 10, burst: 5_000 }
export const keyedRate = { ...rate, ipv4Mask: 32, ipv6Mask: 64, networks: 256 }
export const networks = 8
const clock = { ms: 1_000_000, seconds: 1000 }

/** Takes the limits of all threads. */
export const takeLimits = (memory: Parameters<typeof takeRateLimit>[0]) => ({
  limit: takeRateLimit(memory, 'one', rate, clock),
  keyed: takeKeyedRateLimit(memory, 'each', keyedRate, clock, createRandom(1)),
})

function hammer({ memory, gate, threads, rounds }: Hammering): number[] {
  const { limit, keyed } = takeLimits(sharedMemory(memory))
  const addresses = Array.from({ length: networks }, (_, i) => Int32Array.of(0, 0, 0xffff, 0xc0000200 + i))
  const taken = Array<number>(1 + networks).fill(0)
  Atomics.add(gate, 0, 1)
  while (Atomics.load(gate, 0) < threads);
  for (let round = 0; round < rounds; round++) {
    if (limit.take()) taken[0]!++
    for (let i = 0; i < networks; i++) if (keyed.take(addresses[i]!)) taken[1 + i]!++
  }
  return taken
}

if (parentPort) parentPort.postMessage(hammer(workerData))
