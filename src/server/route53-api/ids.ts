// Ids in the form of Route 53's: `Z` of zones, `C` of changes, `N` of delegation sets, and UUIDs of all else.
import { createHash } from 'node:crypto'
import type { ApiContext } from './context.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const length = 20

const letters = (octets: Uint8Array): string => Array.from(octets, octet => alphabet[octet % 36]).join('')

/** Makes a new id with its letter in front. */
export const newId = (prefix: 'Z' | 'N', { random }: ApiContext): string => prefix + letters(random(length))

const timeDigits = 9

/** Makes the id of a change: ids made later come later in the order of text. */
export function newChangeId({ clock, random }: ApiContext): string {
  const time = clock().toString(36).toUpperCase().padStart(timeDigits, '0')
  return `C${time}${letters(random(length - timeDigits))}`
}

/** The least id that a change of some moment can have. */
export const firstChangeId = (time: number): string =>
  `C${Math.max(0, time).toString(36).toUpperCase().padStart(timeDigits, '0')}`

/** Makes a new UUID. */
export const newUuid = ({ random }: ApiContext): string => uuidOf(random(16))

/** The zone id that is always the same for a text. */
export const derivedZoneId = (text: string): string => `Z${letters(digestOf(text).subarray(0, length))}`

/** The UUID that is always the same for a text. */
export const derivedUuid = (text: string): string => uuidOf(digestOf(text).subarray(0, 16))

const digestOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()

/** RFC 9562 §5.4 and §5.8: the version says that the rest is random, or made in a way of one's own. */
function uuidOf(octets: Uint8Array): string {
  const marked = Uint8Array.from(octets)
  marked[6] = (marked[6]! & 0x0f) | 0x40
  marked[8] = (marked[8]! & 0x3f) | 0x80
  const hex = Buffer.from(marked).toString('hex')
  return [0, 8, 12, 16, 20].map((at, i, starts) => hex.slice(at, starts[i + 1] ?? 32)).join('-')
}
