// The packet cache of a thread: whole answers, in memory that all threads share.
import { randomInt } from 'node:crypto'
import { createRandom } from '../../base/random.ts'
import type { ThreadClock } from '../rules/rule.ts'
import type { PacketCacheSettings } from '../settings/packet-cache.ts'
import type { SharedMemory, ThreadNumber } from '../shared-memory.ts'
import { counterAt } from './cache-counters.ts'
import { openCacheThread } from './cache-thread.ts'
import { keepAnswer } from './keep-answer.ts'
import { founds, lookUp } from './look-up.ts'
import { finds, type PacketCache } from './packet-cache.ts'
import { shuffleAddresses } from './shuffle-addresses.ts'

/**
 * Opens a cache in a thread, in the main thread first. The clock must be the same in all threads, as the system's
 * monotonic one is. Throws `proxy-rule-invalid` for a record type that there is not.
 */
export function createPacketCache(
  settings: PacketCacheSettings,
  memory: SharedMemory,
  at: ThreadNumber,
  clock: ThreadClock,
): PacketCache {
  const thread = openCacheThread(settings, memory, at, clock)
  const { mine, staleAge } = thread
  const random = createRandom(randomInt(2 ** 32))
  return {
    name: settings.name,
    find(t) {
      const found = lookUp(thread, t, 0)
      if (found === founds.aging) return finds.aging
      mine[found === founds.fresh ? counterAt.hits : counterAt.misses]!++
      if (found !== founds.fresh) return finds.nothing
      if (settings.shuffle) shuffleAddresses(t, random)
      return finds.fresh
    },
    findStale(t) {
      let found = lookUp(thread, t, staleAge)
      // Whoever wants a stale answer has asked the servers just now.
      if (found === founds.aging) found = lookUp(thread, t, staleAge)
      if (found === founds.stale) mine[counterAt.staleHits]!++
      return found === founds.stale || found === founds.fresh
    },
    insert: t => keepAnswer(thread, t),
  }
}
