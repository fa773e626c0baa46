// How long a connection may stay open (RFC 7828): the option is between a client and us, so that no server sees it.
import type { Transaction } from '../transaction.ts'

const keepalive = 11
const opt = 41
/** The fields of an OPT record behind its owner of one octet, up to its data; and where the length of those stands. */
const optFields = 11
const dataLengthAt = 9
/** Code, length, and the time in units of 100 ms. */
const optionOctets = 6
const largestMessage = 65_535

/** Takes the option out of the query in `message`, whose EDNS record was found; says whether there was one. */
export function takeKeepalive(t: Transaction): boolean {
  const { message } = t
  if (t.optAt === 0) return false
  for (let at = t.optAt + optFields; at + 4 <= t.optEnd; ) {
    const end = at + 4 + u16(message, at + 2)
    if (end > t.optEnd) return false
    if (u16(message, at) === keepalive) {
      message.copyWithin(at, end, t.length)
      setU16(message, t.optAt + dataLengthAt, t.optEnd - t.optAt - optFields - (end - at))
      t.length -= end - at
      t.optEnd -= end - at
      return true
    }
    at = end
  }
  return false
}

/**
 * Makes the octets to send for an answer: its length and itself, and in its EDNS record the time that the connection
 * may idle, in milliseconds, if that is not negative.
 */
export function answerFrame(t: Transaction, idleMs: number): Uint8Array {
  const added = idleMs >= 0 && hasOpt(t) && t.length + optionOctets <= largestMessage ? optionOctets : 0
  const length = t.length + added
  const frame = Buffer.allocUnsafe(2 + length)
  frame[0] = length >> 8
  frame[1] = length
  if (added === 0) {
    frame.set(t.message.subarray(0, length), 2)
    return frame
  }
  frame.set(t.message.subarray(0, t.optEnd), 2)
  const at = 2 + t.optEnd
  setU16(frame, at, keepalive)
  setU16(frame, at + 2, 2)
  setU16(frame, at + 4, Math.min(0xffff, idleMs / 100))
  frame.set(t.message.subarray(t.optEnd, t.length), at + optionOctets)
  setU16(frame, 2 + t.optAt + dataLengthAt, t.optEnd - t.optAt - optFields + optionOctets)
  return frame
}

/** Whether the EDNS record of the message is where it is said to be. */
function hasOpt({ message, length, optAt, optEnd }: Transaction): boolean {
  if (optAt === 0 || optEnd > length || optAt + optFields > optEnd) return false
  const dataLength = u16(message, optAt + dataLengthAt)
  return message[optAt] === 0 && u16(message, optAt + 1) === opt && optAt + optFields + dataLength === optEnd
}

const u16 = (octets: Uint8Array, at: number): number => (octets[at]! << 8) | octets[at + 1]!

function setU16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >> 8
  octets[at + 1] = value
}
