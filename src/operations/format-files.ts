// Brings zone files into canonical form, or says which of them are not.
import { readFile, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { DnsctlError, fault, type Problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { replaceFile } from '../base/replace-file.ts'
import { listFiles } from '../config/list-files.ts'
import { loadConfig } from '../config/load-config.ts'
import { findZoneFiles } from '../config/zone-files.ts'
import { isYaml } from '../zonefile/load.ts'
import { formatZoneFile } from '../zonefile/yaml/format.ts'

export interface FormatRequest {
  /** Working directory; absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Files and folders; those that dnsctl.yaml names if there is none. */
  readonly paths: readonly string[]
  /** The settings file; relative to `cwd`. */
  readonly config?: string | undefined
  /** Writes nothing. */
  readonly check: boolean
}

export interface FormatReport {
  /** Relative to the working directory. */
  readonly changed: readonly string[]
  readonly unchanged: readonly string[]
  /** What kept files from being formatted. */
  readonly problems: readonly Problem[]
}

/** Formats each file by itself: one that cannot be read does not keep the others from it. */
export async function formatFiles(request: FormatRequest, listener: Listener): Promise<FormatReport> {
  const files = await filesToFormat(request)
  const changed: string[] = []
  const unchanged: string[] = []
  const problems: Problem[] = []
  for (const [done, path] of files.entries()) {
    const file = relative(request.cwd, path)
    listener({ kind: 'progress', task: 'formatting', done, total: files.length })
    try {
      const text = await readText(path, file)
      const formatted = formatZoneFile(text, file)
      if (formatted === text) unchanged.push(file)
      else {
        if (!request.check) await replaceFile(path, formatted)
        changed.push(file)
      }
    } catch (error) {
      if (!(error instanceof DnsctlError)) throw error
      problems.push(...error.problems)
    }
  }
  return { changed, unchanged, problems }
}

async function readText(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fault('file-unreadable', `${file} cannot be read: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

/** Absolute paths, without two that are equal. */
async function filesToFormat({ cwd, env, paths, config }: FormatRequest): Promise<readonly string[]> {
  if (paths.length > 0) {
    const files = await Promise.all(paths.map(path => yamlFilesAt(resolve(cwd, path), path)))
    return [...new Set(files.flat())]
  }
  const loaded = await loadConfig({ cwd, env, file: config, readFile: path => readFile(path, 'utf8') })
  const { files } = await findZoneFiles(loaded, listFiles)
  return files.map(({ path }) => path).filter(isYaml)
}

async function yamlFilesAt(path: string, asTyped: string): Promise<string[]> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false
  if (isFolder) return (await listFiles(path)).filter(isYaml).map(file => join(path, file))
  if (!isYaml(path))
    throw fault('usage-invalid', `${asTyped} is not a YAML file; master files are not formatted`)
  return [path]
}
