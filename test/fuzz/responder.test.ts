import { expect, test } from 'vitest'
import { fuzzResponder } from './fuzz-responder.ts'

test('20,000 mutated packets neither break nor stall the responder', () => {
  const { answered, slowestMicroseconds } = fuzzResponder(20_000, 7)
  expect(answered).toBeGreaterThan(10_000)
  expect(slowestMicroseconds).toBeLessThan(1000)
})
