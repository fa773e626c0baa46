// A thread that fills a packet cache and looks up in it as fast as it can, and counts what it finds.
import { parentPort, workerData } from 'node:worker_threads'
import { createPacketCache } from '../../../src/proxy/cache/create-packet-cache.ts'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import type { PacketCacheSettings } from '../../../src/proxy/settings/packet-cache.ts'
import { type MemoryMap, sharedMemory, type ThreadNumber } from '../../../src/proxy/shared-memory.ts'
import { address, answeredOf, nameOfThreads, transactionOf } from './exchange.ts'

/** What a thread is told, and what it tells. */
export interface CacheThreadStart {
  readonly settings: PacketCacheSettings
  readonly memory: MemoryMap
  readonly at: ThreadNumber
  readonly steps: number
  readonly names: number
}
export interface CacheThreadNews {
  readonly found: number
  readonly wrong: number
}

const { settings, memory, at, steps, names }: CacheThreadStart = workerData
const cache = createPacketCache(settings, sharedMemory(memory), at, { ms: 0, seconds: 1000 })

/** Answers of a name differ in their length, and all addresses of one are the same. */
const answered = Array.from({ length: names * 2 }, (_, i) => {
  const name = nameOfThreads(i % names)
  const data = `192.0.2.${(i * 2 + at.thread) % 256}`
  const answers = Array.from({ length: 1 + ((i * 7) % 20) }, () => address(name, 300, data))
  const t = answeredOf({ name, edns: 1232 }, { answers, edns: 1232 })
  return { t, message: t.message, length: t.length }
})
const queries = Array.from({ length: names }, (_, i) => {
  const t = transactionOf({ name: nameOfThreads(i), edns: 1232 })
  return { t, query: t.message.slice(0, t.length) }
})

/** An answer is whole if it has as many octets as its records need, and the same address in all of them. */
function isWhole(message: Uint8Array, length: number, questionEnd: number): boolean {
  const answers = (message[6]! << 8) | message[7]!
  const nameOctets = questionEnd - 4 - 12
  const record = nameOctets + 14
  if (length !== questionEnd + answers * record + 11) return false
  const last = message[questionEnd + record - 1]
  for (let i = 1; i < answers; i++) if (message[questionEnd + (i + 1) * record - 1] !== last) return false
  return message[length - 9] === 41
}

let found = 0
let wrong = 0
for (let step = 0, at = 0; step < steps; step++) {
  at = (at * 1103515245 + 12345 + step) & 0x7fffffff
  if (step % 4 === 0) {
    const { t, message, length } = answered[(at >> 8) % answered.length]!
    t.message = message
    t.length = length
    cache.insert(t)
    continue
  }
  const { t, query } = queries[(at >> 8) % names]!
  t.message.set(query)
  t.length = query.length
  if (cache.find(t) === finds.nothing) {
    for (let i = 0; i < query.length; i++) if (t.message[i] !== query[i]) wrong++
  } else {
    found++
    if (!isWhole(t.message, t.length, t.questionEnd)) wrong++
  }
}
parentPort!.postMessage({ found, wrong } satisfies CacheThreadNews)
