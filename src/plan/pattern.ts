// Patterns of RRsets, `_acme-challenge.**/TXT`, as `ignore` and `protect` have them.
import { DnsctlError, fault } from '../base/errors.ts'
import { labelsOf, type Name, nameKey, parseName, root } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import { findType } from '../dns/rr/table.ts'

/** Gives the first pattern that an RRset matches, or undefined. */
export type RRsetMatcher = (owner: Name, type: RRTypeName) => string | undefined

/**
 * Reads patterns `name` or `name/TYPE`, the names relative to `origin`, letter case without meaning.
 *
 * A label `*` stands for any one label (that of a wildcard record too), `**` for any number of labels, none
 * included; `@` is the apex. The type may be `*` or `**`, which is the same as to leave it out. Throws
 * `pattern-syntax`.
 */
export function rrsetMatcher(patterns: readonly string[], origin: Name): RRsetMatcher {
  if (patterns.length === 0) return () => undefined
  const parsed = patterns.map(text => parsePattern(text, origin))
  return (owner, type) => {
    const key = nameKey(owner)
    return parsed.find(pattern => (pattern.type ?? type) === type && pattern.name.test(key))?.text
  }
}

/** Reads a pattern of zone names, `*.example.com` or `example.com.`; throws `pattern-syntax`. */
export function zoneNameMatcher(text: string): (origin: Name) => boolean {
  const name = nameExpression(text, root)
  return origin => name.test(nameKey(origin))
}

interface Pattern {
  readonly text: string
  readonly name: RegExp
  /** Undefined if it matches every type. */
  readonly type: RRTypeName | undefined
}

function parsePattern(text: string, origin: Name): Pattern {
  // A slash may belong to a name (`0/25` of RFC 2317), so only what can be a type ends the name.
  const [, name = text, type = '*'] = /^(.*)\/(\*{1,2}|[a-z][a-z0-9]*)$/i.exec(text) ?? []
  if (type.startsWith('*')) return { text, name: nameExpression(name, origin), type: undefined }
  const known = findType(type)
  if (!known) throw fault('pattern-syntax', `pattern "${text}" names the unknown record type "${type}"`)
  return { text, name: nameExpression(name, origin), type: known.name }
}

function nameExpression(text: string, origin: Name): RegExp {
  const labels = labelsOf(nameKey(patternName(text, origin)))
  if (labels.some(label => label.includes('*') && label !== '*' && label !== '**'))
    throw fault('pattern-syntax', `pattern "${text}" has "*" beside other letters in one label`)
  return new RegExp(`^${labels.map(labelExpression).join('')}$`)
}

/** `*` and `**` are labels like others to the reader of names. */
function patternName(text: string, origin: Name): Name {
  try {
    return parseName(text, origin)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw fault('pattern-syntax', `pattern "${text}": ${error.problems[0].message}`)
  }
}

const anyLabel = String.raw`(?:\\.|[^.\\])+\.`

function labelExpression(label: string, index: number, labels: readonly string[]): string {
  if (label === '*') return anyLabel
  if (label === '**') return labels[index - 1] === '**' ? '' : `(?:${anyLabel})*`
  return `${label.replace(/[^a-z0-9_-]/g, String.raw`\$&`)}\\.`
}
