// Bounds how many requests each key may send, as Route 53 does: five a second for an account.
import type { Clock } from '../../../base/clock.ts'
import { ApiError } from '../errors.ts'

/** Counts a request of a caller; throws Throttling for one too many. */
export type Throttle = (caller: string) => void

/**
 * Gives each caller a bucket of tokens, one for each request of a second, which fills up steadily. 0 requests per second
 * bounds nothing.
 */
export function createThrottle(requestsPerSecond: number, clock: Clock): Throttle {
  if (requestsPerSecond === 0) return () => {}
  const size = Math.max(1, requestsPerSecond)
  const buckets = new Map<string, { tokens: number; at: number }>()
  return caller => {
    const now = clock()
    const bucket = buckets.get(caller) ?? { tokens: size, at: now }
    const elapsed = Math.max(0, now - bucket.at) / 1000
    const tokens = Math.min(size, bucket.tokens + elapsed * requestsPerSecond)
    const isEnough = tokens >= 1
    buckets.set(caller, { tokens: isEnough ? tokens - 1 : tokens, at: now })
    if (!isEnough) throw new ApiError('Throttling', 'Rate exceeded')
  }
}
