// Spans of time in 32 bits: seconds, in text also with units as master files have them (`2h`, `1w`).
import { parseSeconds } from '../../ttl.ts'
import type { FieldKind } from '../field-kind.ts'
import { parseNumber, u32 } from './numbers.ts'

export const seconds: FieldKind<number> = {
  ...u32,
  label: 'seconds in 32 bits',
  readText: (text, _context, field) => {
    const word = text.next(field).text
    return parseNumber(String(parseSeconds(word) ?? word), 2 ** 32 - 1, field)
  },
}
