// Plain data as YAML text: on one line where that fits, in block form where it does not.
import { keyText, scalarText } from './scalar.ts'

/** What can be written. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }

/** Lines are at most this long, unless one scalar is longer. */
export const lineWidth = 100

/** Spaces by which each level is indented. */
export const indentWidth = 2

/** Writes `key: value` at an indentation; ends with a line break. */
export function entryText(key: string, value: YamlValue, indent: number): string {
  const start = `${' '.repeat(indent)}${keyText(key, 'block')}:`
  const line = `${start} ${inlineText(value)}\n`
  if (isScalar(value) || line.length <= lineWidth + 1) return line
  return `${start}\n${blockText(value, indent + indentWidth)}`
}

/** Writes a value that follows a key or dash on its line. */
export const inlineText = (value: YamlValue): string =>
  typeof value === 'string' ? scalarText(value, 'block') : flowText(value)

const isScalar = (value: YamlValue): value is string | number | boolean => typeof value !== 'object'

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value)

/** Writes a value on one line, as it stands in brackets. */
export function flowText(value: YamlValue): string {
  if (typeof value === 'string') return scalarText(value, 'flow')
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`
  const entries = Object.entries(value).map(([key, member]) => `${keyText(key, 'flow')}: ${flowText(member)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** The lines of a list or mapping that starts on a line of its own. */
function blockText(value: Exclude<YamlValue, string | number | boolean>, indent: number): string {
  if (!isList(value))
    return Object.entries(value)
      .map(([key, member]) => entryText(key, member, indent))
      .join('')
  return value.map(item => `${' '.repeat(indent)}- ${inlineText(item)}\n`).join('')
}
