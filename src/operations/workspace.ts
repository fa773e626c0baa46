// The zones of a checkout: what the files that dnsctl.yaml names hold, and which providers each zone belongs to.
import { relative } from 'node:path'
import { DnsctlError, type ErrorCode, type Problem, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { ListFiles } from '../config/matching-files.ts'
import { findZoneFiles, type ZoneFile } from '../config/zone-files.ts'
import { nameKey } from '../dns/name.ts'
import type { Capabilities } from '../plan/capabilities.ts'
import type { LoadedZone, LoadResult } from '../zonefile/loaded-zone.ts'
import { mapLimited } from './map-limited.ts'
import { type Selection, selectorOf } from './selection.ts'

/** One zone of the checkout. */
export interface WorkspaceZone {
  readonly loaded: LoadedZone
  /** Names of the providers it is kept at. */
  readonly providers: readonly string[]
}

export interface Workspace {
  /** In the order of their files' paths. */
  readonly zones: readonly WorkspaceZone[]
  /** Everything that is wrong with the files of these zones. */
  readonly problems: readonly Problem[]
}

/** What is known of a provider ahead. */
export type ProviderTraits = Pick<Capabilities, 'bringsApexNs' | 'isPrivate'>

export interface WorkspaceSource {
  readonly config: LoadedConfig
  /** Working directory; absolute. Messages name files relative to it. */
  readonly cwd: string
  readonly listFiles: ListFiles
  /** Reads and checks one file, which is given relative to the working directory. */
  readonly loadZone: (file: string) => Promise<LoadResult>
  /** What of a provider makes findings of the checks pointless. */
  readonly traitsOf: (provider: string) => Promise<ProviderTraits>
  readonly select: Selection
  /** Hears what is to be known of what is selected. */
  readonly listener: Listener
}

/** Files read at once. */
const filesAtOnce = 8

/**
 * Reads the zone files. Throws if there is none, and for an argument that selects nothing; what is wrong in
 * the files is a problem of the workspace.
 */
export async function openWorkspace(source: WorkspaceSource): Promise<Workspace> {
  const { config, cwd, listFiles, loadZone } = source
  const found = await findZoneFiles(config, listFiles)
  if (found.files.length === 0)
    throw new DnsctlError([
      problem('zone-files-missing', 'no zone file was found; `dnsctl init` makes the first one'),
      ...found.problems,
    ])
  const selector = await selectorOf(source.select, { ...source, files: found.files })
  const files = found.files.flatMap(file => selector.fileOf(file) ?? [])
  const results = await mapLimited(files, filesAtOnce, ({ path }) => loadZone(relative(cwd, path)))
  const loaded = results.map((result, i) => ({ ...result, file: files[i]! }))
  const selected = loaded.filter(({ zone, file }) => selector.hasZone(zone, file))
  selector.refuseUnused()
  return {
    zones: selected.flatMap(({ zone, file }) => (zone ? [{ loaded: zone, providers: file.providers }] : [])),
    problems: [
      ...found.problems,
      ...(await Promise.all(selected.map(result => problemsOfZone(result, source)))).flat(),
      ...duplicates(
        selected.flatMap(({ zone, file }) => (zone ? [{ zone, file }] : [])),
        cwd,
      ),
    ],
  }
}

/** Findings that say nothing where every provider of the zone has a trait. */
const pointless: ReadonlyMap<ErrorCode, keyof ProviderTraits> = new Map([
  ['apex-ns-missing', 'bringsApexNs'],
  ['private-address', 'isPrivate'],
])

/** What is wrong with a file that goes to its providers. */
async function problemsOfZone(
  { problems, file }: LoadResult & { readonly file: ZoneFile },
  { traitsOf }: WorkspaceSource,
): Promise<readonly Problem[]> {
  if (!problems.some(({ code }) => pointless.has(code))) return problems
  const traits = await Promise.all(file.providers.map(traitsOf))
  return problems.filter(({ code }) => {
    const trait = pointless.get(code)
    return trait === undefined || !traits.every(each => each[trait])
  })
}

/** Zones that two files state for one provider. */
function duplicates(zones: readonly { zone: LoadedZone; file: ZoneFile }[], cwd: string): Problem[] {
  const fileOf = new Map<string, string>()
  return zones.flatMap(({ zone, file }) => {
    const path = relative(cwd, file.path)
    return file.providers.flatMap(provider => {
      const key = `${nameKey(zone.origin)} ${provider}`
      const other = fileOf.get(key)
      fileOf.set(key, other ?? path)
      if (other === undefined) return []
      const message = `${zone.origin} at ${provider} is in ${other} too`
      return [problem('zone-duplicate', message, { file: path, line: 1, column: 1 })]
    })
  })
}

/** Throws all problems if one of them is an error. */
export function refuseErrors(problems: readonly Problem[]): void {
  const [first, ...others] = [...problems].sort((a, b) => rank(a) - rank(b))
  if (first?.severity === 'error') throw new DnsctlError([first, ...others])
}

const rank = ({ severity }: Problem): number => (severity === 'error' ? 0 : 1)
