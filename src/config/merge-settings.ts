// Puts the settings of several files together: mappings become one, lists are appended, all else is stated once.
import { type Problem, problem } from '../base/errors.ts'
import { type Path, pathText } from '../base/json-schema.ts'
import type { TypedSettings } from './mismatch-problem.ts'

/** The settings of one file. */
export interface SettingsPart extends TypedSettings {
  /** Plain data; undefined if the file has none. */
  readonly value: unknown
}

/** The settings of all files. */
export interface MergedSettings<Part extends SettingsPart> {
  readonly value: unknown
  /** What is stated twice. */
  readonly problems: readonly Problem[]
  /** Where a value is stated: the part, or the first of those that do, and its path there. */
  originOf(path: Path): StatedAt<Part>
}

/** A setting in one of the parts. */
export interface StatedAt<Part extends SettingsPart> {
  readonly part: Part
  readonly path: Path
}

/** Where a merged value comes from: from one place, or its members or items from one each. */
interface Origin {
  readonly part: SettingsPart
  readonly path: Path
  readonly inside?: ReadonlyMap<string | number, Origin>
}

interface Stated extends Origin {
  readonly value: unknown
}

type Mapping = Readonly<Record<string, unknown>>

/** Merges parts, of which there is at least one, in their order. */
export function mergeSettings<Part extends SettingsPart>(
  parts: readonly [Part, ...Part[]],
): MergedSettings<Part> {
  const stated = parts.filter(({ value }) => value !== undefined)
  const problems = stated.filter(({ value }) => !isMapping(value)).map(noMapping)
  const [first = { part: parts[0], path: [], value: {} }, ...others] = stated
    .filter(({ value }) => isMapping(value))
    .map((part): Stated => ({ part, path: [], value: part.value }))
  const merged = merge([first, ...others], problems)
  return {
    value: merged.value,
    problems,
    // Merging keeps the parts as they are.
    originOf: path => follow(merged, path) as StatedAt<Part>,
  }
}

function merge(stated: readonly [Stated, ...Stated[]], problems: Problem[]): Stated {
  const [first, ...others] = stated
  if (others.length === 0) return first
  if (stated.every(({ value }) => isMapping(value))) return mergeMappings(stated, problems)
  if (stated.every(({ value }) => Array.isArray(value))) return appendLists(stated)
  problems.push(...others.map(other => statedTwice(first, other)))
  return first
}

const noMapping = (part: SettingsPart): Problem =>
  problem('config-setting-invalid', `the file is ${part.sourceOf([])}, not a mapping`, part.placeOf([]))

function statedTwice(first: Stated, { part, path }: Stated): Problem {
  const place = first.part.placeOf(first.path)
  const where = place ? ` at ${place.file}:${place.line}` : ''
  const message = `"${pathText(path)}" is stated a second time; the first is${where}`
  return problem('config-setting-invalid', message, part.placeOf(path))
}

function mergeMappings(stated: readonly [Stated, ...Stated[]], problems: Problem[]): Stated {
  const value: Record<string, unknown> = {}
  const inside = new Map<string, Origin>()
  for (const key of new Set(stated.flatMap(each => Object.keys(each.value as Mapping)))) {
    const [first, ...others] = stated
      .filter(each => Object.hasOwn(each.value as Mapping, key))
      .map(each => member(each, key, (each.value as Mapping)[key]))
    const merged = merge([first!, ...others], problems)
    value[key] = merged.value
    inside.set(key, merged)
  }
  return { ...stated[0], value, inside }
}

function appendLists(stated: readonly [Stated, ...Stated[]]): Stated {
  const items = stated.flatMap(each => (each.value as unknown[]).map((value, i) => member(each, i, value)))
  return { ...stated[0], value: items.map(({ value }) => value), inside: new Map(items.entries()) }
}

const member = ({ part, path }: Stated, step: string | number, value: unknown): Stated => ({
  part,
  path: [...path, step],
  value,
})

const isMapping = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Follows a path as far as it was merged; behind that, it is the same as in the file. */
function follow(merged: Origin, path: Path): StatedAt<SettingsPart> {
  let at = merged
  for (const [i, step] of path.entries()) {
    const next = at.inside?.get(step)
    if (!next) return { part: at.part, path: [...at.path, ...path.slice(i)] }
    at = next
  }
  return at
}
