// What a selector or an action is, in one line, for lists of rules: `QNameSuffix(example.com, example.org)`.
import type { PartSettings, RulePart } from './rule.ts'

const mostListed = 4
const mostCharacters = 160

/** Settings that say nothing of what a part does. */
const unsaid = new Set(['type', 'name', 'quiet'])

/** Puts a part into words; `parts` is the table it stands in. */
export function partText(settings: PartSettings, parts: readonly RulePart<unknown>[]): string {
  const text = wordsOf(settings, parts)
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text
}

function wordsOf(settings: PartSettings, parts: readonly RulePart<unknown>[]): string {
  const inside = (settings.selectors ?? []) as readonly PartSettings[]
  switch (settings.type) {
    case 'And':
      return `(${inside.map(each => wordsOf(each, parts)).join(' && ')})`
    case 'Or':
      return `(${inside.map(each => wordsOf(each, parts)).join(' || ')})`
    case 'Not':
      return `!${wordsOf(settings.selector as PartSettings, parts)}`
    default:
      return `${settings.type}(${valuesOf(settings, parts).join(', ')})`
  }
}

/** What has a default stands with its name, unless it is that; the rest by its value alone. */
function valuesOf(settings: PartSettings, parts: readonly RulePart<unknown>[]): string[] {
  const part = parts.find(({ type }) => type === settings.type)
  return Object.entries(settings)
    .filter(([key, value]) => !unsaid.has(key) && !isDefault(part?.properties[key]?.default, value))
    .map(([key, value]) => {
      const text = valueText(value, settings.quiet === true, parts)
      return 'default' in (part?.properties[key] ?? {}) ? `${key}=${text}` : text
    })
}

const isDefault = (fallback: unknown, value: unknown): boolean =>
  JSON.stringify(fallback) === JSON.stringify(value)

function valueText(value: unknown, isQuiet: boolean, parts: readonly RulePart<unknown>[]): string {
  if (Array.isArray(value)) {
    const listed = isQuiet ? [] : value.slice(0, mostListed).map(each => valueText(each, false, parts))
    const others = value.length - listed.length
    return [...listed, ...(others > 0 ? [`${others}${listed.length > 0 ? ' more' : ''}`] : [])].join(', ')
  }
  if (typeof value !== 'object' || value === null) return String(value)
  return 'type' in value ? wordsOf(value as PartSettings, parts) : JSON.stringify(value)
}
