// The DNS message: header, four sections, and EDNS taken out of the additional one (RFC 1035 §4.1, RFC 6891).
import { fault } from '../../base/errors.ts'
import { type Opcode, opcodes, type Rcode, rcodes } from '../codes.ts'
import { root, sameName } from '../name.ts'
import { type Edns, optCode, readOpt, writeOpt } from './edns.ts'
import { WireReader } from './reader.ts'
import {
  type MessageRecord,
  type Question,
  readQuestion,
  readRecord,
  writeQuestion,
  writeRecord,
} from './record.ts'
import { WireWriter } from './writer.ts'

/** The header's flags by the names that RFC 1035 and RFC 4035 give them; `z` has no meaning yet. */
const flagBits = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  z: 0x0040,
  ad: 0x0020,
  cd: 0x0010,
} as const

export type Flag = keyof typeof flagBits

export interface Message {
  /** 0 to 65535. */
  readonly id: number
  readonly opcode: Opcode
  /** Above 15 only with EDNS. */
  readonly rcode: Rcode
  readonly flags: ReadonlySet<Flag>
  readonly questions: readonly Question[]
  readonly answers: readonly MessageRecord[]
  readonly authorities: readonly MessageRecord[]
  /** Without the OPT record, which is `edns`. */
  readonly additionals: readonly MessageRecord[]
  readonly edns?: Edns
}

const maxMessage = 65535
/** Octets of the header, up to where the questions start. */
const headerOctets = 12

/** Decodes a whole message; throws `wire-malformed` for anything that is not one, also for octets behind it. */
export function decodeMessage(octets: Uint8Array): Message {
  if (octets.length > maxMessage)
    throw fault('wire-malformed', `a message has at most ${maxMessage} octets, not ${octets.length}`)
  const wire = new WireReader(octets)
  const id = wire.u16()
  const bits = wire.u16()
  const counts = { question: wire.u16(), answer: wire.u16(), authority: wire.u16(), additional: wire.u16() }
  const questions = Array.from({ length: counts.question }, () => readQuestion(wire))
  const answers = readSection(wire, counts.answer).records
  const authorities = readSection(wire, counts.authority).records
  const { records: additionals, opt } = readSection(wire, counts.additional, true)
  if (wire.left > 0) throw fault('wire-malformed', `${wire.left} octets follow the last record`)
  return {
    id,
    opcode: opcodes.name((bits >> 11) & 0xf),
    rcode: rcodes.name(((opt?.extendedRcode ?? 0) << 4) | (bits & 0xf)),
    flags: new Set(allFlags.filter(flag => bits & flagBits[flag])),
    questions,
    answers,
    authorities,
    additionals,
    ...(opt && { edns: opt.edns }),
  }
}

const allFlags = Object.keys(flagBits) as Flag[]

interface Section {
  readonly records: MessageRecord[]
  readonly opt?: ReturnType<typeof readOpt>
}

function readSection(wire: WireReader, count: number, mayHoldOpt = false): Section {
  const records: MessageRecord[] = []
  let opt: Section['opt']
  for (let i = 0; i < count; i++) {
    const owner = wire.name()
    const type = wire.u16()
    if (type !== optCode) records.push(readRecord(wire, owner, type))
    else if (!mayHoldOpt || opt || owner !== root)
      throw fault('wire-malformed', 'an OPT record stands at the root, in the additional section, and once')
    else opt = readOpt(wire)
  }
  return { records, ...(opt && { opt }) }
}

/**
 * Encodes a message, with names compressed, into at most `limit` octets.
 *
 * Whole RRsets are left out from the end until the rest fits; EDNS always stays. TC says that something
 * is missing which the asker cannot do without: an answer, an authority, or glue (RFC 2181 §9, RFC 9471).
 */
export function encodeMessage(message: Message, limit = maxMessage): Uint8Array {
  // A record is measured once it is written, so there has to be room for one that is too much.
  const wire = new WireWriter({ compress: true, limit: 3 * maxMessage })
  wire.bytes(new Uint8Array(headerOctets))
  for (const question of message.questions) writeQuestion(wire, question)

  let isWhole = true
  const write = (records: readonly MessageRecord[], end: number): number => {
    const written = isWhole ? writeRRsets(wire, records, end) : 0
    isWhole &&= written === records.length
    return written
  }
  const end = Math.min(limit, maxMessage)
  const opt = encodeOpt(message)
  const answers = write(message.answers, end - opt.length)
  const authorities = write(message.authorities, end - opt.length)
  const lacksData = !isWhole
  // EDNS comes first in its section, because a TSIG has to be the last (RFC 8945 §5.1).
  wire.bytes(opt)
  const additionals = write(message.additionals, end)
  const isTruncated = lacksData || (!isWhole && isReferral(message))

  const bits = headerBits(message) | (isTruncated ? flagBits.tc : 0)
  const edns = message.edns ? 1 : 0
  const header = [message.id, bits, message.questions.length, answers, authorities, additionals + edns]
  for (const [i, value] of header.entries()) wire.patchU16(2 * i, value)
  return wire.finish()
}

function encodeOpt({ edns, rcode }: Message): Uint8Array {
  const code = rcodes.code(rcode)
  const wire = new WireWriter({ size: 32 })
  if (edns) writeOpt(wire, edns, code)
  else if (code > 0xf) throw fault('internal-fault', `rcode ${rcode} cannot be sent without EDNS`)
  return wire.finish()
}

/** Writes records up to the first RRset that goes beyond `end`; returns how many it wrote. */
function writeRRsets(wire: WireWriter, records: readonly MessageRecord[], end: number): number {
  let startsAt = wire.length
  let first = 0
  for (const [i, record] of records.entries()) {
    if (!isSameRRset(records[first]!, record)) {
      startsAt = wire.length
      first = i
    }
    writeRecord(wire, record)
    if (wire.length <= end) continue
    wire.cut(startsAt)
    return first
  }
  return records.length
}

const isSameRRset = (a: MessageRecord, b: MessageRecord): boolean =>
  a.type === b.type && a.class === b.class && sameName(a.owner, b.owner)

/** In a referral, the additional section holds glue. */
const isReferral = (message: Message): boolean => message.answers.length === 0 && !message.flags.has('aa')

function headerBits({ flags, opcode, rcode }: Message): number {
  let bits = (opcodes.code(opcode) << 11) | (rcodes.code(rcode) & 0xf)
  for (const flag of flags) bits |= flagBits[flag]
  return bits
}
