// Times to live and other spans in seconds: `90`, `90s`, `1h30m` (RFC 2181 §8; the units are BIND's).
import { fault } from '../base/errors.ts'

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** The most seconds a TTL may have (RFC 2181 §8). */
export const maxTtl = 2 ** 31 - 1

/** Reads seconds, with or without units in either case; undefined if the text has another form. */
export function parseSeconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text)
  if (!/^(?:\d+[smhdw])+$/i.test(text)) return undefined
  let seconds = 0
  for (const [, digits, unit] of text.toLowerCase().matchAll(/(\d+)([smhdw])/g))
    seconds += Number(digits) * secondsOf[unit as keyof typeof secondsOf]
  return seconds
}

/** Reads a TTL in seconds, with or without units; throws `ttl-syntax`. */
export function parseTtl(text: string): number {
  const seconds = parseSeconds(text)
  if (seconds === undefined)
    throw fault('ttl-syntax', `"${text}" is not a time such as 90, 90s, 5m, 1h or 1h30m`)
  if (seconds > maxTtl) throw fault('ttl-syntax', `"${text}" is above ${maxTtl} seconds`)
  return seconds
}

/** Writes seconds in the largest unit that divides them: `1h`, `90s`, `0`. */
export function secondsText(seconds: number): string {
  if (seconds === 0) return '0'
  const [unit, length] = Object.entries(secondsOf).findLast(([, length]) => seconds % length === 0)!
  return `${seconds / length}${unit}`
}
