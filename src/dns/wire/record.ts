// Questions and records as they stand in a message (RFC 1035 §4.1.2, §4.1.3).
import { DnsctlError, fault } from '../../base/errors.ts'
import { classes, type DnsClass } from '../codes.ts'
import type { Name } from '../name.ts'
import { genericOctets, genericText, type Rdata, type RRTypeName } from '../rr/define-type.ts'
import { typeOf, typeOfCode } from '../rr/table.ts'
import { tokenize } from '../rr/text.ts'
import type { WireReader } from './reader.ts'
import type { WireWriter } from './writer.ts'

export interface Question {
  readonly name: Name
  readonly type: RRTypeName
  readonly class: DnsClass
}

/** One record of a message; one without data, as UPDATE has them, has `\# 0` (RFC 2136 §2.4). */
export interface MessageRecord {
  readonly owner: Name
  readonly type: RRTypeName
  readonly class: DnsClass
  /** Seconds. */
  readonly ttl: number
  readonly rdata: Rdata
}

/** Reads one entry of the question section. */
export function readQuestion(wire: WireReader): Question {
  const name = wire.name()
  const type = typeOfCode(wire.u16()).name
  return { name, type, class: classes.name(wire.u16()) }
}

export function writeQuestion(wire: WireWriter, question: Question): void {
  wire.name(question.name, true)
  wire.u16(wireCode(question.type))
  wire.u16(classes.code(question.class))
}

/** Reads a record whose owner and type code have been read. */
export function readRecord(wire: WireReader, owner: Name, code: number): MessageRecord {
  const recordClass = classes.name(wire.u16())
  const ttl = wire.u32()
  const data = wire.section(wire.u16())
  return {
    owner,
    type: typeOfCode(code).name,
    class: recordClass,
    // A TTL with the uppermost bit set is taken as 0 (RFC 2181 §8).
    ttl: ttl > 0x7fffffff ? 0 : ttl,
    rdata: readRdata(data, code, recordClass),
  }
}

export function writeRecord(wire: WireWriter, record: MessageRecord): void {
  wire.name(record.owner, true)
  wire.u16(wireCode(record.type))
  wire.u16(classes.code(record.class))
  wire.u32(record.ttl)
  wire.lengthPrefixed(() => {
    const generic = record.rdata.startsWith('\\#') ? genericOctets(tokenize(record.rdata)) : undefined
    if (generic) wire.bytes(generic)
    else typeOf(record.type).writeWire(wire, record.rdata)
  })
}

/** The code of a type that may stand in a message. */
function wireCode(mnemonic: RRTypeName): number {
  const type = typeOf(mnemonic)
  if (type.virtual) throw fault('rdata-invalid', `${type.name} is not a type that a message can hold`)
  return type.code
}

function readRdata(data: WireReader, code: number, recordClass: DnsClass): Rdata {
  const isEmptyByRight = data.left === 0 && (recordClass === 'ANY' || recordClass === 'NONE')
  if (isEmptyByRight) return genericText(new Uint8Array())
  const type = typeOfCode(code)
  try {
    return type.fromWire(data.octets, data.offset, data.left)
  } catch (error) {
    // What a type says of bad data, it says for zone files as well; here it was the sender's octets.
    if (!(error instanceof DnsctlError) || error.code === 'wire-malformed') throw error
    throw fault('wire-malformed', `${type.name} data: ${error.problems[0].message}`, undefined, {
      cause: error,
    })
  }
}
