// What the threads count of a packet cache.

/** Columns of its counters. */
export const counterAt = {
  hits: 0,
  misses: 1,
  staleHits: 2,
  inserts: 3,
  evictions: 4,
  deferredLookups: 5,
  deferredInserts: 6,
  insertCollisions: 7,
  lookupCollisions: 8,
  tooLarge: 9,
  ttlTooShort: 10,
} as const

export const counters = Object.keys(counterAt).length
