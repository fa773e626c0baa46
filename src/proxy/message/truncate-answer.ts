// Truncates an answer, so that the client asks over TCP (RFC 2181 §9).
import type { Transaction } from '../transaction.ts'
import { cutRecords, finishAnswer } from './answer-with.ts'
import { flagBits, headerAt, optLayout, setU16, u16 } from './layout.ts'

/** Removes all records of an answer and says so to the client. */
export function truncateAnswer(t: Transaction): void {
  const { message } = t
  const rcode =
    (u16(message, headerAt.flags) & 0x0f) | (t.optAt > 0 ? message[t.optAt + optLayout.rcode]! << 4 : 0)
  cutRecords(t)
  setU16(message, headerAt.flags, u16(message, headerAt.flags) | flagBits.qr | flagBits.tc)
  finishAnswer(t, rcode)
}
