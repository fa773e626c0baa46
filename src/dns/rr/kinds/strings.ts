// Character strings of up to 255 octets, alone and in sequence (RFC 1035 §3.3), and text up to a record's end.
import { fault } from '../../../base/errors.ts'
import type { WireReader } from '../../wire/reader.ts'
import type { WireWriter } from '../../wire/writer.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'

const maxOctets = 255

/**
 * Octets as text, where `"`, `\` and what is not printable ASCII is escaped (`\"`, `\\`, `\DDD`). Equal octets
 * give equal text. The structured form holds this text too, so that it can hold any octets; what is read may
 * also have characters outside ASCII, which stand for their UTF-8.
 */
type EscapedText = string

/** Text that is its own escaped form. */
const plainText = /^[ !#-[\]-~]*$/

/** The octets that text with escapes stands for; throws `rdata-syntax`. */
export function unescapeOctets(text: string): Uint8Array {
  if (!text.includes('\\')) return Buffer.from(text, 'utf8')
  const parts: Buffer[] = []
  for (const [part] of text.matchAll(/\\\d{3}|\\\D|[^\\]+|\\/gu)) {
    if (part[0] !== '\\') parts.push(Buffer.from(part, 'utf8'))
    else if (part.length === 1)
      throw fault('rdata-syntax', `a backslash in "${text}" is not followed by three digits or a character`)
    else if (/^\d/.test(part[1]!)) {
      const octet = Number(part.slice(1))
      if (octet > 255) throw fault('rdata-syntax', `escape ${part} is above \\255`)
      parts.push(Buffer.of(octet))
    } else parts.push(Buffer.from(part.slice(1), 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Text in which `"`, `\` and what is not printable ASCII is escaped. */
export function escapeOctets(octets: Uint8Array): EscapedText {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
  if (plainText.test(text)) return text
  return text.replace(/["\\]|[^ -~]/g, c =>
    c === '"' || c === '\\' ? `\\${c}` : `\\${String(c.charCodeAt(0)).padStart(3, '0')}`,
  )
}

function parseString(text: string, field: string): EscapedText {
  if (text.length <= maxOctets && plainText.test(text)) return text
  const octets = unescapeOctets(text)
  if (octets.length > maxOctets)
    throw fault('rdata-range', `${field} has ${octets.length} octets; one string has at most ${maxOctets}`)
  return escapeOctets(octets)
}

const readWireString = (wire: WireReader): EscapedText => escapeOctets(wire.bytes(wire.u8()))

function writeWireString(wire: WireWriter, value: EscapedText): void {
  const octets = unescapeOctets(value)
  wire.u8(octets.length)
  wire.bytes(octets)
}

/** One character string. */
export const characterString: FieldKind<EscapedText> = {
  ...wordKind({
    label: 'string of up to 255 octets',
    parse: parseString,
    readWire: readWireString,
    writeWire: writeWireString,
    schema: { type: 'string' },
  }),
  writeText: value => `"${value}"`,
}

/** One or more character strings up to the end of the record; must be the last field. */
export const characterStrings: FieldKind<readonly EscapedText[]> = {
  label: 'strings of up to 255 octets each',
  readText: (text, _context, field) => {
    const values = [parseString(text.next(field).text, field)]
    while (text.left > 0) values.push(parseString(text.next(field).text, field))
    return values
  },
  writeText: values => `"${values.join('" "')}"`,
  readWire: wire => {
    const values = [readWireString(wire)]
    while (wire.left > 0) values.push(readWireString(wire))
    return values
  },
  writeWire: (wire, values) => {
    for (const value of values) writeWireString(wire, value)
  },
  schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
  fromJson: (input, _context, field) => (input as string[]).map(item => parseString(item, field)),
}

interface Text {
  readonly strings: readonly EscapedText[]
}

/**
 * A YAML scalar is the text itself, of any length, cut into strings of 255 octets (RFC 7208 §3.3); one that starts
 * with a quote is in presentation form.
 */
export const textScalar = {
  fromScalar(text: string): Text | undefined {
    if (text.startsWith('"')) return undefined
    if (text.length <= maxOctets && plainText.test(text)) return { strings: [text] }
    const octets = Buffer.from(text, 'utf8')
    const strings: EscapedText[] = []
    for (let at = 0; at === 0 || at < octets.length; at += maxOctets)
      strings.push(escapeOctets(octets.subarray(at, at + maxOctets)))
    return { strings }
  },
  /** Undefined for what is not UTF-8, or is cut elsewhere. */
  toScalar({ strings }: Text): string | undefined {
    const text = Buffer.concat(strings.map(unescapeOctets)).toString('utf8')
    const again = textScalar.fromScalar(text)?.strings
    return again?.length === strings.length && again.every((each, i) => each === strings[i])
      ? text
      : undefined
  },
}

/** Text of any length up to the end of the record, in text one quoted word; must be the last field. */
export const remainingText: FieldKind<EscapedText> = {
  ...wordKind({
    label: 'text of any length',
    parse: text => escapeOctets(unescapeOctets(text)),
    readWire: wire => escapeOctets(wire.rest()),
    writeWire: (wire, value) => wire.bytes(unescapeOctets(value)),
    schema: { type: 'string' },
  }),
  writeText: value => `"${value}"`,
}

/** Letters and digits, as CAA's tags are (RFC 8659 §4.1); not quoted in text. */
export const tag = wordKind({
  label: 'letters and digits',
  parse(text, field) {
    if (!/^[a-z0-9]{1,255}$/i.test(text))
      throw fault('rdata-syntax', `${field} "${text}" is not of letters and digits`)
    return text
  },
  readWire(wire) {
    const text = readWireString(wire)
    if (!/^[a-z0-9]+$/i.test(text))
      throw fault('wire-malformed', `tag "${text}" is not of letters and digits`)
    return text
  },
  writeWire: writeWireString,
  schema: { type: 'string', pattern: '^[A-Za-z0-9]+$' },
})
