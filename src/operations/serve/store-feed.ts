// Loads the zones of the embedded store; a commit of any process is picked up as it happens.
import type { Clock } from '../../base/clock.ts'
import { problemsOf } from '../../base/errors.ts'
import { canonicalText } from '../../dns/canonical.ts'
import { type Name, nameKey } from '../../dns/name.ts'
import type { HealthCheck } from '../../dns/routing.ts'
import type { RRset } from '../../dns/rrset.ts'
import {
  compileZone,
  isWorthRecompiling,
  type RRsetChange,
  recompileZone,
} from '../../server/authoritative/compile-zone.ts'
import { checksById } from '../../server/route53-api/state/health-checks.ts'
import { openStore, type Store, type ZoneHead, type ZoneKey } from '../../store/store.ts'
import { keyOfZone, partsOf } from '../../store/zone-key.ts'
import { coalesced } from './coalesced.ts'
import type { FeedSite, ServedZone, TellNews, ZoneFeed } from './zone-feed.ts'

/** Tells of a store's zones, the oldest one of each name, and makes the store if there is none yet. */
export function feedFromStore(path: string, site: FeedSite, clock: Clock): ZoneFeed {
  const { tell } = site
  const store = openStore(path, { create: true, clock })
  const served = new Map<string, ServedZone>(site.served.map(zone => [zone.from, zone]))
  const stopping = new AbortController()
  const { signal } = stopping
  const refresh = coalesced(async (name: Name) => {
    if (signal.aborted) return
    try {
      const [head] = store.zonesNamed(name)
      if (head) {
        const before = served.get(name)
        const zone = await readServed(store, head, before, site, signal)
        if (signal.aborted || zone === before) return
        served.set(name, zone)
        tell({ news: 'zone', served: zone })
      } else if (served.delete(name)) tell({ news: 'zone-gone', from: name })
    } catch (error) {
      if (!signal.aborted) for (const problem of problemsOf(error)) tell({ news: 'problem', problem })
    }
  })
  const refreshAll = async (names: Iterable<string>): Promise<void> => {
    await Promise.all([...new Set(names)].map(name => refresh(name as Name)))
  }
  const reload = (): Promise<void> =>
    refreshAll([...store.zones().map(({ origin }) => nameKey(origin)), ...served.keys()])
  // Watched first, so that no commit falls between the look and the watch.
  const unwatch = store.onCommit(keys => void refreshAll(keys.map(key => nameKey(partsOf(key).origin))))
  const unwatchChecks = feedChecks(store, tell)
  void reload().then(() => tell({ news: 'loaded', problems: [] }))
  return {
    reload: () => void reload(),
    async stop() {
      unwatch()
      unwatchChecks()
      stopping.abort()
      // What is being read is given up, and only then may the store be closed.
      await reload()
      await store.close()
    },
  }
}

/** Tells what stands behind the ids of health checks, now and whenever that changes; returns what ends it. */
function feedChecks(store: Store, tell: TellNews): () => void {
  let told = new Map<string, HealthCheck>()
  const look = (): void => {
    const checks = checksById(store)
    if (canonicalText([...checks]) === canonicalText([...told])) return
    told = checks
    tell({ news: 'health-checks', checks })
  }
  const unwatch = store.onResources(look)
  look()
  return unwatch
}

/** The zone as the store has it now: from what the journal says has changed, or whole if that is not worth it. */
async function readServed(
  store: Store,
  head: ZoneHead,
  before: ServedZone | undefined,
  { seed, takeSpare }: FeedSite,
  signal: AbortSignal,
): Promise<ServedZone> {
  const { origin } = head
  const key = keyOfZone(head)
  const from = nameKey(origin)
  const [newest] = store.journal(key)
  const version = { key: nameKey(key), commit: newest?.commit ?? 0 }
  const changes = before && changesSince(store, head, before)
  if (changes?.length === 0) return before!
  const snapshot = changes
    ? await recompileZone(before!.snapshot, changes, takeSpare(from))
    : await compileZone(origin, rrsetsOf(store, key, signal), seed, takeSpare(from))
  return { from, zone: origin, version, snapshot }
}

/** What leads from a zone as served to how it is now; undefined if the journal does not go back, or for too much. */
function changesSince(
  store: Store,
  head: ZoneHead,
  { snapshot, version }: ServedZone,
): readonly RRsetChange[] | undefined {
  const key = keyOfZone(head)
  // Another zone of the name, or the same one after it was deleted, may have come to the same serial.
  if (nameKey(key) !== version?.key || isNewSince(store, key, version.commit)) return undefined
  const entries = []
  let images = 0
  let wanted: number | undefined = head.serial
  // Backwards along the journal: each entry's old serial is the serial of the one before it.
  for (const entry of store.journal(key)) {
    if (wanted === snapshot.serial) break
    images += entry.images
    if (entry.serial !== wanted || !isWorthRecompiling(snapshot, images)) return undefined
    wanted = entry.oldSerial
    entries.push(entry)
  }
  if (wanted !== snapshot.serial) return undefined
  return entries.reverse().flatMap(entry => [...store.images(entry)])
}

/** Says whether a zone was deleted, and came again, after a commit. */
function isNewSince(store: Store, key: ZoneKey, commit: number): boolean {
  for (const entry of store.journal(key)) {
    if (entry.commit <= commit) return false
    if (entry.deletes) return true
  }
  return false
}

function* rrsetsOf(store: Store, key: ZoneKey, signal: AbortSignal): Generator<RRset> {
  for (const page of store.readZone(key)) {
    if (signal.aborted) return
    yield* page
  }
}
