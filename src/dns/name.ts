// Domain names in presentation form: absolute, escapes in normal form, letter case kept (RFC 1035 §5.1, RFC 4343).
import { fault } from '../base/errors.ts'

declare const absolute: unique symbol

/**
 * An absolute domain name, `www.example.com.`; the root is `.`.
 *
 * The letter case is as written; `nameKey` gives the form to compare. Octets that are not printable are
 * `\DDD`, and `. \ " ( ) ; @ $` inside a label have a backslash before them. Only this module makes one.
 */
export type Name = string & { readonly [absolute]: true }

/** The root of all names. */
export const root = '.' as Name

/** The most octets of a name in wire form (RFC 1035 §2.3.4). */
export const maxNameOctets = 255
const maxLabelOctets = 63

/** Names of plain characters need no look at their escapes. */
const plainName = /^(?:[a-z0-9_*/-]{1,63}\.)+$/i

/** Reads an absolute name, or a relative one if `origin` is given; `@` is the origin itself. */
export function parseName(text: string, origin?: Name): Name {
  if (text === '@' && origin) return origin
  const absoluteText = text.endsWith('.') ? text : undefined
  const full = absoluteText && !endsInEscape(text) ? text : join(text, origin)
  if (full.length < maxNameOctets && plainName.test(full)) return full as Name
  return full === '.' ? root : normalName(full)
}

function join(text: string, origin: Name | undefined): string {
  if (!origin) throw fault('name-syntax', `name "${text}" does not end with a dot`)
  if (endsInEscape(`${text}.`)) throw fault('name-syntax', `escape at the end of "${text}" is not complete`)
  return origin === root ? `${text}.` : `${text}.${origin}`
}

/** A final dot after an odd number of backslashes belongs to the label. */
function endsInEscape(text: string): boolean {
  let backslashes = 0
  for (let i = text.length - 2; i >= 0 && text[i] === '\\'; i--) backslashes++
  return backslashes % 2 === 1
}

function normalName(text: string): Name {
  return nameFromWire(nameTextToWire(text)).name
}

/** Lower-cases a name: two names are the same if their keys are equal (RFC 4343). */
export function nameKey(name: Name): Name {
  return name.toLowerCase() as Name
}

/** Says whether the two are one name, whatever their letter case. */
export const sameName = (a: Name, b: Name): boolean => a === b || nameKey(a) === nameKey(b)

/** The labels of a name from the left, as text; the root has none. */
export function labelsOf(name: Name): string[] {
  if (name === root) return []
  if (!name.includes('\\')) return name.slice(0, -1).split('.')
  return name.slice(0, -1).match(/(?:\\\d{3}|\\.|[^.\\])+/g) ?? []
}

/** The name without its leftmost label; the root's parent is the root. */
export function parentOf(name: Name): Name {
  if (name === root) return root
  let dot = name.indexOf('.')
  if (name.includes('\\')) dot = labelsOf(name)[0]!.length
  return dot + 1 === name.length ? root : (name.slice(dot + 1) as Name)
}

/** Says whether `name` is `ancestor` or lies below it; both may have any letter case. */
export function isAtOrBelow(name: Name, ancestor: Name): boolean {
  if (ancestor === root) return true
  const n = nameKey(name)
  const a = nameKey(ancestor)
  if (!n.endsWith(a)) return false
  if (n.length === a.length) return true
  return n[n.length - a.length - 1] === '.' && !endsInEscape(n.slice(0, n.length - a.length))
}

/** The name written relative to `origin`: `@`, `www`, or the whole name if it lies elsewhere. */
export function relativeName(name: Name, origin: Name): string {
  if (sameName(name, origin)) return '@'
  if (origin === root) return name.slice(0, -1)
  return isAtOrBelow(name, origin) ? name.slice(0, -origin.length - 1) : name
}

/** Orders names as RFC 4034 §6.1 does: by labels from the right, octets without case. */
export function compareNames(a: Name, b: Name): number {
  if (a === b) return 0
  const left = labelsOf(nameKey(a))
  const right = labelsOf(nameKey(b))
  for (let i = 1; i <= left.length && i <= right.length; i++) {
    const order = compareLabels(left.at(-i)!, right.at(-i)!)
    if (order !== 0) return order
  }
  return left.length - right.length
}

/** Text whose order as a plain string is that of `compareNames`; for sorting many names. */
export function nameOrderKey(name: Name): string {
  const labels = labelsOf(nameKey(name)).reverse()
  return (name.includes('\\') ? labels.map(labelOrderKey) : labels).join('\0')
}

/** Octets 0 and 1 give way to the separator. */
function labelOrderKey(label: string): string {
  return labelOctets(label)
    .map(octet => (octet < 2 ? `\x01${String.fromCharCode(octet + 1)}` : String.fromCharCode(octet)))
    .join('')
}

function compareLabels(a: string, b: string): number {
  if (a === b) return 0
  if (!a.includes('\\') && !b.includes('\\')) return a < b ? -1 : 1
  return Buffer.compare(Buffer.from(labelOctets(a)), Buffer.from(labelOctets(b)))
}

/** The octets of one label in text form. */
function labelOctets(label: string): number[] {
  const octets: number[] = []
  for (const [part] of label.matchAll(/\\\d{3}|\\\D|[^]/g)) {
    if (part === '\\') throw fault('name-syntax', `an escape in label "${label}" is not complete`)
    const octet = part.length === 4 ? Number(part.slice(1)) : part.charCodeAt(part.length - 1)
    if (octet > 0x7f && part.length < 4)
      throw fault('name-syntax', `label "${label}" has a character outside ASCII`)
    if (octet > 255) throw fault('name-syntax', `escape ${part} in label "${label}" is above \\255`)
    octets.push(octet)
  }
  return octets
}

/** Encodes a name without compression: length octet, label, …, 0. */
export function nameToWire(name: Name): Uint8Array {
  if (name === root || name.includes('\\')) return nameTextToWire(name)
  const octets = new Uint8Array(name.length + 1)
  writePlainName(name, octets, 0)
  return octets
}

/** Encodes a name into `octets` at `at`, as `nameToWire` does; returns the offset behind it. */
export function writeName(name: Name, octets: Uint8Array, at: number): number {
  if (name !== root && !name.includes('\\')) return writePlainName(name, octets, at)
  const wire = nameTextToWire(name)
  octets.set(wire, at)
  return at + wire.length
}

/** In a name without escapes each dot gives its place to the length of the label behind it. */
function writePlainName(name: Name, octets: Uint8Array, at: number): number {
  let lengthAt = at
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code === 0x2e) {
      octets[lengthAt] = at + i - lengthAt
      lengthAt = at + i + 1
    } else octets[at + i + 1] = code
  }
  octets[lengthAt] = 0
  return lengthAt + 1
}

function nameTextToWire(text: string): Uint8Array {
  const out: number[] = []
  if (text !== '.')
    for (const label of splitLabels(text)) {
      const octets = labelOctets(label)
      if (octets.length === 0) throw fault('name-syntax', `name "${text}" has an empty label`)
      if (octets.length > maxLabelOctets)
        throw fault(
          'name-syntax',
          `label "${label}" has ${octets.length} octets; the most is ${maxLabelOctets}`,
        )
      out.push(octets.length, ...octets)
    }
  out.push(0)
  if (out.length > maxNameOctets)
    throw fault('name-syntax', `name "${text}" has ${out.length} octets; the most is ${maxNameOctets}`)
  return Uint8Array.from(out)
}

/** Splits absolute text at the dots that are not escaped. */
function splitLabels(text: string): string[] {
  const labels: string[] = []
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '.') {
      labels.push(text.slice(start, i))
      start = i + 1
    }
  }
  return labels
}

/** Decodes an uncompressed name at `offset`; `next` is the offset behind it. */
export function nameFromWire(octets: Uint8Array, offset = 0): { name: Name; next: number } {
  let text = ''
  let at = offset
  for (;;) {
    const length = octets[at]
    if (length === undefined) throw fault('wire-malformed', 'a name ends early')
    at++
    if (length === 0) break
    if (length > maxLabelOctets)
      throw fault('wire-malformed', `label length ${length} in a name that may not be compressed`)
    if (at + length - offset >= maxNameOctets)
      throw fault('wire-malformed', 'a name is longer than 255 octets')
    if (at + length > octets.length) throw fault('wire-malformed', 'a label ends early')
    text += `${labelText(octets, at, length)}.`
    at += length
  }
  return { name: (text || '.') as Name, next: at }
}

const escaped = new Set([...'."\\();@$'].map(c => c.charCodeAt(0)))

/** One label's octets in text form, with escapes where they are needed. */
export function labelText(octets: Uint8Array, offset: number, length: number): string {
  let text = ''
  for (let i = offset; i < offset + length; i++) {
    const octet = octets[i]!
    if (octet <= 0x20 || octet >= 0x7f) text += `\\${String(octet).padStart(3, '0')}`
    else text += escaped.has(octet) ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet)
  }
  return text
}
