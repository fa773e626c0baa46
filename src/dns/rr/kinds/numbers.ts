// Unsigned integers of 8, 16 and 32 bits.
import { fault } from '../../../base/errors.ts'
import type { FieldKind } from '../field-kind.ts'

/** Reads a decimal number from 0 to `max`. */
export function parseNumber(text: string, max: number, field: string): number {
  if (!/^\d+$/.test(text)) throw fault('rdata-syntax', `${field} "${text}" is not a number`)
  const value = Number(text)
  if (value > max) throw fault('rdata-range', `${field} ${text} is above ${max}`)
  return value
}

function unsigned(bits: 8 | 16 | 32): FieldKind<number> {
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

export const u8 = unsigned(8)
export const u16 = unsigned(16)
export const u32 = unsigned(32)
