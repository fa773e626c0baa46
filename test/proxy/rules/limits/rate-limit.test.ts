// Limits give as many tokens as a bucket has, to the token, also where clocks of threads are apart and time wraps.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../../src/base/random.ts'
import { readAddress } from '../../../../src/net/address-words.ts'
import { takeKeyedRateLimit } from '../../../../src/proxy/rules/limits/keyed-rate-limit.ts'
import { takeRateLimit } from '../../../../src/proxy/rules/limits/rate-limit.ts'
import { keepMemory } from '../../../../src/proxy/shared-memory.ts'

/** A bucket in plain words. */
function bucketOf(burst: number) {
  let left = burst
  let since = 0
  return (tokens: number): boolean => {
    left = Math.min(burst, left + tokens - since)
    since = tokens
    if (left < 1) return false
    left--
    return true
  }
}

const addressOf = (text: string): Int32Array => {
  const words = new Int32Array(4)
  expect(readAddress(text, words)).toBe(true)
  return words
}

/** Steps of time in ms, from nothing to hours, with how often is asked then. */
const steps = fc.array(fc.tuple(fc.constantFrom(0, 0.25, 1, 7, 900, 5_000, 3_600_000), fc.nat(40)), {
  maxLength: 40,
})
const rates = fc.tuple(fc.constantFrom(0, 1, 3, 50, 1000, 100_000), fc.constantFrom(0, 1, 2, 20, 500))

test('a limit is a bucket of tokens', () => {
  fc.assert(
    fc.property(rates, steps, ([perSecond, burst], asked) => {
      const clock = { ms: 12_345, seconds: 12 }
      const limit = takeRateLimit(keepMemory(new Map()), 'a', { perSecond, burst }, clock)
      const model = bucketOf(burst || perSecond)
      for (const [ms, times] of asked) {
        clock.ms += ms
        const tokens = Math.floor((clock.ms * perSecond) / 1000)
        const taken = Array.from({ length: times }, () => limit.take())
        expect(taken).toEqual(taken.map(() => model(tokens)))
      }
    }),
  )
})

test('networks have a bucket each', () => {
  const clients = [
    '192.0.2.1',
    '192.0.2.200',
    '192.0.3.1',
    '2001:db8::1',
    '2001:db8:0:1::1',
    '2001:db8::2',
  ] as const
  const networkOf = [0, 0, 1, 2, 3, 2]
  fc.assert(
    fc.property(
      rates,
      fc.array(fc.tuple(fc.constantFrom(0, 1, 900), fc.nat(5), fc.nat(30))),
      ([perSecond, burst], asked) => {
        const clock = { ms: 12_345, seconds: 12 }
        const settings = { perSecond, burst, ipv4Mask: 24, ipv6Mask: 64, networks: 64 }
        const limit = takeKeyedRateLimit(keepMemory(new Map()), 'a', settings, clock, createRandom(3))
        const models = Array.from({ length: 4 }, () => bucketOf(burst || perSecond))
        for (const [ms, client, times] of asked) {
          clock.ms += ms
          const tokens = Math.floor((clock.ms * perSecond) / 1000)
          const address = addressOf(clients[client]!)
          const model = models[networkOf[client]!]!
          const taken = Array.from({ length: times }, () => limit.take(address))
          expect(taken).toEqual(taken.map(() => model(tokens)))
        }
      },
    ),
  )
})

test('a thread whose clock is behind gets nothing beyond the limit', () => {
  const memory = keepMemory(new Map())
  const ahead = { ms: 1_000_040, seconds: 1000 }
  const behind = { ms: 1_000_000, seconds: 1000 }
  const [one, two] = [ahead, behind].map(clock =>
    takeRateLimit(memory, 'a', { perSecond: 100, burst: 0 }, clock),
  )
  const count = (limit: typeof one) => Array.from({ length: 200 }, () => limit!.take()).filter(Boolean).length
  expect(count(one)).toBe(100)
  expect(count(two)).toBe(0)
  behind.ms += 40
  expect(count(two)).toBe(0)
})

test('limits go on over a reload, and anew with another rate', () => {
  const clock = { ms: 5_000, seconds: 5 }
  const memory = keepMemory(new Map())
  const taken = (keeper: typeof memory, perSecond: number) =>
    Array.from({ length: 5 }, () => takeRateLimit(keeper, 'a', { perSecond, burst: 0 }, clock).take())
  expect(taken(memory, 2)).toEqual([true, true, false, false, false])
  expect(taken(keepMemory(memory.taken), 2)).toEqual(Array(5).fill(false))
  expect(taken(keepMemory(memory.taken), 3)).toEqual([true, true, true, false, false])
})

test('where more networks ask than there is memory for, those that ask most stay limited', () => {
  const clock = { ms: 1_000, seconds: 1 }
  const settings = { perSecond: 10, burst: 0, ipv4Mask: 32, ipv6Mask: 64, networks: 1024 }
  const limit = takeKeyedRateLimit(keepMemory(new Map()), 'a', settings, clock, createRandom(7))
  const heavy = addressOf('192.0.2.1')
  let taken = 0
  for (let i = 0; i < 100_000; i++) {
    clock.ms = 1_000 + i / 10
    // A flood of addresses that come once, and one client that asks 1,000 times a second.
    limit.take(Int32Array.of(0, 0, 0xffff, 0x0a00_0000 + Math.imul(i, 0x9e3779b1)))
    if (i % 10 === 0 && limit.take(heavy)) taken++
  }
  expect(taken).toBe(10 + 99)
})
