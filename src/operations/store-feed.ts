// Loads the zones of the embedded store; a commit of any process is picked up as it happens.
import type { Clock } from '../base/clock.ts'
import { problemsOf } from '../base/errors.ts'
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
import { coalesced } from './coalesced.ts'
import type { FeedSite, ZoneFeed } from './zone-feed.ts'

/** Tells of a store's zones, and makes the store if there is none yet. */
export function feedFromStore(path: string, site: FeedSite, clock: Clock): ZoneFeed {
  const { tell } = site
  const store = openStore(path, { create: true, clock })
  const served = new Map<string, Snapshot>(site.served.map(({ from, snapshot }) => [from, snapshot]))
  const stopping = new AbortController()
  const { signal } = stopping
  const refresh = coalesced(async (key: Name) => {
    try {
      const head = signal.aborted ? undefined : store.zone(key)
      if (!head) return
      const snapshot = await compiled(store, key, served.get(key), site, signal)
      if (signal.aborted || snapshot === served.get(key)) return
      served.set(key, snapshot)
      tell({ news: 'zone', served: { from: key, zone: head.origin, snapshot } })
    } catch (error) {
      if (!signal.aborted) for (const problem of problemsOf(error)) tell({ news: 'problem', problem })
    }
  })
  const refreshAll = async (names: readonly Name[]): Promise<void> => {
    await Promise.all(names.map(name => refresh(nameKey(name))))
  }
  const reload = (): Promise<void> => refreshAll(store.zones().map(({ origin }) => origin))
  // Watched first, so that no commit falls between the look and the watch.
  const unwatch = store.onCommit(names => void refreshAll(names))
  void reload().then(() => tell({ news: 'loaded', problems: [] }))
  return {
    reload: () => void reload(),
    async stop() {
      unwatch()
      stopping.abort()
      // What is being read is given up, and only then may the store be closed.
      await reload()
      await store.close()
    },
  }
}

/** The zone as the store has it now: from what the journal says has changed, or whole if that is not worth it. */
async function compiled(
  store: Store,
  zone: Name,
  before: Snapshot | undefined,
  { seed, takeSpare }: FeedSite,
  signal: AbortSignal,
): Promise<Snapshot> {
  const changes = before && changesSince(store, zone, before)
  if (!changes) return compileZone(zone, rrsetsOf(store, zone, signal), seed, takeSpare(zone))
  return changes.length === 0 ? before : recompileZone(before, changes, takeSpare(zone))
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

function* rrsetsOf(store: Store, origin: Name, signal: AbortSignal): Generator<RRset> {
  for (const page of store.readZone(origin)) {
    if (signal.aborted) return
    yield* page
  }
}
