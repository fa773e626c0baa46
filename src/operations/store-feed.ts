// Serves the zones of the embedded store; a commit of any process is picked up as it happens.
import type { Clock } from '../base/clock.ts'
import { DnsctlError } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { compileZone } from '../server/authoritative/compile-zone.ts'
import { openStore, type Store } from '../store/store.ts'
import { coalesced, type FeedTarget, publish, type ZoneFeed } from './zone-feed.ts'

/** Serves a store's zones, and makes the store if there is none yet. */
export async function feedFromStore(path: string, clock: Clock, target: FeedTarget): Promise<ZoneFeed> {
  const store = openStore(path, { create: true, clock })
  const refresh = coalesced((key: Name) => refreshZone(store, key, target))
  const refreshAll = async (names: readonly Name[]): Promise<void> => {
    await Promise.all(names.map(name => refresh(nameKey(name))))
  }
  // Watched first, so that no commit falls between the look and the watch.
  const unwatch = store.onCommit(names => void refreshAll(names))
  const reload = (): Promise<void> => refreshAll(store.zones().map(({ origin }) => origin))
  await reload()
  return {
    reload,
    async stop() {
      unwatch()
      await store.close()
    },
  }
}

async function refreshZone(store: Store, key: Name, target: FeedTarget): Promise<void> {
  try {
    const head = store.zone(key)
    if (!head) return
    publish(target, head.origin, await compileZone(head.origin, rrsetsOf(store, key), target.zones.seed))
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    for (const problem of error.problems) target.onEvent({ event: 'problem', problem })
  }
}

function* rrsetsOf(store: Store, origin: Name): Generator<RRset> {
  for (const page of store.readZone(origin)) yield* page
}
