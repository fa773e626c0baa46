// Loads a zone from a file: YAML by its extension, a BIND master file otherwise.
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Problem, problem } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { LoadResult } from './loaded-zone.ts'

export interface LoadOptions {
  /** Zone of a master file that does not say it itself. */
  readonly origin?: Name
  /** What the file is, whatever its name; YAML by its extension, a master file otherwise, if absent. */
  readonly form?: 'yaml' | 'bind'
  /** Folder that relative paths start from; the working directory if absent. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Gives the text of a file; throws if it cannot. */
  readonly readFile?: (path: string) => string
}

/** Loads the zone of a file and of those it includes, with every problem found; never throws for what a file holds. */
export async function loadZone(file: string, options: LoadOptions = {}): Promise<LoadResult> {
  const { origin, cwd = '.', env = process.env, form = isYaml(file) ? 'yaml' : 'bind' } = options
  const { readFile = (path: string) => readTextFile(resolve(cwd, path)) } = options
  let text: string
  try {
    text = readFile(file)
  } catch (error) {
    return { problems: [unreadable(file, error)] }
  }
  if (form === 'yaml') return (await import('./yaml/read.ts')).readYamlZone(text, { file, readFile, env })
  const { readBindZone } = await import('./bind/read.ts')
  return readBindZone(text, { file, readFile, ...(origin !== undefined && { origin }) })
}

/** Says whether a file is read as YAML. */
export const isYaml = (file: string): boolean => /\.ya?ml$/i.test(file)

function readTextFile(path: string): string {
  const octets = readFileSync(path)
  if (!isUtf8(octets)) throw new Error('it is not in UTF-8')
  return octets.toString('utf8')
}

function unreadable(file: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error)
  return problem('file-unreadable', `${file} cannot be read: ${reason}`)
}
