// Octets as hexadecimal digits, base64 and base32hex (RFC 4648).
import { fault } from '../../../base/errors.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'

interface Notation {
  readonly label: string
  readonly schema: { readonly type: 'string'; readonly pattern: string }
  readonly decode: (text: string, field: string) => Uint8Array
  readonly encode: (octets: Uint8Array) => string
}

const hexNotation: Notation = {
  label: 'hexadecimal digits',
  schema: { type: 'string', pattern: '^[0-9A-Fa-f\\s]*$' },
  decode(text, field) {
    if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text))
      throw fault('rdata-syntax', `${field} "${text}" is not of whole hexadecimal octets`)
    return Buffer.from(text, 'hex')
  },
  encode: octets => Buffer.from(octets).toString('hex').toUpperCase(),
}

const base64Notation: Notation = {
  label: 'base64',
  schema: { type: 'string', pattern: '^[A-Za-z0-9+/=\\s]*$' },
  decode(text, field) {
    const octets = Buffer.from(text, 'base64')
    // Buffer passes over what is not base64, and over bits that fill no octet.
    if (octets.toString('base64') !== text) throw fault('rdata-syntax', `${field} "${text}" is not base64`)
    return octets
  },
  encode: octets => Buffer.from(octets).toString('base64'),
}

/** Octets up to the end of the record; in text over as many words as one likes. Must be the last field. */
function trailing({ label, schema, decode, encode }: Notation, mayBeEmpty = false): FieldKind<string> {
  const parse = (text: string, field: string): string => {
    if (text === '' && !mayBeEmpty) throw fault('rdata-syntax', `${field} is missing`)
    return encode(decode(text, field))
  }
  return {
    label,
    readText: (text, _context, field) =>
      parse(
        text.rest().reduce((all, word) => all + word.text, ''),
        field,
      ),
    writeText: value => value,
    readWire: wire => {
      if (wire.left === 0 && !mayBeEmpty) throw fault('wire-malformed', 'the data end before the last field')
      return encode(wire.rest())
    },
    writeWire: (wire, value) => wire.bytes(decode(value, label)),
    schema,
    fromJson: (input, _context, field) => parse((input as string).replace(/\s+/g, ''), field),
    ...(mayBeEmpty && { fallback: '' }),
  }
}

/** Hexadecimal digits up to the end of the record. */
export const hex = trailing(hexNotation)
/** Base64 up to the end of the record. */
export const base64 = trailing(base64Notation)
/** Base64 that may have no octets at all. */
export const optionalBase64 = trailing(base64Notation, true)

/** One word of octets, behind their length on the wire. */
function counted({ label, schema, decode, encode }: Notation, bits: 8 | 16): FieldKind<string> {
  const most = 2 ** bits - 1
  const width = `u${bits}` as const
  return wordKind({
    label,
    schema,
    parse(text, field) {
      const octets = decode(text, field)
      if (text === '') throw fault('rdata-syntax', `${field} is empty`)
      if (octets.length > most)
        throw fault('rdata-range', `${field} has ${octets.length} octets; the most is ${most}`)
      return encode(octets)
    },
    readWire(wire) {
      const text = encode(wire.bytes(wire[width]()))
      if (text === '') throw fault('wire-malformed', `${label} without octets`)
      return text
    },
    writeWire(wire, value) {
      const octets = decode(value, label)
      wire[width](octets.length)
      wire.bytes(octets)
    },
  })
}

const base32hexDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

/** Without padding, as RFC 5155 §3.3 has it. */
const base32hexNotation: Notation = {
  label: 'base32hex',
  schema: { type: 'string', pattern: '^[0-9A-Va-v]*$' },
  decode(text, field) {
    const octets: number[] = []
    let bits = 0
    let value = 0
    for (const digit of text.toUpperCase()) {
      const five = base32hexDigits.indexOf(digit)
      if (five < 0) throw fault('rdata-syntax', `${field} "${text}" is not base32hex`)
      value = ((value << 5) | five) & 0xfff
      bits += 5
      if (bits >= 8) octets.push((value >> (bits -= 8)) & 0xff)
    }
    if (bits >= 5 || (value & ((1 << bits) - 1)) !== 0)
      throw fault('rdata-syntax', `${field} "${text}" is not of whole octets`)
    return Uint8Array.from(octets)
  },
  encode(octets) {
    let text = ''
    let bits = 0
    let value = 0
    for (const octet of octets) {
      value = ((value << 8) | octet) & 0xfff
      for (bits += 8; bits >= 5; ) text += base32hexDigits[(value >> (bits -= 5)) & 31]
    }
    return bits > 0 ? text + base32hexDigits[(value << (5 - bits)) & 31] : text
  },
}

/** A salt in hexadecimal digits; `-` is an empty one (RFC 5155 §3.3). */
const saltNotation: Notation = {
  label: 'hexadecimal digits or -',
  schema: { type: 'string', pattern: '^(?:-|(?:[0-9A-Fa-f]{2})+)$' },
  decode: (text, field) => (text === '-' ? new Uint8Array() : hexNotation.decode(text, field)),
  encode: octets => hexNotation.encode(octets) || '-',
}

/** Hexadecimal digits, behind a length of 8 bits on the wire. */
export const countedHex = counted(hexNotation, 8)
/** Base64, behind a length of 16 bits on the wire. */
export const countedBase64 = counted(base64Notation, 16)
/** Base32hex, behind a length of 8 bits on the wire. */
export const countedBase32hex = counted(base32hexNotation, 8)
/** The salt of NSEC3, behind a length of 8 bits on the wire. */
export const salt = counted(saltNotation, 8)

/** Octets as hexadecimal digits in upper case, as BIND writes them. */
export const hexText = hexNotation.encode
/** Octets as base64. */
export const base64Text = base64Notation.encode
