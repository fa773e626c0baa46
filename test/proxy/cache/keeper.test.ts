// Flushing, listing and counting, and what a crashed thread leaves.
import { describe, expect, test } from 'vitest'
import { layOut, takeShards } from '../../../src/proxy/cache/layout.ts'
import { tryLock } from '../../../src/proxy/cache/lock.ts'
import { type FlushPattern, finds } from '../../../src/proxy/cache/packet-cache.ts'
import { address, answeredOf, openCache, transactionOf } from './exchange.ts'

const asks = [
  { name: 'example.com', type: 'A' },
  { name: 'www.example.com', type: 'A' },
  { name: 'www.example.com', type: 'AAAA', isStream: true },
  { name: 'www.notexample.com', type: 'A' },
  { name: '.', type: 'NS' },
]

function filled() {
  const site = openCache()
  for (const ask of asks) site.cache.insert(answeredOf(ask, { answers: [address('x.example', 300)] }))
  return site
}

describe('a flush removes', () => {
  const cases: readonly [string, FlushPattern, number][] = [
    ['all', {}, 5],
    ['a name', { name: 'WWW.example.com' }, 2],
    ['a name with a dot', { name: 'www.example.com.' }, 2],
    ['a name and what is below', { name: 'example.com', isSuffix: true }, 3],
    ['all below the root', { name: '.', isSuffix: true }, 5],
    ['the root', { name: '.' }, 1],
    ['a type', { type: 28 }, 1],
    ['a type of a name', { name: 'www.example.com', type: 1 }, 1],
    ['nothing', { name: 'com' }, 0],
  ]
  test.each(cases)('%s', (_, pattern, count) => {
    const { keeper } = filled()
    expect(keeper.flush(pattern)).toBe(count)
    expect([...keeper.dump()]).toHaveLength(5 - count)
    expect(keeper.report().entries).toBe(5 - count)
  })
})

test('a flush may leave what it is for as stale answers', () => {
  const { cache, keeper, clock } = filled()
  clock.seconds += 10
  expect(keeper.flush({ name: 'example.com', isSuffix: true, keepStale: true })).toBe(3)
  expect(keeper.report().entries).toBe(5)
  expect(cache.find(transactionOf({ name: 'example.com' }))).toBe(finds.nothing)
  expect(cache.findStale(transactionOf({ name: 'example.com' }))).toBe(true)
  expect(cache.find(transactionOf({ name: 'www.notexample.com' }))).toBe(finds.fresh)
})

test('a report counts what there is', () => {
  const { cache, keeper, settings } = filled()
  cache.insert(answeredOf({ name: 'zero.example' }, { answers: [address('zero.example', 0)] }))
  const { octets, ...report } = keeper.report()
  expect(octets).toBeGreaterThan(5 * 60)
  expect(report).toEqual({
    entries: 5,
    maxEntries: settings.size,
    hits: 0,
    misses: 0,
    staleHits: 0,
    inserts: 5,
    evictions: 0,
    deferredLookups: 0,
    deferredInserts: 0,
    insertCollisions: 0,
    lookupCollisions: 0,
    tooLarge: 0,
    ttlTooShort: 1,
  })
})

test('while a thread holds a lock others do without; when it has crashed its part begins anew', () => {
  const { cache, keeper, memory, settings } = filled()
  const layout = layOut(settings)
  const [words] = takeShards(settings.name, layout, memory)
  expect(layout.shards).toBe(1)
  tryLock(words!, 1)
  expect(cache.find(transactionOf({ name: 'example.com' }))).toBe(finds.nothing)
  cache.insert(answeredOf({ name: 'example.com' }, { answers: [address('example.com', 5)] }))
  expect(keeper.report()).toMatchObject({ deferredLookups: 1, deferredInserts: 1, entries: 5 })
  keeper.releaseThread(0)
  expect(cache.find(transactionOf({ name: 'example.com' }))).toBe(finds.nothing)
  keeper.releaseThread(1)
  expect(keeper.report().entries).toBe(0)
  cache.insert(answeredOf({ name: 'example.com' }, { answers: [address('example.com', 5)] }))
  expect(cache.find(transactionOf({ name: 'example.com' }))).toBe(finds.fresh)
})
