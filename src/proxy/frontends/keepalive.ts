// How long a connection may stay open (RFC 7828): the option is between a client and us, so that no server sees it.
import { findOption, isSigned, removeOption } from '../message/edns.ts'
import { optLayout, setU16, types, u16 } from '../message/layout.ts'
import type { Transaction } from '../transaction.ts'

const keepalive = 11
/** Code, length, and the time in units of 100 ms. */
const optionOctets = 6
const largestMessage = 65_535

/** Takes the option out of the query in `message`, whose EDNS record was found; says whether there was one. */
export const takeKeepalive = (t: Transaction): boolean =>
  findOption(t, keepalive) > 0 && !isSigned(t) && removeOption(t, keepalive)

/**
 * Makes the octets to send for an answer: its length and itself, and at the end of its EDNS record the time that the
 * connection may idle, in milliseconds, if that is not negative.
 */
export function answerFrame(t: Transaction, idleMs: number): Uint8Array {
  const added = idleMs >= 0 && canTakeOption(t) ? optionOctets : 0
  const length = t.length + added
  const frame = Buffer.allocUnsafe(2 + length)
  setU16(frame, 0, length)
  frame.set(t.message.subarray(0, t.length), 2)
  if (added === 0) return frame
  const at = 2 + t.length
  setU16(frame, at, keepalive)
  setU16(frame, at + 2, 2)
  setU16(frame, at + 4, Math.min(0xffff, idleMs / 100))
  setU16(frame, 2 + t.optAt + optLayout.dataLength, t.optEnd - t.optAt - optLayout.options + optionOctets)
  return frame
}

/** Whether the answer ends with its EDNS record; a signature, which nothing may be added to, would stand behind it. */
const canTakeOption = ({ message, length, optAt, optEnd }: Transaction): boolean =>
  optAt > 0 &&
  optEnd === length &&
  length + optionOctets <= largestMessage &&
  u16(message, optAt + 1) === types.OPT &&
  optAt + optLayout.options + u16(message, optAt + optLayout.dataLength) === optEnd
