// Reads a query: header, question, and what EDNS adds (RFC 1035 §4.1, RFC 6891 §6.1).
import { rcodes, types } from './codes.ts'
import type { Exchange } from './exchange.ts'
import { readName } from './lookup-name.ts'
import { readOpt } from './opt.ts'
import { headerOctets, plainUdpOctets } from './sizes.ts'

/** Type, class, TTL and length of a record. */
const recordFields = 10

/** Reads the query into the exchange; returns the rcode with which to refuse it, or NOERROR. */
export function readQuery(x: Exchange, seed: number): number {
  const { message } = x
  x.questions = 0
  x.hasEdns = false
  x.udpSize = plainUdpOctets
  if (message[2]! & 0x78) return rcodes.NOTIMP
  if (u16(message, 4) !== 1) return rcodes.FORMERR
  const at = readName(x.name, message, headerOctets, x.end, seed)
  if (at < 0 || at + 4 > x.end) return rcodes.FORMERR
  x.type = u16(message, at)
  x.class = u16(message, at + 2)
  const records = readRecords(x, at + 4)
  x.questions = 1
  x.end = at + 4
  return records
}

/** Looks for EDNS in the records behind the question; octets behind the last record are nobody's business. */
function readRecords(x: Exchange, start: number): number {
  const { message, end } = x
  const beforeAdditional = u16(message, 6) + u16(message, 8)
  const records = beforeAdditional + u16(message, 10)
  let at = start
  for (let i = 0; i < records; i++) {
    const fieldsAt = skipName(message, at, end)
    if (fieldsAt < 0 || fieldsAt + recordFields > end) return rcodes.FORMERR
    const dataAt = fieldsAt + recordFields
    const next = dataAt + u16(message, dataAt - 2)
    if (next > end) return rcodes.FORMERR
    if (u16(message, fieldsAt) === types.OPT) {
      const isPlaced = i >= beforeAdditional && fieldsAt === at + 1 && !x.hasEdns
      if (!isPlaced || !readOpt(x, fieldsAt, dataAt, next)) return rcodes.FORMERR
    }
    at = next
  }
  return x.hasEdns && x.ednsVersion > 0 ? rcodes.BADVERS : rcodes.NOERROR
}

/** The offset behind a name that may be compressed; −1 if it does not end in the message. */
function skipName(message: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; ) {
    const octet = message[at]!
    if (octet >= 0xc0) return at + 2
    if (octet > 63) return -1
    if (octet === 0) return at + 1
    at += octet + 1
  }
  return -1
}

const u16 = (message: Uint8Array, at: number): number => (message[at]! << 8) | message[at + 1]!
