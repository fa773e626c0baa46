// Times to live as people write them: seconds, or numbers with units such as `1h30m` (RFC 2181 §8).
import { fault } from '../base/errors.ts'

/** The longest TTL; the top bit of the 32 has to be 0. */
export const maxTtl = 2 ** 31 - 1

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

const withUnits = /^(?:\d+[smhdw])+$/i

/** Reads `90`, `90s`, `5m`, `1h30m`, `1d` or `1w` as seconds; undefined if the text has another form. */
export function parseSeconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  if (!withUnits.test(text)) return undefined
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(.)/g))
    seconds += Number(count) * unitSeconds[unit!.toLowerCase()]!
  return seconds
}

/** Reads a TTL in seconds; throws `ttl-invalid`. */
export function parseTtl(text: string): number {
  const seconds = parseSeconds(text)
  if (seconds === undefined)
    throw fault('ttl-invalid', `TTL "${text}" is not a time such as 3600, 90s or 1h30m`)
  if (seconds > maxTtl) throw fault('ttl-invalid', `TTL ${text} is above ${maxTtl} seconds`)
  return seconds
}
