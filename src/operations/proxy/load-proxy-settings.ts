// The settings of `dnsctl proxy`: from its file or dnsctl.yaml, what they include, and the command line; checked as a whole.
import { dirname, resolve } from 'node:path'
import { type Checked, type Mismatch, mismatches } from '../../base/check-value.ts'
import { type Place, type Problem, problem, throwIfAny } from '../../base/errors.ts'
import { type Path, pathText } from '../../base/json-schema.ts'
import { type MergedSettings, mergeSettings, type StatedAt } from '../../config/merge-settings.ts'
import { byPlace, mismatchProblem } from '../../config/mismatch-problem.ts'
import { validators } from '../../proxy/generated/settings.js'
import { absentSettings, absentTypes } from '../../proxy/settings/absent-settings.ts'
import type { BindSettings } from '../../proxy/settings/bind.ts'
import { type ProxySettings, proxySchema } from '../../proxy/settings/settings.ts'
import { checkProxySettings } from './check-proxy-settings.ts'
import { type ProxyFiles, type ProxyPart, readProxyFiles } from './read-proxy-files.ts'
import { pathSettings } from './setting-paths.ts'

/** Where settings come from. */
export interface WantedProxy extends ProxyFiles {
  /** Addresses to listen on instead of `binds`. */
  readonly listen?: readonly string[] | undefined
  /** Servers beside `backends`; where there are some and no file is named, no file is read. */
  readonly backends: readonly string[]
}

export interface LoadedProxy {
  /**
   * All of them, with the defaults: what was included is in them and no longer named, paths of files are absolute, and
   * each bind has one address.
   */
  readonly settings: ProxySettings
  readonly warnings: readonly Problem[]
  /** The files that were read; absolute. */
  readonly files: readonly string[]
  /** Where a setting stands; undefined for those of the command line. */
  placeOf(path: Path): Place | undefined
}

/** Reads and checks the settings; throws all that is wrong with them at once. */
export async function loadProxySettings(wanted: WantedProxy): Promise<LoadedProxy> {
  const isFromFile = wanted.file !== undefined || wanted.backends.length === 0
  const { parts, problems } = isFromFile ? await readProxyFiles(wanted) : { parts: [], problems: [] }
  const typed = commandLinePart(wanted)
  const [first = typed, ...others] = wanted.listen ? parts.map(withoutBinds) : parts
  const merged = mergeSettings(first === typed ? [typed] : [first, ...others, typed])
  const settings = structuredClone(merged.value) as ProxySettings
  const files = parts.map(({ file }) => file)
  const found = [...problems, ...merged.problems]
  const wrong = mismatches(checked, settings).map(mismatch => settingProblem(mismatch, settings, merged))
  throwIfErrors([...found, ...wrong], files)
  resolvePaths(settings, merged)
  const placeOf = (path: Path): Place | undefined => statedPlace(merged.originOf(path))
  const checkedBeyond = await checkProxySettings({
    settings,
    placeOf,
    nameOf: path => statedName(merged.originOf(path)),
  })
  return {
    settings: { ...settings, includes: [], binds: settings.binds.flatMap(withOneAddress) },
    warnings: throwIfErrors([...found, ...checkedBeyond], files),
    files: parts.map(({ path }) => path),
    placeOf,
  }
}

type Merged = MergedSettings<ProxyPart>
type Stated = StatedAt<ProxyPart>

const statedPlace = ({ part, path }: Stated): Place | undefined => part.placeOf(path)

/** A setting as messages call it: by its path in the file that has it. */
const statedName = ({ part, path }: Stated): string =>
  part.file === '' ? 'the command line' : `"${pathText(path)}"`

/** A bind for each of its addresses, so that nothing behind has to look for more. */
const withOneAddress = (bind: BindSettings): readonly BindSettings[] =>
  [bind.listen_address, ...bind.additional_addresses].map(address => ({
    ...bind,
    listen_address: address,
    additional_addresses: [],
  }))

const checked: Checked = { schema: proxySchema, validate: validators.proxy }

/** What the command line states, as if it stood in a file. */
function commandLinePart({ cwd, listen, backends }: WantedProxy): ProxyPart {
  return {
    path: resolve(cwd, 'command line'),
    file: '',
    value: {
      ...(listen && { binds: listen.map(address => ({ listen_address: address })) }),
      ...(backends.length > 0 && { backends: backends.map(address => ({ address })) }),
    },
    placeOf: () => undefined,
    sourceOf: () => '',
  }
}

function withoutBinds(part: ProxyPart): ProxyPart {
  const { value } = part
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return part
  const { binds: _, ...others } = value as { readonly binds?: unknown }
  return { ...part, value: others }
}

/** Throws all problems if one of them is an error, by file and place; the rest are warnings. */
function throwIfErrors(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const numberOf = ({ place }: Problem): number => (place ? files.indexOf(place.file) : -1)
  const inOrder = problems.toSorted((a, b) => numberOf(a) - numberOf(b) || byPlace(a, b))
  if (problems.some(({ severity }) => severity === 'error')) throwIfAny(inOrder)
  return inOrder
}

/** What does not fit; what only dnsdist has is told from what nobody has. */
function settingProblem(mismatch: Mismatch, settings: unknown, merged: Merged): Problem {
  const { part, path } = merged.originOf(mismatch.path)
  const pattern = path
    .map(step => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1)
  const isAbsent = mismatch.kind === 'unknown' && Object.hasOwn(absentSettings, pattern)
  if (isAbsent) return absentProblem(pathText(path), absentSettings[pattern]!, part.placeOf(path))
  const type = path.at(-1) === 'type' ? String(valueAt(settings, mismatch.path)) : ''
  if (Object.hasOwn(absentTypes, type)) return absentProblem(type, absentTypes[type]!, part.placeOf(path))
  return mismatchProblem(mismatch, path, part)
}

const absentProblem = (name: string, instead: string, place: Place | undefined): Problem =>
  problem('proxy-setting-absent', `dnsctl proxy has no "${name}": ${instead}`, place)

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce((at, step) => (at as Readonly<Record<string | number, unknown>> | undefined)?.[step], value)

/** Makes the paths of files absolute: they are relative to the folder of the file that has them. */
function resolvePaths(settings: object, merged: Merged): void {
  for (const { path, holder, key, text } of pathSettings(settings))
    holder[key] = resolve(dirname(merged.originOf(path).part.path), text)
}
