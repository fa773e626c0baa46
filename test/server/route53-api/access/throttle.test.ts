// How many requests a key may send.
import { expect, test } from 'vitest'
import { createThrottle } from '../../../../src/server/route53-api/access/throttle.ts'

/** How many of `wanted` requests at each time pass. */
function passed(requestsPerSecond: number, times: readonly number[], wanted = 10, caller = 'a'): number[] {
  let now = 0
  const throttle = createThrottle(requestsPerSecond, () => now)
  return times.map(time => {
    now = time
    let count = 0
    for (let i = 0; i < wanted; i++) {
      try {
        throttle(caller)
        count++
      } catch (error) {
        expect(error).toMatchObject({ code: 'Throttling', message: 'Rate exceeded' })
      }
    }
    return count
  })
}

// [requests per second, when ten are sent, how many of them pass]
test.each([
  [5, [0, 0, 200, 1000, 10_000], [5, 0, 1, 4, 5]],
  [1, [0, 999, 1000, 1500, 2000], [1, 0, 1, 0, 1]],
  [5, [0, -60_000, 100, 200], [5, 0, 5, 0]],
  [0, [0, 0], [10, 10]],
])('%i a second at %j', (rate, times, expected) => {
  expect(passed(rate, times)).toEqual(expected)
})

test('each key has its own', () => {
  const throttle = createThrottle(1, () => 0)
  throttle('a')
  throttle('b')
  expect(() => throttle('a')).toThrow('Rate exceeded')
})
