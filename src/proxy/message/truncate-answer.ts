// Truncates an answer, so that the client asks over TCP (RFC 2181 §9).
import type { Transaction } from '../transaction.ts'
import { cutRecords, finishAnswer } from './answer-with.ts'
import { flagBits, headerAt, optLayout, setU16, types, u16 } from './layout.ts'

/** Removes all records of an answer and says so to the client. */
export function truncateAnswer(t: Transaction): void {
  const { message } = t
  const rcode = (u16(message, headerAt.flags) & 0x0f) | (upperRcode(t) << 4)
  cutRecords(t)
  setU16(message, headerAt.flags, u16(message, headerAt.flags) | flagBits.qr | flagBits.tc)
  finishAnswer(t, rcode)
}

/** The bits of the rcode that EDNS adds; 0 for an answer whose OPT record nobody has looked for. */
function upperRcode({ message, length, optAt, optEnd }: Transaction): number {
  const isThere =
    optAt > 0 && optEnd <= length && message[optAt] === 0 && u16(message, optAt + 1) === types.OPT
  return isThere ? message[optAt + optLayout.rcode]! : 0
}
