// Loads zone files; a change of one, or of a file that it includes, is picked up as it happens.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Problem, problem, problemsOf } from '../../base/errors.ts'
import { type Name, sameName } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import { defaultSoa, serialOf, withSerial } from '../../dns/soa.ts'
import { hold } from '../../providers/local/hold.ts'
import { compileZone } from '../../server/authoritative/compile-zone.ts'
import { loadZone } from '../../zonefile/load.ts'
import type { LoadedZone } from '../../zonefile/loaded-zone.ts'
import { coalesced } from './coalesced.ts'
import { watchFiles } from './watch-files.ts'
import type { FeedSite, ZoneFeed } from './zone-feed.ts'

/** A file that is served, and what it had when it was loaded last. */
interface ServedFile {
  readonly path: string
  /** Absolute paths of the file and what it includes. */
  sources: readonly string[]
  zone: Name | undefined
}

/** Tells of the zones of files. */
export function feedFromFiles(paths: readonly string[], site: FeedSite): ZoneFeed {
  const files = paths.map(
    (path): ServedFile => ({
      path,
      sources: [resolve(path)],
      zone: site.served.find(({ from }) => from === path)?.zone,
    }),
  )
  const report = (problem: Problem): void => site.tell({ news: 'problem', problem })
  const refresh = coalesced(async (file: ServedFile) => {
    await loaded
    for (const problem of await load(file, files, site)) report(problem)
    watch(file).forEach(report)
  })
  const watcher = watchFiles(changed => {
    for (const file of files) if (file.sources.some(source => changed.has(source))) void refresh(file)
  })
  const watch = ({ path, sources }: ServedFile): Problem[] => {
    try {
      watcher.add(sources)
      return []
    } catch (error) {
      const { message } = error as Error
      return [problem('zone-file-unwatched', `changes of ${path} are not noticed: ${message}`)]
    }
  }
  const loadAll = async (): Promise<void> => {
    // Before it is read, so that no change is missed; and once it has told what it includes.
    files.forEach(watch)
    const problems: Problem[] = []
    for (const file of files) problems.push(...(await load(file, files, site)))
    site.tell({ news: 'loaded', problems })
    files.flatMap(watch).forEach(report)
  }
  const loaded = loadAll()
  return {
    reload() {
      for (const file of files) void refresh(file)
    },
    stop: async () => watcher.stop(),
  }
}

/** Loads a file and tells of its zone; returns what is wrong with it, and then the zone stays as it was. */
async function load(
  file: ServedFile,
  files: readonly ServedFile[],
  { seed, tell, takeSpare }: FeedSite,
): Promise<readonly Problem[]> {
  try {
    const { zone: loaded, problems } = await loadZone(file.path)
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (!loaded || errors.length > 0) return errors
    const { origin, zone } = loaded
    if (zone.size === 0) return [hasNothing(loaded, file)]
    const twin = files.find(other => other.zone && sameName(other.zone, origin))
    if (twin && twin !== file) return [duplicate(loaded, file, twin)]
    const sources = loaded.files.map(path => resolve(path))
    const rrsets = servedRRsets(origin, zone, () => newest(sources))
    const snapshot = await compileZone(origin, rrsets, seed, takeSpare(file.path))
    tell({ news: 'zone', served: { from: file.path, zone: origin, snapshot } })
    file.zone = origin
    file.sources = sources
    return []
  } catch (error) {
    return problemsOf(error)
  }
}

/** A file is empty while it is being rewritten; to take that for the zone would deny all its names. */
const hasNothing = ({ origin }: LoadedZone, { path }: ServedFile): Problem =>
  problem('zone-unservable', `${origin} has no records`, { file: path, line: 1, column: 1 })

const duplicate = ({ origin }: LoadedZone, { path }: ServedFile, twin: ServedFile): Problem =>
  problem('zone-duplicate', `${origin} is in ${twin.path} too`, { file: path, line: 1, column: 1 })

/** The zone's RRsets, as the store would hold them, with a SOA, whose serial is made where none is stated. */
function* servedRRsets(origin: Name, zone: LoadedZone['zone'], serial: () => number): Generator<RRset> {
  const stated = zone.get(origin, 'SOA')
  const soa = stated ?? defaultSoa(origin, zone.get(origin, 'NS'))
  yield serialOf(soa) === 0 ? withSerial(soa, serial()) : soa
  for (const rrset of zone.rrsets()) if (rrset !== stated) yield* hold(rrset, origin, zone).rrsets
}

/** When the newest of the files was written; seconds since the Unix epoch. */
const newest = (paths: readonly string[]): number =>
  Math.max(
    ...paths.map(path => Math.floor((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000)),
  ) >>> 0
