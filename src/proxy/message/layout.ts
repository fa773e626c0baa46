// Where things stand in a message, as plain numbers for code that works on its octets (RFC 1035 §4.1, RFC 6891 §6.1.2).
import { rcodes as rcodeBook } from '../../dns/codes.ts'
import { typeOf } from '../../dns/rr/table.ts'
import type { Transaction } from '../transaction.ts'

export const headerOctets = 12

/** Of the header: the octets of flags, and the counts of the sections. */
export const headerAt = {
  flags: 2,
  rcode: 3,
  questions: 4,
  answers: 6,
  authorities: 8,
  additionals: 10,
} as const

/** Bits of both octets of flags, as one number. */
export const flagBits = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  ad: 0x0020,
  cd: 0x0010,
} as const

/** Type, class, TTL and the length of the data, between the owner of a record and its data. */
export const recordFields = 10

/** Of an OPT record, from its owner: payload size, the upper bits of the rcode, flags, length and start of options. */
export const optLayout = { payload: 3, rcode: 5, flags: 7, dataLength: 9, options: 11 } as const

/** Code and length before the data of an option. */
export const optionHead = 4

/** EDNS options that the proxy puts and removes (RFC 7871, RFC 8914). */
export const optionCodes = { clientSubnet: 8, extendedError: 15 } as const

/** What the proxy says it takes over UDP, and the most that it makes by itself: no path fragments it (RFC 9715 §3). */
export const payloadOctets = 1232

/** What a client without EDNS takes over UDP. */
export const plainUdpOctets = 512

export const types = {
  A: typeOf('A').code,
  CNAME: typeOf('CNAME').code,
  SOA: typeOf('SOA').code,
  AAAA: typeOf('AAAA').code,
  OPT: typeOf('OPT').code,
  SVCB: typeOf('SVCB').code,
  HTTPS: typeOf('HTTPS').code,
  RRSIG: typeOf('RRSIG').code,
  TSIG: typeOf('TSIG').code,
  ANY: typeOf('ANY').code,
} as const

export const rcodes = {
  NOERROR: rcodeBook.code('NOERROR'),
  SERVFAIL: rcodeBook.code('SERVFAIL'),
  NXDOMAIN: rcodeBook.code('NXDOMAIN'),
} as const

export const u16 = (message: Uint8Array, at: number): number => (message[at]! << 8) | message[at + 1]!

export function setU16(message: Uint8Array, at: number, value: number): void {
  message[at] = value >> 8
  message[at + 1] = value
}

/** Writes 32 bits, of which the uppermost may be set. */
export function setU32(message: Uint8Array, at: number, value: number): void {
  setU16(message, at, value >>> 16)
  setU16(message, at + 2, value & 0xffff)
}

/** Where the records start; −1 if the message has more than the one question that a transaction knows. */
export function recordsAt({ message, questionEnd }: Transaction): number {
  const questions = u16(message, headerAt.questions)
  if (questions === 0) return headerOctets
  return questions === 1 ? questionEnd : -1
}

/** Records in all sections behind the question. */
export const recordCount = (message: Uint8Array): number =>
  u16(message, headerAt.answers) + u16(message, headerAt.authorities) + u16(message, headerAt.additionals)
