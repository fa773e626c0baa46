// Nothing is allocated for a look-up, found or not.
import { expect, test } from 'vitest'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import { address, answeredOf, openCache, transactionOf } from './exchange.ts'

const asks = [
  { name: 'www.example.com', edns: 1232 },
  { name: 'plain.example.com' },
  { name: 'cookie.example.com', edns: 1232, options: [{ code: 10, data: [1, 2, 3, 4, 5, 6, 7, 8] }] },
  { name: 'stream.example.com', isStream: true },
]
const { cache, clock } = openCache({ prefetch: 0 })
for (const ask of asks) cache.insert(answeredOf(ask, { answers: [address(ask.name, 300)] }))
clock.seconds += 10

const misses = ['none.example.com', 'www.example.net'].map(name => ({ name }))
const lookups = [...asks, ...misses].map(ask => {
  const transaction = transactionOf(ask)
  return { transaction, query: transaction.message.slice(0, transaction.length) }
})

function lookUp(rounds: number): number {
  let found = 0
  for (let round = 0; round < rounds; round++)
    for (const { transaction, query } of lookups) {
      for (let i = 0; i < query.length; i++) transaction.message[i] = query[i]!
      transaction.length = query.length
      if (cache.find(transaction) === finds.fresh) found++
    }
  return found
}

test('12,000 look-ups take less than 2,000 octets', () => {
  const rounds = 2000
  expect(lookUp(10 * rounds)).toBe(10 * rounds * asks.length)
  // What the compiler and the collector do meanwhile is in some of the runs, what a look-up costs in all of them.
  const used = Array.from({ length: 7 }, () => {
    const before = process.memoryUsage().heapUsed
    lookUp(rounds)
    return process.memoryUsage().heapUsed - before
  })
  expect(used.filter(octets => octets >= 0).sort((a, b) => a - b)[0]).toBeLessThan(rounds)
})
