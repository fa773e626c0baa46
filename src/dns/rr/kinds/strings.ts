// Character strings of up to 255 octets, alone and in sequence (RFC 1035 §3.3).
import { fault } from '../../../base/errors.ts'
import type { WireReader } from '../../wire/reader.ts'
import type { WireWriter } from '../../wire/writer.ts'
import type { FieldKind } from '../field-kind.ts'

const maxOctets = 255

/**
 * A character string as a value: its octets as text, where `"`, `\` and what is not printable ASCII is
 * escaped (`\"`, `\\`, `\DDD`). Equal octets give equal text.
 */
type StringValue = string

/** The octets that text with escapes stands for; characters outside ASCII stand for their UTF-8. */
export function unescapeOctets(text: string): Uint8Array {
  if (!text.includes('\\')) return Buffer.from(text, 'utf8')
  const parts: Buffer[] = []
  for (const [part] of text.matchAll(/\\\d{3}|\\[^]|[^\\]+/g)) {
    if (part[0] !== '\\') parts.push(Buffer.from(part, 'utf8'))
    else if (part.length === 4) {
      const octet = Number(part.slice(1))
      if (octet > 255) throw fault('rdata-syntax', `escape ${part} is above \\255`)
      parts.push(Buffer.of(octet))
    } else parts.push(Buffer.from(part.slice(1), 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Text in which `"`, `\` and what is not printable ASCII is escaped. */
export function escapeOctets(octets: Uint8Array): StringValue {
  const plain = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
  return plain.replace(/["\\]|[^ -~]/g, c =>
    c === '"' || c === '\\' ? `\\${c}` : `\\${String(c.charCodeAt(0)).padStart(3, '0')}`,
  )
}

function checked(octets: Uint8Array, field: string): StringValue {
  if (octets.length > maxOctets)
    throw fault('rdata-range', `${field} has ${octets.length} octets; one string has at most ${maxOctets}`)
  return escapeOctets(octets)
}

const readWireString = (wire: WireReader): StringValue => escapeOctets(wire.bytes(wire.u8()))

function writeWireString(wire: WireWriter, value: StringValue): void {
  const octets = unescapeOctets(value)
  wire.u8(octets.length)
  wire.bytes(octets)
}

/** One character string. */
export const characterString: FieldKind<StringValue> = {
  label: 'string of up to 255 octets',
  readText: (text, _context, field) => checked(unescapeOctets(text.next(field).text), field),
  writeText: value => `"${value}"`,
  readWire: readWireString,
  writeWire: writeWireString,
  schema: { type: 'string' },
  fromJson: (input, _context, field) => checked(Buffer.from(input as string, 'utf8'), field),
}

/** One or more character strings up to the end of the record; must be the last field. */
export const characterStrings: FieldKind<readonly StringValue[]> = {
  label: 'strings of up to 255 octets each',
  readText: (text, _context, field) => [
    checked(unescapeOctets(text.next(field).text), field),
    ...text.rest().map(token => checked(unescapeOctets(token.text), field)),
  ],
  writeText: values => values.map(value => `"${value}"`).join(' '),
  readWire: wire => {
    const values = [readWireString(wire)]
    while (wire.left > 0) values.push(readWireString(wire))
    return values
  },
  writeWire: (wire, values) => {
    for (const value of values) writeWireString(wire, value)
  },
  schema: { type: 'array', items: { type: 'string' }, minItems: 1 },
  fromJson: (input, _context, field) =>
    (input as string[]).map(item => checked(Buffer.from(item, 'utf8'), field)),
}

/** Cuts text of any length into strings of 255 octets, as TXT in a zone file is meant (RFC 7208 §3.3). */
export function splitIntoStrings(text: string): StringValue[] {
  const octets = Buffer.from(text, 'utf8')
  const strings: StringValue[] = []
  for (let at = 0; at === 0 || at < octets.length; at += maxOctets)
    strings.push(escapeOctets(octets.subarray(at, at + maxOctets)))
  return strings
}
