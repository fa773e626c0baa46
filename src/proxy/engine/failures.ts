// Which queries and pools failed lately, so that who has an expired answer need not wait for that again (RFC 8767 §5: the
// timer after which failures are looked at again).
import type { Pool } from '../backends/pool.ts'
import type { Transaction } from '../transaction.ts'

export interface Failures {
  /** A query has failed; `isSilence` if no server of its pool has answered it at all. */
  note(transaction: Transaction, now: number, isSilence: boolean): void
  /** A query has been answered. */
  forget(transaction: Transaction): void
  /** A server of a pool has answered something. */
  forgetPool(pool: Pool): void
  /** Forgets all pools: there are others now. */
  forgetPools(): void
  /** Says whether asking is likely to fail: the same query has failed lately, or the pool has fallen silent. */
  isLikely(transaction: Transaction, now: number): boolean
  /** Says whether it is time to ask in spite of that; a yes holds for the caller alone. */
  takeRecheck(transaction: Transaction, now: number): boolean
}

/** Milliseconds for which a failure is remembered; RFC 8767 §5 has 30 seconds. */
const rememberedMs = 30_000
/** Milliseconds between two questions in the background. */
const recheckMs = 1000
/** A power of two; one that fails later takes the place of another. */
const slots = 8192

/** Of others, the hash is that of an earlier query. */
const isLookedUp = ({ pool, decided, cacheHash }: Transaction): boolean =>
  pool.cache !== undefined && !decided.skipCache && cacheHash !== 0

interface SilentPool {
  failedAt: number
  askedAt: number
}

/** Starts without any. */
export function createFailures(): Failures {
  const hashes = new Float64Array(slots)
  const failedAt = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)
  const askedAt = new Float64Array(slots)
  const pools = new Map<Pool, SilentPool>()

  const hasFailed = (slot: number, { cacheHash }: Transaction, now: number): boolean =>
    hashes[slot] === cacheHash && now - failedAt[slot]! < rememberedMs

  function silentPool({ pool }: Transaction, now: number): SilentPool | undefined {
    const known = pools.size > 0 ? pools.get(pool) : undefined
    return known && now - known.failedAt < rememberedMs ? known : undefined
  }

  return {
    note(t, now, isSilence) {
      if (isLookedUp(t)) {
        const slot = t.cacheHash & (slots - 1)
        hashes[slot] = t.cacheHash
        failedAt[slot] = now
        askedAt[slot] = now
      }
      if (!isSilence) return
      const known = pools.get(t.pool)
      if (known) known.failedAt = now
      else pools.set(t.pool, { failedAt: now, askedAt: now })
    },
    forget(t) {
      if (!isLookedUp(t)) return
      const slot = t.cacheHash & (slots - 1)
      if (hashes[slot] === t.cacheHash) failedAt[slot] = Number.NEGATIVE_INFINITY
    },
    forgetPool(pool) {
      if (pools.size > 0) pools.delete(pool)
    },
    forgetPools: () => pools.clear(),
    isLikely: (t, now) => hasFailed(t.cacheHash & (slots - 1), t, now) || silentPool(t, now) !== undefined,
    takeRecheck(t, now) {
      // Where all servers are silent, one question tells whether they still are, whatever it is for.
      const silent = silentPool(t, now)
      if (silent) {
        if (now - silent.askedAt < recheckMs) return false
        silent.askedAt = now
        return true
      }
      const slot = t.cacheHash & (slots - 1)
      if (now - askedAt[slot]! < recheckMs) return false
      askedAt[slot] = now
      return true
    },
  }
}
