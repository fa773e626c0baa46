// Which zone files the configuration names, and which providers each belongs to.
import { type Problem, problem } from '../base/errors.ts'
import type { LoadedConfig } from './load-config.ts'
import { type ListFiles, matchingFiles } from './matching-files.ts'

export interface ZoneFile {
  /** Absolute path. */
  readonly path: string
  /** Names of providers, without two that are equal. */
  readonly providers: readonly string[]
}

/** Finds the zone files in the order of their paths; a pattern that matches nothing is a problem. */
export async function findZoneFiles(
  { config, baseDir, placeOf }: LoadedConfig,
  listFiles: ListFiles,
): Promise<{ files: readonly ZoneFile[]; problems: readonly Problem[] }> {
  const providersOf = new Map<string, Set<string>>()
  const problems: Problem[] = []
  for (const [i, entry] of config.zones.entries()) {
    for (const pattern of [entry.files].flat()) {
      const paths = await matchingFiles(pattern, baseDir, listFiles)
      if (paths.length === 0)
        problems.push(
          problem('config-files-empty', `no file matches "${pattern}"`, placeOf(['zones', i, 'files'])),
        )
      for (const path of paths) {
        const providers = providersOf.get(path) ?? new Set()
        providersOf.set(path, providers)
        for (const name of entry.providers ?? []) providers.add(name)
      }
    }
  }
  const files = [...providersOf].map(([path, providers]) => ({ path, providers: [...providers] }))
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems }
}
