// Limits are exact where several threads take from them at the same time.
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { keepMemory } from '../../../../src/proxy/shared-memory.ts'
import { type Hammering, networks, rate, takeLimits } from './hammer.ts'

const threads = 3
const rounds = 20_000

/** Threads do not inherit what reads TypeScript here. */
const file = JSON.stringify(new URL('./hammer.ts', import.meta.url))
const entry = `import('tsx/esm/api').then(({ register }) => register() && import(${file}))`

const hammering = (start: Hammering): Promise<number[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: start, eval: true })
    worker.once('message', resolve)
    worker.once('error', reject)
  })

test('no token is given twice, and none is lost', async () => {
  const keeper = keepMemory(new Map())
  takeLimits(keeper)
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const each = await Promise.all(
    Array.from({ length: threads }, (_, thread) =>
      hammering({ memory: keeper.taken, thread, threads, gate, rounds }),
    ),
  )
  const sums = Array.from({ length: 1 + networks }, (_, i) => each.reduce((sum, taken) => sum + taken[i]!, 0))
  expect(sums).toEqual(Array(1 + networks).fill(rate.burst))
})
