import { expect, test } from 'vitest'
import { fuzzProxy } from './fuzz-proxy.ts'

test.each(['queries', 'answers'] as const)(
  '10,000 mutated %s neither break nor stall the proxy',
  async side => {
    const { answered, cacheHits, slowestMicroseconds } = await fuzzProxy(side, 10_000, 7)
    expect(answered).toBeGreaterThan(2000)
    expect(cacheHits).toBeGreaterThan(100)
    expect(slowestMicroseconds).toBeLessThan(1000)
  },
)
