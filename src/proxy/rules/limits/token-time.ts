// Token buckets as one number each: when the bucket will be full again, on a clock that counts tokens.

/*
 *  A bucket of `burst` tokens that gets `perSecond` new ones is a moment (as in the generic cell rate algorithm of
 *  ITU-T I.371): it is full again at `until`, so until − now tokens are out. Time is counted in tokens, so that all are
 *  whole numbers of 32 bits; they wrap, and differences of them still hold. That makes taking a token a single
 *  compare-and-exchange, without a lock that a thread could take into its grave.
 */

/** The most tokens of a bucket, and the most that it gets a second. */
export const maxTokens = 2 ** 26

/** Moments further ahead than this many seconds are none: they are old, and the clock has wrapped since. */
const staleSeconds = 10

/** What a bucket holds and gets. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
  /** More tokens than this are out of no bucket, however much the clocks of threads are apart. */
  readonly stale: number
}

/** A rate with its burst; 0 stands for a second's tokens. */
export const rateOf = (perSecond: number, burst: number): Rate => ({
  perSecond,
  burst: burst || perSecond,
  stale: (burst || perSecond) + staleSeconds * perSecond,
})

/** A time in milliseconds in tokens. */
export const tokenTime = (ms: number, perSecond: number): number => ((ms * perSecond) / 1000) | 0

/** How many tokens are out of a bucket that is full again at `until`. */
export function tokensOut(until: number, now: number, { stale }: Rate): number {
  const out = (until - now) | 0
  return out > 0 && out <= stale ? out : 0
}
