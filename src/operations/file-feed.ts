// Serves zone files; a change of one, or of a file that it includes, is picked up as it happens.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { DnsctlError, type Problem, problem } from '../base/errors.ts'
import { type Name, sameName } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { defaultSoa, serialOf, withSerial } from '../dns/soa.ts'
import { compileZone } from '../server/authoritative/compile-zone.ts'
import type { Snapshot } from '../server/authoritative/snapshot.ts'
import { loadZone } from '../zonefile/load.ts'
import type { LoadedZone } from '../zonefile/loaded-zone.ts'
import { watchFiles } from './watch-files.ts'
import { coalesced, type FeedTarget, problemsOf, publish, type ZoneFeed } from './zone-feed.ts'

/** A file that is served, and what it had when it was loaded last. */
interface ServedFile {
  readonly path: string
  /** Absolute paths of the file and what it includes. */
  sources: readonly string[]
  served?: { readonly origin: Name; readonly snapshot: Snapshot }
}

/** Serves the zones of files; throws all problems if one does not load now, but only tells of them later. */
export async function feedFromFiles(paths: readonly string[], target: FeedTarget): Promise<ZoneFeed> {
  const files: ServedFile[] = paths.map(path => ({ path, sources: [resolve(path)] }))
  const problems: Problem[] = []
  for (const file of files) problems.push(...(await load(file, files, target)))
  const [first, ...others] = problems
  if (first) throw new DnsctlError([first, ...others])

  const tell = (problem: Problem): void => target.onEvent({ event: 'problem', problem })
  const refresh = coalesced(async (file: ServedFile) => {
    for (const problem of await load(file, files, target)) tell(problem)
    watch(file)
  })
  const watcher = watchFiles(changed => {
    for (const file of files) if (file.sources.some(source => changed.has(source))) void refresh(file)
  })
  const watch = ({ path, sources }: ServedFile): void => {
    try {
      watcher.add(sources)
    } catch (error) {
      tell(problem('zone-file-unwatched', `changes of ${path} are not noticed: ${(error as Error).message}`))
    }
  }
  files.forEach(watch)
  return {
    reload: async () => {
      await Promise.all(files.map(refresh))
    },
    stop: async () => watcher.stop(),
  }
}

/** Loads a file and serves its zone; returns what is wrong with it, and then the zone stays as it was. */
async function load(
  file: ServedFile,
  files: readonly ServedFile[],
  target: FeedTarget,
): Promise<readonly Problem[]> {
  try {
    const { zone, problems } = await loadZone(file.path)
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (!zone || errors.length > 0) return errors
    const twin = files.find(({ served }) => served && sameName(served.origin, zone.origin))
    if (twin && twin !== file) return [duplicate(zone, file, twin)]
    await serveZone(file, zone, target)
    return []
  } catch (error) {
    return problemsOf(error)
  }
}

const duplicate = ({ origin }: LoadedZone, { path }: ServedFile, twin: ServedFile): Problem =>
  problem('zone-duplicate', `${origin} is in ${twin.path} too`, { file: path, line: 1, column: 1 })

async function serveZone(
  file: ServedFile,
  { origin, zone, files }: LoadedZone,
  target: FeedTarget,
): Promise<void> {
  const sources = files.map(path => resolve(path))
  const rrsets = servedRRsets(origin, zone, () => newest(sources))
  const snapshot = await compileZone(origin, rrsets, target.zones.seed)
  publish(target, origin, snapshot)
  const before = file.served
  if (before && !sameName(before.origin, origin)) {
    target.zones.delete(before.snapshot)
    target.onEvent({ event: 'zone-gone', zone: before.origin })
  }
  file.served = { origin, snapshot }
  file.sources = sources
}

/** The zone's RRsets with a SOA, whose serial is made where none is stated. */
function* servedRRsets(origin: Name, zone: LoadedZone['zone'], serial: () => number): Generator<RRset> {
  const stated = zone.get(origin, 'SOA')
  const soa = stated ?? defaultSoa(origin, zone.get(origin, 'NS'))
  yield serialOf(soa) === 0 ? withSerial(soa, serial()) : soa
  for (const rrset of zone.rrsets()) if (rrset !== stated) yield rrset
}

/** When the newest of the files was written; seconds since the Unix epoch. */
const newest = (paths: readonly string[]): number =>
  Math.max(
    ...paths.map(path => Math.floor((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000)),
  ) >>> 0
