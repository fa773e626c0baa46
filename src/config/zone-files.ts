// Which zone files the configuration names, and which providers each belongs to.
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type Problem, problem } from '../base/errors.ts'
import { fixedFolder, isPattern, patternToRegExp } from './glob.ts'
import type { LoadedConfig } from './load-config.ts'

export interface ZoneFile {
  /** Absolute path. */
  readonly path: string
  /** Names of providers, without two that are equal. */
  readonly providers: readonly string[]
}

/** Lists the files below a folder as paths relative to it, in any order; none if the folder is not there. */
export type ListFiles = (folder: string) => Promise<readonly string[]>

/** Finds the zone files in the order of their paths; a pattern that matches nothing is a problem. */
export async function findZoneFiles(
  { config, baseDir, placeOf }: LoadedConfig,
  listFiles: ListFiles,
): Promise<{ files: readonly ZoneFile[]; problems: readonly Problem[] }> {
  const providersOf = new Map<string, Set<string>>()
  const problems: Problem[] = []
  for (const [i, entry] of config.zones.entries()) {
    for (const pattern of [entry.files].flat()) {
      const paths = await matches(pattern, baseDir, listFiles)
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

/** Absolute paths; a path that is no pattern stands for itself, there or not. */
async function matches(pattern: string, baseDir: string, listFiles: ListFiles): Promise<string[]> {
  if (!isPattern(pattern)) return [resolve(baseDir, pattern)]
  const folder = resolve(baseDir, fixedFolder(pattern))
  const expression = patternToRegExp(isAbsolute(pattern) ? pattern : pattern.replace(/^(?:\.\/)+/, ''))
  const subject = (path: string): string => {
    const text = isAbsolute(pattern) ? path : relative(baseDir, path)
    return sep === '/' ? text : text.replaceAll(sep, '/')
  }
  const paths = (await listFiles(folder)).map(name => join(folder, name))
  return paths.filter(path => expression.test(subject(path)))
}
