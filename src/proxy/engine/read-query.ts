// Reads a query's header, question and EDNS record into its transaction (RFC 1035 §4.1, RFC 6891 §6.1).
import type { Transaction } from '../transaction.ts'

const headerOctets = 12
const opt = 41
const maxNameOctets = 255
/** Octets of a record behind its owner, without data: type, class, TTL, length. */
const recordFields = 10
const plainUdpOctets = 512

/** What a message is worth. */
export const readings = {
  query: 0,
  /** No query, or cut off, or lies about its records: nothing is answered. */
  malformed: 1,
  /** It asks nothing, or several things at once (RFC 9619). */
  notOneQuestion: 2,
} as const
export type Reading = (typeof readings)[keyof typeof readings]

/** Fills the transaction's fields about the query that its message holds. */
export function readQuery(t: Transaction): Reading {
  const { message, length } = t
  if (length < headerOctets || message[2]! & 0x80) return readings.malformed
  t.id = (message[0]! << 8) | message[1]!
  t.flags = (message[2]! << 8) | message[3]!
  t.nameEnd = headerOctets
  t.questionEnd = headerOctets
  t.labels = 0
  if (message[4] !== 0 || message[5] !== 1) return readings.notOneQuestion
  if (!readQuestion(t)) return readings.malformed
  if (!findOpt(t)) return readings.malformed
  readEdns(t)
  return readings.query
}

/** The question's name must be whole: nothing stands before it that a pointer could lead to. */
function readQuestion(t: Transaction): boolean {
  const { message, length } = t
  let at = headerOctets
  let labels = 0
  for (;;) {
    if (at >= length) return false
    const octets = message[at]!
    if (octets > 63) return false
    at += 1 + octets
    if (octets === 0) break
    labels++
  }
  if (at - headerOctets > maxNameOctets || at + 4 > length) return false
  t.labels = labels
  t.nameEnd = at
  t.type = (message[at]! << 8) | message[at + 1]!
  t.class = (message[at + 2]! << 8) | message[at + 3]!
  t.questionEnd = at + 4
  return true
}

/**
 * Finds the EDNS record of a message behind its question: `optAt` and `optEnd`, 0 without one. It may stand anywhere
 * among the additional records, once. False if the records do not fit in the message.
 */
export function findOpt(t: Transaction): boolean {
  const { message, length } = t
  t.optAt = 0
  t.optEnd = 0
  const before = u16(message, 6) + u16(message, 8)
  const records = before + u16(message, 10)
  let at = t.questionEnd
  for (let i = 0; i < records; i++) {
    const fieldsAt = skipOwner(message, at, length)
    if (fieldsAt < 0 || fieldsAt + recordFields > length) return false
    const end = fieldsAt + recordFields + u16(message, fieldsAt + 8)
    if (end > length) return false
    if (u16(message, fieldsAt) === opt) {
      if (i < before || fieldsAt !== at + 1 || t.optAt !== 0) return false
      t.optAt = at
      t.optEnd = end
    }
    at = end
  }
  return true
}

/** What the EDNS record of a query says of its sender. */
function readEdns(t: Transaction): void {
  const { message, optAt } = t
  t.hasEdns = optAt !== 0
  t.udpSize = t.hasEdns ? Math.max(plainUdpOctets, u16(message, optAt + 3)) : plainUdpOctets
  t.dnssecOk = t.hasEdns && (message[optAt + 7]! & 0x80) !== 0
}

function skipOwner(message: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end) {
    const octets = message[at]!
    if (octets >= 0xc0) return at + 2
    if (octets > 63) return -1
    at += 1 + octets
    if (octets === 0) return at
  }
  return -1
}

const u16 = (message: Uint8Array, at: number): number => (message[at]! << 8) | message[at + 1]!
