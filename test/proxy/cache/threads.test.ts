// Several threads in one cache: no answer is ever made of two.
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { PacketCacheSettings } from '../../../src/proxy/settings/packet-cache.ts'
import type { MemoryKeeper } from '../../../src/proxy/shared-memory.ts'
import { sourceWorker } from '../../source-worker.ts'
import type { CacheThreadNews, CacheThreadStart } from './cache-thread.ts'
import { openCache } from './exchange.ts'

const cases: readonly [string, Partial<PacketCacheSettings>, number][] = [
  ['that holds all', { size: 1000 }, 20],
  ['that holds few of them', { size: 25 }, 100],
  ['that waits for its lock', { size: 50, deferrable_insert_lock: false }, 100],
]

test.each(cases)('3 threads find whole answers only in a cache %s', async (_, given, names) => {
  const { settings, memory, keeper } = openCache(given)
  const workers = [1, 2, 3].map(thread => {
    const start: CacheThreadStart = {
      settings,
      memory: (memory as MemoryKeeper).taken,
      at: { thread: thread % 2, threads: 2 },
      steps: 20_000,
      names,
    }
    return sourceWorker(new URL('cache-thread.ts', import.meta.url), start)
  })
  const news = await Promise.all(
    workers.map(async each => (await once(each, 'message'))[0] as CacheThreadNews),
  )
  expect(news.map(({ wrong }) => wrong)).toEqual([0, 0, 0])
  for (const { found } of news) expect(found).toBeGreaterThan(100)
  const { entries } = keeper.report()
  expect([...keeper.dump()]).toHaveLength(entries)
  expect(new Set([...keeper.dump()].map(({ name }) => name)).size).toBe(entries)
})
