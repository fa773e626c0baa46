// Serves the zones of the embedded store; a commit of any process is picked up as it happens.
import type { Clock } from '../base/clock.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import {
  compileZone,
  isWorthRecompiling,
  type RRsetChange,
  recompileZone,
} from '../server/authoritative/compile-zone.ts'
import type { Snapshot } from '../server/authoritative/snapshot.ts'
import { openStore, type Store } from '../store/store.ts'
import { coalesced, type FeedTarget, problemsOf, publish, type ZoneFeed } from './zone-feed.ts'

/** Serves a store's zones, and makes the store if there is none yet. */
export async function feedFromStore(path: string, clock: Clock, target: FeedTarget): Promise<ZoneFeed> {
  const store = openStore(path, { create: true, clock })
  const served = new Map<Name, Snapshot>()
  const refresh = coalesced(async (key: Name) => {
    try {
      const head = store.zone(key)
      if (!head) return
      const snapshot = await compiled(store, key, served.get(key), target.zones.seed)
      if (snapshot === served.get(key)) return
      served.set(key, snapshot)
      publish(target, head.origin, snapshot)
    } catch (error) {
      for (const problem of problemsOf(error)) target.onEvent({ event: 'problem', problem })
    }
  })
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

/** The zone as the store has it now: from what the journal says has changed, or whole if that is not worth it. */
async function compiled(
  store: Store,
  zone: Name,
  before: Snapshot | undefined,
  seed: number,
): Promise<Snapshot> {
  const changes = before && changesSince(store, zone, before)
  if (!changes) return compileZone(zone, rrsetsOf(store, zone), seed)
  return changes.length === 0 ? before : recompileZone(before, changes)
}

/** What leads from a snapshot to the zone as it is now; undefined if the journal does not go back, or for too much. */
function changesSince(store: Store, zone: Name, before: Snapshot): readonly RRsetChange[] | undefined {
  const entries = []
  let images = 0
  let wanted: number | undefined = store.zone(zone)?.serial
  // Backwards along the journal: each entry's old serial is the serial of the one before it.
  for (const entry of store.journal(zone)) {
    if (wanted === before.serial) break
    images += entry.images
    if (entry.serial !== wanted || !isWorthRecompiling(before, images)) return undefined
    wanted = entry.oldSerial
    entries.push(entry)
  }
  if (wanted !== before.serial) return undefined
  return entries.reverse().flatMap(entry => [...store.images(entry)])
}

function* rrsetsOf(store: Store, origin: Name): Generator<RRset> {
  for (const page of store.readZone(origin)) yield* page
}
