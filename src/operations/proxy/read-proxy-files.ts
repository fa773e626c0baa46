// Reads the files of the proxy's settings: the first one, and those that it includes.
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { fault, type Problem, problem } from '../../base/errors.ts'
import type { Path } from '../../base/json-schema.ts'
import type { SettingsDocument } from '../../config/document.ts'
import { isPattern } from '../../config/glob.ts'
import { configFileName, loadConfig } from '../../config/load-config.ts'
import { type ListFiles, matchingFiles } from '../../config/matching-files.ts'
import type { SettingsPart } from '../../config/merge-settings.ts'

/** Where settings are looked for. */
export interface ProxyFiles {
  /** Absolute. */
  readonly cwd: string
  /** What `--config` names, relative to `cwd`; dnsctl.yaml if undefined. */
  readonly file?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads a file; rejects with a Node error. */
  readonly readFile: (path: string) => Promise<string>
  readonly listFiles: ListFiles
}

/** The settings of one file. */
export interface ProxyPart extends SettingsPart {
  /** The file; absolute. Paths in it are relative to its folder. */
  readonly path: string
  /** The file as messages call it. */
  readonly file: string
}

interface Reading extends ProxyFiles {
  readonly parts: ProxyPart[]
  readonly problems: Problem[]
}

/**
 * Reads the file that is named, or the section `proxy` of dnsctl.yaml, then all that they include, in order; each file
 * once. Throws for a first file that cannot be read, and for what is wrong with dnsctl.yaml.
 */
export async function readProxyFiles(
  wanted: ProxyFiles,
): Promise<{ parts: readonly ProxyPart[]; problems: readonly Problem[] }> {
  const reading: Reading = { ...wanted, parts: [], problems: [] }
  const { file } = wanted
  if (file === undefined) await readConfigFile(reading)
  else if (!(await readOwnFile(reading, file, undefined))) await readConfigFile(reading)
  return reading
}

/** Takes the section of a dnsctl.yaml, if it has one. */
async function readConfigFile(reading: Reading): Promise<void> {
  const loaded = await loadConfig(reading)
  const { file = configFileName } = loaded
  await addPart(reading, {
    path: resolve(reading.cwd, file),
    file,
    value: loaded.config.proxy,
    placeOf: path => loaded.placeOf(['proxy', ...path]),
    sourceOf: path => loaded.sourceOf(['proxy', ...path]),
  })
}

/** Takes a file with the sections at its top; false if it is a dnsctl.yaml, which has them in one. */
async function readOwnFile(reading: Reading, file: string, from: Named | undefined): Promise<boolean> {
  const path = resolve(reading.cwd, file)
  if (reading.parts.some(part => part.path === path)) return true
  const { readSettings } = await import('../../config/document.ts')
  const text = await readText(reading, file, path, from)
  if (text === undefined) return true
  const document = readSettings(text, file, reading.env)
  if (!from && isConfigFile(document)) return false
  reading.problems.push(...document.problems)
  await addPart(reading, { path, file, ...document })
  return true
}

const isConfigFile = ({ value }: SettingsDocument): boolean =>
  typeof value === 'object' && value !== null && 'proxy' in value

/** Where a file is named: the part, and the path there. */
interface Named {
  readonly part: ProxyPart
  readonly path: Path
}

async function readText(
  reading: Reading,
  file: string,
  path: string,
  from: Named | undefined,
): Promise<string | undefined> {
  try {
    return await reading.readFile(path)
  } catch (error) {
    const message = `cannot read ${file}: ${(error as Error).message}`
    if (!from) throw fault('file-unreadable', message, undefined, { cause: error })
    reading.problems.push(problem('file-unreadable', message, from.part.placeOf(from.path)))
    return undefined
  }
}

async function addPart(reading: Reading, part: ProxyPart): Promise<void> {
  reading.parts.push(part)
  const { includes } = (part.value ?? {}) as { readonly includes?: unknown }
  if (!Array.isArray(includes)) return
  for (const [i, pattern] of includes.entries()) {
    // Anything else is told of when the settings are checked.
    if (typeof pattern !== 'string' || pattern === '') continue
    await include(reading, pattern, { part, path: ['includes', i] })
  }
}

async function include(reading: Reading, pattern: string, named: Named): Promise<void> {
  const { part } = named
  const paths = await matchingFiles(pattern, dirname(part.path), reading.listFiles)
  if (paths.length === 0 && isPattern(pattern))
    reading.problems.push(
      problem('proxy-include-empty', `no file matches "${pattern}"`, part.placeOf(named.path)),
    )
  for (const path of paths.sort()) await readOwnFile(reading, calledLike(part, path), named)
}

/** An included file as messages call it: by a path as the one that includes it was called by. */
const calledLike = (part: ProxyPart, path: string): string =>
  isAbsolute(part.file) ? path : join(dirname(part.file), relative(dirname(part.path), path))
