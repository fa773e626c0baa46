// Spans of time in 32 bits: seconds, in text also with units as master files have them (`2h`, `1w`).
import { parseSeconds } from '../../ttl.ts'
import type { FieldKind } from '../field-kind.ts'
import { parseNumber, u32 } from './numbers.ts'

const max = 2 ** 32 - 1
const parse = (text: string, field: string): number =>
  parseNumber(String(parseSeconds(text) ?? text), max, field)

/** A number of seconds from 0 to 2^32 − 1. */
export const seconds: FieldKind<number> = {
  ...u32,
  label: 'seconds, or a time such as 1h30m',
  readText: (text, _context, field) => parse(text.next(field).text, field),
  schema: {
    type: ['integer', 'string'],
    minimum: 0,
    maximum: max,
    pattern: '^(?:\\d+|(?:\\d+[smhdwSMHDW])+)$',
  },
  fromJson: (input, _context, field) => parse(String(input), field),
}
