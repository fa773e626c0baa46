// Points in time as signatures have them (RFC 4034 §3.1.5, §3.2).
import { fault } from '../../../base/errors.ts'
import { wordKind } from '../field-kind.ts'
import { parseNumber } from './numbers.ts'

/** A point in time as `YYYYMMDDHHmmSS` in UTC; read from seconds since 1970 too. */
export const timestamp = wordKind({
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
