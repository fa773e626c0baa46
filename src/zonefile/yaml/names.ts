// How a YAML zone reads names: owners are relative to the zone, dotted names in values must say what they mean.
import { fault } from '../../base/errors.ts'
import { toAsciiLabels } from '../../dns/idn.ts'
import { isAtOrBelow, type Name, parseName } from '../../dns/name.ts'

/** The name of a key of `records`: relative to the zone unless it ends with a dot. */
export function ownerName(text: string, origin: Name): Name {
  const owner = parseName(toAsciiLabels(text), origin)
  if (!isAtOrBelow(owner, origin)) throw fault('owner-outside-zone', `${owner} is outside the zone ${origin}`)
  return owner
}

/** A name in a value: `@`, one label relative to the zone, or an absolute name. */
export function nameInValue(text: string, origin: Name): Name {
  const ascii = toAsciiLabels(text)
  const dot = ascii.indexOf('.')
  if (dot < 0) return parseName(ascii, origin)
  const isPlain = !ascii.includes('\\')
  if (isPlain ? ascii.endsWith('.') : /^(?:\\[^]|[^\\])*\.$/.test(ascii)) return parseName(ascii)
  if (!isPlain && !ascii.replace(/\\(?:\d{3}|[^])/g, '').includes('.')) return parseName(ascii, origin)
  throw fault(
    'name-dotted-relative',
    `"${text}" has no trailing dot: write "${text}." if it is absolute, or "${text}.${origin}" if it is below the zone`,
  )
}
