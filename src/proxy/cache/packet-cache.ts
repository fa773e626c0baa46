// The packet cache of one or several pools as every thread sees it: whole answers by whole queries (dnsdist's key).

/** What a look-up found. */
export const finds = {
  nothing: 0,
  /** The answer now stands in `message`; its TTLs have aged. */
  fresh: 1,
  /**
   * There is one, but `message` still is the query, and it is time to ask a backend for it again. An entry says so once:
   * the next look-up, which the caller makes for the answer, finds it fresh.
   */
  aging: 2,
} as const
export type Find = (typeof finds)[keyof typeof finds]

/** What a packet cache sees and changes of a transaction, whose fields these are. */
export interface CachedExchange {
  readonly message: Uint8Array
  length: number
  readonly nameEnd: number
  readonly questionEnd: number
  readonly type: number
  optAt: number
  optEnd: number
  readonly transport: number
  readonly decided: { readonly temporaryFailureTtl: number }
  cacheHash: number
  readonly stored: Uint8Array
  readonly storedLength: number
}

export interface PacketCache {
  readonly name: string
  /**
   * Looks up the query in `transaction.message`. On a hit the answer takes its place: the id and the letters of the
   * question are the asker's, TTLs have aged, `length`, `optAt` and `optEnd` are the answer's. The hash of the query is in
   * `transaction.cacheHash` then, hit or not; 0 if it is one that is not cached, such as a transfer or a signed one.
   */
  find(transaction: CachedExchange): Find
  /**
   * Answers the query in `message`, as `find` does, but also from what has expired, if that is kept, and then with the TTL
   * for stale answers (RFC 8767 §4).
   */
  findStale(transaction: CachedExchange): boolean
  /**
   * Keeps an answer: `transaction.message` holds it, `stored` the query as it was when it was looked up. Says nothing if
   * it must not be kept: no TTL in it, too large, truncated, of another type than is cached.
   */
  insert(transaction: CachedExchange): void
}

/** What only the main thread does. */
export interface PacketCacheKeeper {
  readonly name: string
  /** Marks or removes entries; the number of them. With `keepStale` they stay as stale ones. */
  flush(which: FlushPattern): number
  report(): PacketCacheReport
  /** The entries, one after another, as they are at the moment. */
  dump(): Iterable<PacketCacheEntry>
  /** Frees the locks that a thread held when it crashed. */
  releaseThread(thread: number): void
}

export interface FlushPattern {
  /** A name in presentation form; all names if undefined. */
  readonly name?: string | undefined
  /** Names below it too. */
  readonly isSuffix?: boolean | undefined
  /** A type's number; all types if undefined. */
  readonly type?: number | undefined
  readonly keepStale?: boolean | undefined
}

export interface PacketCacheReport {
  readonly entries: number
  readonly maxEntries: number
  readonly octets: number
  readonly hits: number
  readonly misses: number
  readonly staleHits: number
  readonly inserts: number
  readonly evictions: number
  /** Look-ups and inserts given up as another thread held the lock. */
  readonly deferredLookups: number
  readonly deferredInserts: number
  readonly insertCollisions: number
  readonly lookupCollisions: number
  /** Answers that were too large, or had too small a TTL. */
  readonly tooLarge: number
  readonly ttlTooShort: number
}

export interface PacketCacheEntry {
  readonly name: string
  readonly type: number
  /** Seconds left; negative if stale. */
  readonly ttl: number
  readonly rcode: number
  readonly octets: number
  readonly isStream: boolean
}
