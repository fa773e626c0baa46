// A limit of so many a second that all threads share, exactly.
import type { SharedMemory } from '../../shared-memory.ts'
import type { ThreadClock } from '../rule.ts'
import { rateOf, tokensOut, tokenTime } from './token-time.ts'

export interface RateLimit {
  /** Takes one; false if none is left. */
  take(): boolean
}

/** What is limited, and to what. */
interface RateLimitSettings {
  readonly perSecond: number
  /** The most at once; 0 for a second's. */
  readonly burst: number
}

/** Takes the limit of a key; it goes on over a reload, and anew with another rate. */
export function takeRateLimit(
  memory: SharedMemory,
  key: string,
  { perSecond, burst }: RateLimitSettings,
  clock: ThreadClock,
): RateLimit {
  const rate = rateOf(perSecond, burst)
  const words = new Int32Array(memory.take(`limits/${key}/${rate.perSecond}/${rate.burst}`, 4))
  return {
    take() {
      const now = tokenTime(clock.ms, rate.perSecond)
      for (;;) {
        const until = Atomics.load(words, 0)
        const out = tokensOut(until, now, rate)
        if (out >= rate.burst) return false
        // Who fails here, fails because another thread got a token meanwhile: of all, one always goes on.
        if (Atomics.compareExchange(words, 0, until, (now + out + 1) | 0) === until) return true
      }
    },
  }
}
