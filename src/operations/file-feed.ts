// Serves zone files; a change of one, or of a file that it includes, is picked up as it happens.
import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DnsctlError, type Problem, problem } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { defaultSoa, serialOf, withSerial } from '../dns/soa.ts'
import { compileZone } from '../server/authoritative/compile-zone.ts'
import type { Snapshot } from '../server/authoritative/snapshot.ts'
import { loadZone } from '../zonefile/load.ts'
import type { LoadedZone } from '../zonefile/loaded-zone.ts'
import { coalesced, type FeedTarget, publish, type ZoneFeed } from './zone-feed.ts'

/** Editors and tools write a file in several steps. */
const settleMs = 50

/** A file that is served, and what it had when it was loaded last. */
interface ServedFile {
  readonly path: string
  origin?: Name
  snapshot?: Snapshot
  /** Absolute paths of the file and what it includes. */
  sources: readonly string[]
}

/** Serves the zones of files; throws all problems if one does not load now, but only tells of them later. */
export async function feedFromFiles(paths: readonly string[], target: FeedTarget): Promise<ZoneFeed> {
  const files: ServedFile[] = paths.map(path => ({ path, sources: [resolve(path)] }))
  const problems: Problem[] = []
  for (const file of files) problems.push(...(await load(file, files, target)))
  const [first, ...others] = problems
  if (first) throw new DnsctlError([first, ...others])

  const refresh = coalesced(async (file: ServedFile) => {
    for (const problem of await load(file, files, target)) target.onEvent({ event: 'problem', problem })
    watcher.watch(files.flatMap(({ sources }) => sources))
  })
  const watcher = watchFiles(changed => {
    for (const file of files) if (file.sources.some(source => changed.has(source))) void refresh(file)
  })
  watcher.watch(files.flatMap(({ sources }) => sources))
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
  const result = await loadZone(file.path)
  const errors = result.problems.filter(({ severity }) => severity === 'error')
  if (!result.zone || errors.length > 0) return errors
  const { zone: loaded } = result
  const other = files.find(({ origin }) => origin !== undefined && nameKey(origin) === nameKey(loaded.origin))
  if (other && other !== file) {
    const place = { file: file.path, line: 1, column: 1 }
    return [problem('zone-duplicate', `${loaded.origin} is in ${other.path} too`, place)]
  }
  return serve(file, loaded, target)
}

async function serve(file: ServedFile, loaded: LoadedZone, target: FeedTarget): Promise<readonly Problem[]> {
  const sources = loaded.files.map(path => resolve(path))
  const before = file.snapshot
  try {
    const snapshot = await compileZone(loaded.origin, servedRRsets(loaded, sources), target.zones.seed)
    publish(target, loaded.origin, snapshot)
    if (before && file.origin && nameKey(file.origin) !== nameKey(loaded.origin)) {
      target.zones.delete(before)
      target.onEvent({ event: 'zone-gone', zone: file.origin })
    }
    Object.assign(file, { origin: loaded.origin, snapshot, sources })
    return []
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    return error.problems
  }
}

/** The zone's RRsets with a SOA, whose serial is the time of the newest file where none is stated. */
function* servedRRsets({ origin, zone }: LoadedZone, sources: readonly string[]): Generator<RRset> {
  const stated = zone.get(origin, 'SOA')
  const soa = stated ?? defaultSoa(origin, zone.get(origin, 'NS'))
  yield serialOf(soa) === 0 ? withSerial(soa, newest(sources)) : soa
  for (const rrset of zone.rrsets()) if (rrset !== stated) yield rrset
}

/** Seconds since the Unix epoch. */
const newest = (paths: readonly string[]): number =>
  Math.floor(Math.max(...paths.map(path => statSync(path).mtimeMs)) / 1000) >>> 0

interface FileWatcher {
  /** Watches these files from now on, and no others. */
  watch(paths: readonly string[]): void
  stop(): void
}

/** Watches the folders of files, as a file that is replaced is another file with the same name. */
function watchFiles(onChange: (changed: ReadonlySet<string>) => void): FileWatcher {
  const watchers = new Map<string, FSWatcher>()
  let changed = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const note = (path: string): void => {
    changed.add(path)
    timer ??= setTimeout(() => {
      timer = undefined
      const settled = changed
      changed = new Set()
      onChange(settled)
    }, settleMs)
  }
  return {
    watch(paths) {
      for (const folder of new Set(paths.map(path => dirname(path))))
        if (!watchers.has(folder)) {
          const watcher = watch(folder, (_event, name) => {
            if (name !== null) note(join(folder, basename(name)))
          })
          watcher.on('error', () => watchers.delete(folder))
          watchers.set(folder, watcher)
        }
    },
    stop() {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}
