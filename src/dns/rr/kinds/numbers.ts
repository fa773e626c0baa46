// Unsigned integers, plain and with mnemonics.
import { fault } from '../../../base/errors.ts'
import type { FieldKind } from '../field-kind.ts'

/** Reads a decimal number from 0 to `max`. */
export function parseNumber(text: string, max: number, field: string): number {
  if (!/^\d+$/.test(text)) throw fault('rdata-syntax', `${field} "${text}" is not a number`)
  const value = Number(text)
  if (value > max) throw fault('rdata-range', `${field} ${text} is above ${max}`)
  return value
}

type Bits = 8 | 16 | 32

function unsigned(bits: Bits): FieldKind<number> {
  const max = 2 ** bits - 1
  const width = `u${bits}` as const
  return {
    label: `${bits}-bit number`,
    readText: (text, _context, field) => parseNumber(text.next(field).text, max, field),
    writeText: String,
    readWire: wire => wire[width](),
    writeWire: (wire, value) => wire[width](value),
    schema: { type: 'integer', minimum: 0, maximum: max },
  }
}

/** A number from 0 to 255. */
export const u8 = unsigned(8)
/** A number from 0 to 65535. */
export const u16 = unsigned(16)
/** A number from 0 to 2^32 − 1. */
export const u32 = unsigned(32)

/** What `namedNumber` makes a kind of. */
export interface NamedNumberOptions {
  readonly bits: 8 | 16
  /** Mnemonics in upper case; of several for one number, the first is the one to write. */
  readonly mnemonics: Readonly<Record<string, number>>
  /** Writes the mnemonic where there is one; else the number, whatever was read. */
  readonly writesMnemonic?: boolean
}

/** A number that may be written as a mnemonic, in text and in structured form. */
export function namedNumber({
  bits,
  mnemonics,
  writesMnemonic = false,
}: NamedNumberOptions): FieldKind<number> {
  const plain = unsigned(bits)
  const parse = (text: string, field: string): number => {
    const value = mnemonics[text.toUpperCase()]
    if (value !== undefined) return value
    if (!/^\d/.test(text))
      throw fault('rdata-syntax', `${field} "${text}" is neither a number nor a known mnemonic`)
    return parseNumber(text, 2 ** bits - 1, field)
  }
  const names = new Map(
    Object.entries(mnemonics)
      .reverse()
      .map(([name, value]) => [value, name]),
  )
  return {
    ...plain,
    label: `number up to ${2 ** bits - 1}, or a mnemonic`,
    readText: (text, _context, field) => parse(text.next(field).text, field),
    writeText: value => (writesMnemonic && names.get(value)) || String(value),
    schema: { type: ['integer', 'string'], minimum: 0, maximum: 2 ** bits - 1, pattern: '^[A-Za-z0-9-]+$' },
    fromJson: (input, _context, field) => (typeof input === 'string' ? parse(input, field) : Number(input)),
  }
}
