// Keeps an answer in a packet cache, if it may be kept.

import { counterAt } from './cache-counters.ts'
import { type CacheThread, isCached, readQueryKey } from './cache-thread.ts'
import { leaveSubnetOut, takeAnswer, verdicts } from './kept-answer.ts'
import { lockPatiently, tryLock, unlock } from './lock.ts'
import type { CachedExchange } from './packet-cache.ts'
import { putEntry } from './put-entry.ts'
import { editShard } from './shard-log.ts'

/** Longer queries are out of the ordinary; padding makes none as long (RFC 8467 §4.1). */
const largestQuery = 1024

/** Room for the query of one answer, as those that are stored lie all over the memory. */
const asked = new Uint8Array(largestQuery)
const askedView = new DataView(asked.buffer)

/** Keeps the answer in `message` for the query in `stored`. */
export function keepAnswer(c: CacheThread, t: CachedExchange): void {
  const { settings, key, kept, mine } = c
  const { stored, storedLength } = t
  if (!isCached(c, t) || storedLength < t.questionEnd || storedLength > largestQuery) return
  if (t.length > settings.maximum_entry_size) {
    mine[counterAt.tooLarge]!++
    return
  }
  const verdict = takeAnswer(kept, settings, c.rules, t)
  if (verdict === verdicts.tooShort) mine[counterAt.ttlTooShort]!++
  if (verdict !== verdicts.keep) return
  for (let i = 0; i < storedLength; i++) asked[i] = stored[i]!
  if (!readQueryKey(c, t, askedView, storedLength, false)) return
  if (settings.parse_ecs && key.hasSubnet && kept.isForAll) {
    leaveSubnetOut(kept)
    readQueryKey(c, t, askedView, storedLength, true)
  }
  put(c)
}

/** Puts the answer that was taken under the key that was read. */
function put({ settings, shards, shardMask, key, kept, edit, mine, thread, clock }: CacheThread): void {
  const words = shards[key.hash & shardMask]!
  const hasLock = settings.deferrable_insert_lock ? tryLock(words, thread) : lockPatiently(words, thread)
  if (!hasLock) {
    mine[counterAt.deferredInserts]!++
    return
  }
  editShard(edit, words, clock.seconds)
  putEntry(edit, key, kept, mine)
  unlock(words)
}
