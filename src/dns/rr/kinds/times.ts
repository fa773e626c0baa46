// Spans of seconds, and the points in time of signatures.
import { fault } from '../../../base/errors.ts'
import { parseTtl } from '../../ttl.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'
import { parseNumber, u32 } from './numbers.ts'

const parseSpan = (text: string, field: string): number =>
  /[a-z]/i.test(text) ? parseTtl(text) : parseNumber(text, 2 ** 32 - 1, field)

/** A number of seconds, which may be written with units as BIND does: `3600`, `1h`. */
export const seconds: FieldKind<number> = {
  ...u32,
  label: 'seconds, or a time such as 1h30m',
  readText: (text, _context, field) => parseSpan(text.next(field).text, field),
  schema: {
    type: ['integer', 'string'],
    minimum: 0,
    maximum: 2 ** 32 - 1,
    pattern: '^(?:\\d+|(?:\\d+[smhdwSMHDW])+)$',
  },
  fromJson: (input, _context, field) => (typeof input === 'string' ? parseSpan(input, field) : Number(input)),
}

/** A point in time as `YYYYMMDDHHmmSS` in UTC; read from seconds since 1970 too (RFC 4034 §3.2). */
export const timestamp: FieldKind<string> = wordKind({
  label: 'time in UTC as YYYYMMDDHHmmSS',
  parse(text, field) {
    if (/^\d{1,10}$/.test(text)) return timestampText(parseNumber(text, 2 ** 32 - 1, field))
    if (timestampSeconds(text) === undefined)
      throw fault('rdata-syntax', `${field} "${text}" is not a time as YYYYMMDDHHmmSS from 1970 to 2106`)
    return text
  },
  readWire: wire => timestampText(wire.u32()),
  writeWire: (wire, value) => wire.u32(timestampSeconds(value)!),
  schema: { type: 'string', pattern: '^(?:\\d{1,10}|\\d{14})$' },
})

const timestampText = (since: number): string =>
  new Date(since * 1000).toISOString().slice(0, 19).replace(/\D/g, '')

/** Undefined for a time that no calendar has, or that does not fit 32 bits. */
function timestampSeconds(text: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text)?.map(Number) ?? []
  const [year = 0, month = 0, day, hour, minute, second] = parts
  const since = Date.UTC(year, month - 1, day, hour, minute, second) / 1000
  return since >= 0 && since < 2 ** 32 && timestampText(since) === text ? since : undefined
}
