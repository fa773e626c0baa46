// What the packet cache gives for which query, and for how long.
import { expect, test } from 'vitest'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import { address, answeredOf, messageOf, openCache, transactionOf } from './exchange.ts'

test('gives an answer with the id and the letters of the one who asks, its TTLs aged', () => {
  const { cache, clock, keeper } = openCache()
  const ask = { name: 'www.example.com', edns: 1232 }
  const first = transactionOf(ask)
  expect(cache.find(first)).toBe(finds.nothing)
  cache.insert(
    answeredOf(ask, {
      answers: [address('www.example.com', 300), address('www.example.com', 200, '192.0.2.2')],
      edns: 1232,
    }),
  )
  clock.seconds += 50
  const second = transactionOf({ ...ask, name: 'wWw.eXample.COM', id: 77 })
  expect(cache.find(second)).toBe(finds.fresh)
  expect(second.cacheHash).toBe(first.cacheHash)
  const message = messageOf(second)
  expect(message).toMatchObject({
    id: 77,
    type: 'response',
    questions: [{ name: 'wWw.eXample.COM', type: 'A' }],
    answers: [
      { ttl: 250, data: '192.0.2.1' },
      { ttl: 150, data: '192.0.2.2' },
    ],
  })
  expect(second.message[second.optAt + 2]).toBe(41)
  expect(second.optEnd).toBe(second.length)
  expect(keeper.report()).toMatchObject({ entries: 1, hits: 1, misses: 1, inserts: 1 })
  expect([...keeper.dump()]).toEqual([
    { name: 'www.example.com.', type: 1, ttl: 150, rcode: 0, octets: second.length, isStream: false },
  ])
  expect(keeper.flush({ name: 'example.com.', isSuffix: true })).toBe(1)
  expect(cache.find(transactionOf(ask))).toBe(finds.nothing)
})
