// The OPT record of a message and the options in it: added, found, replaced, removed (RFC 6891 §6.1).
import type { Transaction } from '../transaction.ts'
import {
  headerAt,
  optionHead,
  optLayout,
  recordCount,
  recordFields,
  recordsAt,
  setU16,
  types,
  u16,
} from './layout.ts'
import { rewrite } from './rewrite.ts'
import { recordEnd, skipName } from './skip-name.ts'

/** Appends an OPT record without options; false if there is one, no room, or a signature that it would break. */
export function addOpt(t: Transaction, payload: number, dnssecOk: boolean): boolean {
  if (t.optAt > 0 || t.length + optLayout.options > t.message.length || isSigned(t)) return false
  // What follows the last record belongs to nobody; the OPT record must not come behind it.
  if (!endsWithRecords(t) && !rewrite(t, undefined, false)) return false
  appendOpt(t, payload, dnssecOk, 0)
  return true
}

/** Writes an OPT record behind the last record, for which there is room; `rcode` may have 12 bits. */
export function appendOpt(t: Transaction, payload: number, dnssecOk: boolean, rcode: number): void {
  const { message, length } = t
  for (let at = length; at < length + optLayout.options; at++) message[at] = 0
  setU16(message, length + 1, types.OPT)
  setU16(message, length + optLayout.payload, payload)
  message[length + optLayout.rcode] = rcode >> 4
  if (dnssecOk) message[length + optLayout.flags] = 0x80
  setU16(message, headerAt.additionals, u16(message, headerAt.additionals) + 1)
  t.optAt = length
  t.length = t.optEnd = length + optLayout.options
}

/** Removes the OPT record; false if the message is malformed. */
export function removeOpt(t: Transaction): boolean {
  if (t.optAt === 0) return true
  if (t.optEnd !== t.length) return rewrite(t, undefined, false)
  const { message } = t
  setU16(message, headerAt.additionals, u16(message, headerAt.additionals) - 1)
  t.length = t.optAt
  t.optAt = t.optEnd = 0
  return true
}

/** Brings the OPT record to the end, where it can grow; false if there is none, or the message is malformed. */
const endWithOpt = (t: Transaction): boolean =>
  t.optAt > 0 && (t.optEnd === t.length || rewrite(t, undefined, true))

/** Says whether the last record signs the message, which any change then breaks (TSIG, RFC 8945 §5.1). */
export function isSigned(t: Transaction): boolean {
  const { message, length } = t
  const additionals = u16(message, headerAt.additionals) - (t.optAt > 0 ? 1 : 0)
  if (additionals <= 0) return false
  let at = recordsAt(t)
  for (let left = at < 0 ? 0 : recordCount(message); left > 0; left--) {
    const fieldsAt = skipName(message, at, length)
    at = recordEnd(message, fieldsAt, length)
    if (at < 0) return false
    if (left === 1) return u16(message, fieldsAt) === types.TSIG
  }
  return false
}

/** Says whether nothing follows the last record; so does a message of which that cannot be found out. */
function endsWithRecords(t: Transaction): boolean {
  const { message, length } = t
  let at = recordsAt(t)
  if (at < 0) return true
  for (let left = recordCount(message); left > 0; left--) {
    at = recordEnd(message, skipName(message, at, length), length)
    if (at < recordFields) return true
  }
  return at === length
}

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
  if (!canGrow(t, optionHead + length)) return false
  removeOption(t, code)
  return appendOption(t, code, data, length)
}

/** Adds an option beside those that are there, as putOption does. */
export function appendOption(t: Transaction, code: number, data: Uint8Array, length = data.length): boolean {
  if (!canGrow(t, optionHead + length)) return false
  const { message, length: at } = t
  setU16(message, at, code)
  setU16(message, at + 2, length)
  for (let i = 0; i < length; i++) message[at + optionHead + i] = data[i]!
  grow(t, optionHead + length)
  return true
}

/** Says whether the OPT record can take so many octets more; it ends the message then. */
const canGrow = (t: Transaction, octets: number): boolean =>
  !isSigned(t) &&
  endWithOpt(t) &&
  t.length + octets <= t.message.length &&
  u16(t.message, t.optAt + optLayout.dataLength) + octets <= 0xffff

/** Makes the OPT record, which ends the message, longer or shorter. */
function grow(t: Transaction, octets: number): void {
  t.length += octets
  t.optEnd = t.length
  setU16(t.message, t.optAt + optLayout.dataLength, t.optEnd - t.optAt - optLayout.options)
}
