// Goes over names and records without looking into them (RFC 1035 §4.1.3, §4.1.4).
import { recordFields, u16 } from './layout.ts'

/** The offset behind a name that may be compressed; −1 if it does not end before `end`. */
export function skipName(message: Uint8Array, at: number, end: number): number {
  while (at < end) {
    const octet = message[at]!
    if (octet >= 0xc0) return at + 2 <= end ? at + 2 : -1
    if (octet > 63) return -1
    if (octet === 0) return at + 1
    at += octet + 1
  }
  return -1
}

/** The offset behind a record whose fields (what follows the owner) start at a place; −1 if it is beyond `end`. */
export function recordEnd(message: Uint8Array, fieldsAt: number, end: number): number {
  const dataAt = fieldsAt + recordFields
  if (fieldsAt < 0 || dataAt > end) return -1
  const next = dataAt + u16(message, dataAt - 2)
  return next <= end ? next : -1
}
