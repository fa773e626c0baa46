// Finds, removes and puts EDNS options in the OPT record of a message (RFC 6891 §6.1.2).
import type { Transaction } from '../transaction.ts'
import { optionHead, optLayout, setU16, u16 } from './layout.ts'
import { endWithOpt, isSigned } from './opt.ts'

/** Where the first option of a code stands, from its code on; 0 if there is none. */
export const findOption = (t: Transaction, code: number): number =>
  t.optAt === 0 ? 0 : findFrom(t, code, t.optAt + optLayout.options)

function findFrom({ message, optEnd }: Transaction, code: number, at: number): number {
  while (at + optionHead <= optEnd) {
    const next = at + optionHead + u16(message, at + 2)
    if (next > optEnd) return 0
    if (u16(message, at) === code) return at
    at = next
  }
  return 0
}

/** Removes all options of a code; says whether there was one. */
export function removeOption(t: Transaction, code: number): boolean {
  if (findOption(t, code) === 0 || !endWithOpt(t)) return false
  let at = findOption(t, code)
  while (at > 0) {
    const { message } = t
    const next = at + optionHead + u16(message, at + 2)
    message.copyWithin(at, next, t.length)
    grow(t, at - next)
    at = findFrom(t, code, at)
  }
  return true
}

/**
 * Puts an option in the place of all of its code; `data` has its octets, `length` of them. False if the message has no
 * OPT record or no room, or has a signature that this would break; then nothing changes.
 */
export function putOption(t: Transaction, code: number, data: Uint8Array, length = data.length): boolean {
  if (t.optAt === 0 || isSigned(t)) return false
  if (t.length + optionHead + length > t.message.length || !endWithOpt(t)) return false
  removeOption(t, code)
  return appendOption(t, code, data, length)
}

/** Adds an option beside those that are there, as putOption does. */
export function appendOption(t: Transaction, code: number, data: Uint8Array, length = data.length): boolean {
  const at = t.length
  const size = optionHead + length
  if (at + size > t.message.length || isSigned(t) || !endWithOpt(t)) return false
  const place = t.length
  if (u16(t.message, t.optAt + optLayout.dataLength) + size > 0xffff) return false
  setU16(t.message, place, code)
  setU16(t.message, place + 2, length)
  for (let i = 0; i < length; i++) t.message[place + optionHead + i] = data[i]!
  grow(t, size)
  return true
}

/** Makes the OPT record, which ends the message, longer or shorter. */
function grow(t: Transaction, octets: number): void {
  t.length += octets
  t.optEnd = t.length
  setU16(t.message, t.optAt + optLayout.dataLength, t.optEnd - t.optAt - optLayout.options)
}
