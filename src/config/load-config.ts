// Finds, reads and checks dnsctl.yaml. Only the working directory is looked at, never its parents: what a run may
// change does not depend on files outside the checkout.
import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { canonicalJson } from '../base/canonical-json.ts'
import { type Checked, mismatches } from '../base/check-value.ts'
import { fault, type Place, type Problem, problem, throwIfAny } from '../base/errors.ts'
import type { Path } from '../base/json-schema.ts'
import { nearest } from '../base/nearest.ts'
import type { SettingsDocument } from './document.ts'
import { validators } from './generated/settings.js'
import { byPlace, mismatchProblem } from './mismatch-problem.ts'
import { type Config, configSchema } from './settings.ts'

/** The name of the settings file. */
export const configFileName = 'dnsctl.yaml'

export interface ConfigSource {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names; relative to `cwd`. */
  readonly file?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Reads a file; rejects with a Node error. */
  readonly readFile: (path: string) => Promise<string>
}

export interface LoadedConfig {
  readonly config: Config
  /** Paths in the configuration are relative to this folder; absolute. */
  readonly baseDir: string
  /** The settings file as messages call it; absent where there is none and the defaults hold. */
  readonly file?: string
  /**
   * SHA-256 (hex) over the settings as typed, `serve` and `proxy` left out: plans say by it what they were made with.
   * Secrets from the environment do not count, nor do comments and the order of keys.
   */
  readonly digest: string
  /** Where a setting stands: `placeOf(['providers', 'aws', 'region'])`; undefined without a file. */
  placeOf(path: Path): Place | undefined
  /** The value of a setting as typed, on one line; empty without a file. */
  sourceOf(path: Path): string
  /** Checks the settings at a path by a schema of their own: the problems, and the settings with its defaults. */
  check(path: Path, settings: unknown, by: Checked): { settings: unknown; problems: Problem[] }
}

/** Reads the configuration; throws every problem of the file at once. Without a file the defaults hold. */
export async function loadConfig(source: ConfigSource): Promise<LoadedConfig> {
  const file = source.file ?? configFileName
  const path = resolve(source.cwd, file)
  const text = await readIfThere(source, file, path)
  const document =
    text === undefined ? undefined : (await import('./document.ts')).readSettings(text, file, source.env)
  const check = checker(document)
  const { settings, problems } = check([], document?.value ?? {}, checked)
  const found = [...(document?.problems ?? []), ...(document?.problems.length ? [] : problems)]
  const config = settings as Config
  if (found.length === 0) found.push(...providerProblems(config, document))
  throwIfAny(found)
  return {
    config: withSoleProvider(config),
    baseDir: dirname(path),
    ...(document && { file }),
    digest: digestOf(document?.asTyped ?? {}),
    placeOf: at => document?.placeOf(at),
    sourceOf: at => document?.sourceOf(at) ?? '',
    check,
  }
}

/** What is served has no part in plans. */
function digestOf(settings: object): string {
  const {
    serve: _,
    proxy: __,
    ...others
  } = settings as { readonly serve?: unknown; readonly proxy?: unknown }
  return createHash('sha256').update(canonicalJson(others)).digest('hex')
}

const checked: Checked = { schema: configSchema, validate: validators.settings }

/** A file that `--config` names must be there; dnsctl.yaml need not. */
async function readIfThere(source: ConfigSource, file: string, path: string): Promise<string | undefined> {
  try {
    return await source.readFile(path)
  } catch (error) {
    if (source.file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw fault('file-unreadable', `cannot read ${file}: ${(error as Error).message}`, undefined, {
      cause: error,
    })
  }
}

const checker =
  (document: SettingsDocument | undefined): LoadedConfig['check'] =>
  (path, stated, by) => {
    const settings = structuredClone(stated)
    const problems = mismatches(by, settings).map(mismatch =>
      mismatchProblem(mismatch, [...path, ...mismatch.path], document),
    )
    return { settings, problems: problems.toSorted(byPlace) }
  }

/** Each provider that zones name is configured, and zones name one where several are. */
function providerProblems(config: Config, document: SettingsDocument | undefined): Problem[] {
  const known = Object.keys(config.providers)
  const missing = (name: string, path: Path): Problem[] => {
    if (known.includes(name)) return []
    const near = nearest(name, known)
    const hint = near ? `did you mean "${near}"?` : `configured are: ${known.join(', ')}`
    return [
      problem('config-provider-unknown', `there is no provider "${name}"; ${hint}`, document?.placeOf(path)),
    ]
  }
  const ofZones = config.zones.flatMap((entry, i) => {
    if (entry.providers)
      return entry.providers.flatMap((name, j) => missing(name, ['zones', i, 'providers', j]))
    if (known.length === 1) return []
    const message = `"zones[${i}]" names no provider; configured are: ${known.join(', ') || 'none'}`
    return [problem('config-provider-unclear', message, document?.placeOf(['zones', i]))]
  })
  const { provider } = config.serve
  return provider === undefined ? ofZones : [...ofZones, ...missing(provider, ['serve', 'provider'])]
}

function withSoleProvider(config: Config): Config {
  const sole = Object.keys(config.providers)
  return { ...config, zones: config.zones.map(entry => ({ providers: sole, ...entry })) }
}
