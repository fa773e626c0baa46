// Makes the answer to a query in the query's place: header, question, records, and OPT if the client knows EDNS.
import { type Transaction, transports } from '../transaction.ts'
import { appendOpt } from './edns.ts'
import {
  flagBits,
  headerAt,
  headerOctets,
  optLayout,
  payloadOctets,
  plainUdpOctets,
  rcodes,
  recordFields,
  setU16,
  setU32,
  u16,
} from './layout.ts'

/** Makes the query an answer without records. An rcode above 15 becomes SERVFAIL for a client without EDNS. */
export function answerWith(t: Transaction, rcode: number): void {
  beginAnswer(t, rcode)
  finishAnswer(t, rcode)
}

/**
 * Leaves the header and the question of a query, or of an answer: opcode, RD and CD are those of the query as it came
 * (RFC 1035 §4.1.1, RFC 4035 §3.1.6), RA is as RD, so that stub resolvers do not mind. Then come records, and finishAnswer.
 */
export function beginAnswer(t: Transaction, rcode: number): void {
  const { message } = t
  const asked = t.flags & (flagBits.rd | flagBits.cd)
  const code = rcode > 0x0f && !t.hasEdns ? rcodes.SERVFAIL : rcode & 0x0f
  const flags = flagBits.qr | (u16(message, headerAt.flags) & 0x7800) | asked | code
  setU16(message, headerAt.flags, flags | (t.flags & flagBits.rd ? flagBits.ra : 0))
  cutRecords(t)
}

/** Ends the answer with an OPT record, if the client knows EDNS. */
export function finishAnswer(t: Transaction, rcode: number): void {
  if (t.hasEdns && t.length + optLayout.options <= t.message.length)
    appendOpt(t, payloadOctets, t.dnssecOk, rcode)
}

/** Ends the message behind its question. */
export function cutRecords(t: Transaction): void {
  const { message } = t
  const hasQuestion = u16(message, headerAt.questions) === 1 && t.questionEnd > headerOctets
  setU16(message, headerAt.questions, hasQuestion ? 1 : 0)
  for (let at: number = headerAt.answers; at < headerOctets; at++) message[at] = 0
  t.length = hasQuestion ? t.questionEnd : headerOctets
  t.optAt = t.optEnd = 0
}

/** Where an answer that the proxy makes has to end, so that an OPT record still fits behind it. */
function answerLimit(t: Transaction): number {
  const isUdp = t.transport === transports.udp
  const most = isUdp ? Math.min(Math.max(t.udpSize, plainUdpOctets), payloadOctets) : 0xffff
  return Math.min(most, t.message.length) - (t.hasEdns ? optLayout.options : 0)
}

/** Records of the question's name have a pointer to it. */
const questionName = Uint8Array.of(0xc0, headerOctets)

/** What a record that the proxy makes is to be. */
export interface NewRecord {
  /** In wire form; undefined for the question's name. */
  readonly owner: Uint8Array | undefined
  readonly type: number
  readonly rdata: Uint8Array
}

/**
 * Adds a record to the section with a count at a place of the header, between beginAnswer and finishAnswer; the sections
 * in their order. Its class is the question's. False if it does not fit, and then nothing changes.
 */
export function putRecord(t: Transaction, section: number, record: NewRecord, ttl: number): boolean {
  const { message, length } = t
  const { owner = questionName, type, rdata } = record
  const end = length + owner.length + recordFields + rdata.length
  if (end > answerLimit(t)) return false
  const fieldsAt = length + owner.length
  for (let i = 0; i < owner.length; i++) message[length + i] = owner[i]!
  setU16(message, fieldsAt, type)
  // A question of class ANY is answered with data of the Internet.
  setU16(message, fieldsAt + 2, t.class === anyClass ? 1 : t.class)
  setU32(message, fieldsAt + 4, ttl)
  setU16(message, fieldsAt + 8, rdata.length)
  for (let i = 0; i < rdata.length; i++) message[fieldsAt + recordFields + i] = rdata[i]!
  setU16(message, section, u16(message, section) + 1)
  t.length = end
  return true
}

const anyClass = 255
