// Which of a checkout's zones are meant: by their names, their files, their providers, and by what has changed in git.
import { relative, resolve } from 'node:path'
import { fault, problem, throwIfAny } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { nearest } from '../base/nearest.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { findZoneFiles, type ZoneFile } from '../config/zone-files.ts'
import type { Name } from '../dns/name.ts'
import { zoneNameMatcher } from '../plan/pattern.ts'
import type { LoadedZone } from '../zonefile/loaded-zone.ts'
import { type ChangedFiles, changedSince } from './git.ts'

/** What is asked for; each part narrows what the others leave, and one that is empty leaves all. */
export interface Selection {
  /** Zones (`example.com`), patterns of zones (`*.example.com`) and zone files. */
  readonly zones: readonly string[]
  /** Names of providers. */
  readonly providers?: readonly string[]
  /** A revision of git: only zones whose files are not as they were then. */
  readonly changedSince?: string | undefined
}

/** A selection that is held against the zones of a checkout. */
export interface Selector {
  /** The file with the providers that are meant; undefined if it need not be read. */
  fileOf(file: ZoneFile): ZoneFile | undefined
  /** Says whether a file's zone is meant; where it could not be read it may be. */
  hasZone(zone: LoadedZone | undefined, file: ZoneFile): boolean
  /** Throws `zone-not-selected` for the names that no zone has. */
  refuseUnused(): void
}

export interface SelectorSource {
  readonly config: LoadedConfig
  /** Working directory; absolute. */
  readonly cwd: string
  /** All zone files of the checkout. */
  readonly files: readonly ZoneFile[]
  /** Hears of zone files that are gone. */
  readonly listener: Listener
}

/** Prepares a selection; throws `config-provider-unknown` and `revision-unknown`. */
export async function selectorOf(selection: Selection, source: SelectorSource): Promise<Selector> {
  const { files, cwd, config } = source
  const named = namedBy(selection.zones, files, cwd)
  const providersOf = narrowed(selection.providers ?? [], config)
  const changed =
    selection.changedSince === undefined ? undefined : await changes(selection.changedSince, source)
  return {
    fileOf(file) {
      const providers = file.providers.filter(providersOf)
      return named.hasFile(file) && providers.length > 0 ? { ...file, providers } : undefined
    },
    hasZone: (zone, file) =>
      named.hasZone(zone?.origin, file) && (changed === undefined || changed(zone, file)),
    refuseUnused: named.refuseUnused,
  }
}

/** An argument that is the path of a zone file stands for that file, any other for zones by name. */
function namedBy(select: readonly string[], files: readonly ZoneFile[], cwd: string) {
  const known = new Set(files.map(({ path }) => path))
  const paths = new Set(select.map(text => resolve(cwd, text)).filter(path => known.has(path)))
  const patterns = select
    .filter(text => !known.has(resolve(cwd, text)))
    .map(text => ({ text, matches: zoneNameMatcher(text), used: false }))
  const isNamed = (origin: Name): boolean => {
    const matching = patterns.filter(({ matches }) => matches(origin))
    for (const pattern of matching) pattern.used = true
    return matching.length > 0
  }
  return {
    hasFile: ({ path }: ZoneFile) => select.length === 0 || patterns.length > 0 || paths.has(path),
    hasZone: (origin: Name | undefined, { path }: ZoneFile) =>
      select.length === 0 || paths.has(path) || (patterns.length > 0 && (!origin || isNamed(origin))),
    refuseUnused() {
      throwIfAny(
        patterns
          .filter(({ used }) => !used)
          .map(({ text }) => problem('zone-not-selected', `no zone file has the zone "${text}"`)),
      )
    },
  }
}

/** Says of a provider whether it is meant. */
function narrowed(names: readonly string[], { config }: LoadedConfig): (provider: string) => boolean {
  const known = Object.keys(config.providers)
  for (const name of names)
    if (!known.includes(name)) {
      const near = nearest(name, known)
      const hint = near ? `did you mean "${near}"?` : `configured are: ${known.join(', ')}`
      throw fault('config-provider-unknown', `there is no provider "${name}"; ${hint}`)
    }
  return provider => names.length === 0 || names.includes(provider)
}

/** Says of a zone whether its files have changed; all have if dnsctl.yaml has. */
async function changes(
  revision: string,
  { config, cwd, listener }: SelectorSource,
): Promise<(zone: LoadedZone | undefined, file: ZoneFile) => boolean> {
  const changed = await changedSince(config.baseDir, revision)
  if (config.file !== undefined && changed.has(resolve(cwd, config.file))) return () => true
  if (config.file === undefined && changed.deleted.includes(resolve(cwd, 'dnsctl.yaml'))) return () => true
  for (const path of await deletedZoneFiles(config, changed))
    listener({
      kind: 'note',
      text: `${relative(cwd, path)} is gone since ${revision}; its zone stays at the providers until \`dnsctl zones delete\``,
    })
  return (zone, { path }) =>
    zone === undefined || [path, ...zone.files].some(file => changed.has(resolve(cwd, file)))
}

/** Those of the deleted files that dnsctl.yaml names. */
async function deletedZoneFiles(config: LoadedConfig, { deleted }: ChangedFiles): Promise<string[]> {
  const below = async (folder: string): Promise<string[]> =>
    deleted.filter(path => path.startsWith(`${folder}/`)).map(path => relative(folder, path))
  const { files } = await findZoneFiles(config, below)
  return files.map(({ path }) => path).filter(path => deleted.includes(path))
}
