// Makes DNS messages octet by octet, and reads those that come back.
import { type DecodedPacket, decode, type OptAnswer } from 'dns-packet'
import { nameToWire, parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'

/** An option of EDNS: its code and data. */
export interface EdnsOption {
  readonly code: number
  readonly data: Uint8Array
}

export interface Edns {
  readonly size?: number
  readonly version?: number
  readonly dnssecOk?: boolean
  readonly options?: readonly EdnsOption[]
}

export interface QueryParts {
  /** Random if it is left out. */
  readonly id?: number
  /** RD alone if it is left out. */
  readonly flags?: number
  readonly class?: number
  readonly edns?: Edns
  /** What stands behind the last record. */
  readonly trailing?: Uint8Array
}

/** A record with its data in octets. */
export interface RawRecord {
  /** `@` for the name that is asked for. */
  readonly name: string
  /** The text of a type, or `TYPE65280`. */
  readonly type: string
  readonly class?: number
  readonly ttl: number
  readonly data: Uint8Array
}

export const bits = {
  qr: 0x8000,
  aa: 0x0400,
  tc: 0x0200,
  rd: 0x0100,
  ra: 0x0080,
  ad: 0x0020,
  cd: 0x0010,
} as const

/** Makes a query; the letters of the name stay as they are. */
export function query(name: string, type = 'A', parts: QueryParts = {}): Buffer {
  const { id = randomId(), flags = bits.rd, edns, trailing } = parts
  return Buffer.concat([
    u16s(id, flags, 1, 0, 0, edns ? 1 : 0),
    wireName(name),
    u16s(typeOf(type).code, parts.class ?? 1),
    edns ? optRecord(edns) : Buffer.alloc(0),
    trailing ?? Buffer.alloc(0),
  ])
}

/** The OPT record that carries EDNS. */
export function optRecord({ size = 1232, version = 0, dnssecOk = false, options = [] }: Edns): Buffer {
  const data = Buffer.concat(
    options.map(option => Buffer.concat([u16s(option.code, option.data.length), option.data])),
  )
  return Buffer.concat([Buffer.from([0]), u16s(41, size, version, dnssecOk ? 0x8000 : 0, data.length), data])
}

/** The client subnet of RFC 7871: a family's address, cut off behind its prefix. */
export function clientSubnet(address: readonly number[], prefix: number, scope = 0): EdnsOption {
  const octets = address.slice(0, Math.ceil(prefix / 8))
  return { code: 8, data: Buffer.from([0, address.length === 4 ? 1 : 2, prefix, scope, ...octets]) }
}

export interface AnswerParts {
  readonly rcode?: number
  /** Bits beside QR and those of the query. */
  readonly flags?: number
  readonly answers?: readonly RawRecord[]
  readonly authorities?: readonly RawRecord[]
  readonly additionals?: readonly RawRecord[]
  readonly edns?: Edns | undefined
}

/** Makes the answer to a query: its id, question, RD and CD with these records. */
export function answerTo(asked: Uint8Array, parts: AnswerParts = {}): Buffer {
  const { answers = [], authorities = [], additionals = [], edns } = parts
  const header = Buffer.from(asked.subarray(0, 4))
  const flags = header.readUInt16BE(2) & (0x7800 | bits.rd | bits.cd)
  header.writeUInt16BE(bits.qr | flags | bits.ra | (parts.flags ?? 0) | (parts.rcode ?? 0), 2)
  return Buffer.concat([
    header,
    u16s(1, answers.length, authorities.length, additionals.length + (edns ? 1 : 0)),
    asked.subarray(12, questionEnd(asked)),
    ...[...answers, ...authorities, ...additionals].map(rawRecord),
    edns ? optRecord(edns) : Buffer.alloc(0),
  ])
}

function rawRecord({ name, type, class: dnsClass = 1, ttl, data }: RawRecord): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt16BE(typeOf(type).code, 0)
  fields.writeUInt16BE(dnsClass, 2)
  fields.writeUInt32BE(ttl, 4)
  fields.writeUInt16BE(data.length, 8)
  return Buffer.concat([name === '@' ? Buffer.of(0xc0, 12) : wireName(name), fields, data])
}

/** An A record. */
export const a = (name: string, address: string, ttl = 3600): RawRecord => ({
  name,
  type: 'A',
  ttl,
  data: Buffer.from(address.split('.').map(Number)),
})

/** A TXT record of one string. */
export const txt = (name: string, text: string, ttl = 3600): RawRecord => ({
  name,
  type: 'TXT',
  ttl,
  data: Buffer.from([text.length, ...Buffer.from(text, 'latin1')]),
})

/** An SOA record whose minimum is given. */
export const soa = (name: string, ttl: number, minimum: number): RawRecord => {
  const numbers = Buffer.alloc(20)
  numbers.writeUInt32BE(1, 0)
  numbers.writeUInt32BE(minimum, 16)
  return {
    name,
    type: 'SOA',
    ttl,
    data: Buffer.concat([wireName('ns.test'), wireName('mail.test'), numbers]),
  }
}

/** A received message, read when it is looked at. */
export interface Message {
  readonly octets: Buffer
  readonly packet: DecodedPacket
  readonly id: number
  readonly flags: number
  readonly rcode: number
  /** The name and type that are asked for; empty without a question. */
  readonly name: string
  readonly type: string
  readonly opt: OptAnswer | undefined
}

/** Makes a message of octets, which need not be well formed before they are looked at. */
export const readMessage = (octets: Buffer): Message => ({
  octets,
  get packet() {
    return decode(octets)
  },
  get id() {
    return octets.readUInt16BE(0)
  },
  get flags() {
    return octets.readUInt16BE(2) & 0xfff0
  },
  get rcode() {
    return octets[3]! & 15
  },
  get name() {
    return this.packet.questions?.[0]?.name ?? ''
  },
  get type() {
    return this.packet.questions?.[0]?.type ?? ''
  },
  get opt() {
    return this.packet.additionals?.find((record): record is OptAnswer => record.type === 'OPT')
  },
})

/** The data of an EDNS option of a message; undefined without it. */
export const optionOf = ({ opt }: Message, code: number): Buffer | undefined => {
  const found = opt?.options.find(option => option.code === code) as { readonly data?: Buffer } | undefined
  return found && Buffer.from(found.data ?? [])
}

/** Extended DNS Errors of a message: code and text. */
export const errorsOf = ({ opt }: Message): readonly { readonly code: number; readonly text: string }[] =>
  (opt?.options ?? [])
    .filter(option => Number(option.code) === 15)
    .map(option => Buffer.from((option as unknown as { data: Buffer }).data))
    .map(data => ({ code: data.readUInt16BE(0), text: data.toString('utf8', 2) }))

/** Where the question of a message ends. */
export function questionEnd(message: Uint8Array): number {
  let at = 12
  while (message[at]) at += 1 + message[at]!
  return at + 5
}

const wireName = (name: string): Uint8Array => nameToWire(parseName(name.endsWith('.') ? name : `${name}.`))

export const u16s = (...numbers: readonly number[]): Buffer =>
  Buffer.from(numbers.flatMap(number => [(number >> 8) & 0xff, number & 0xff]))

export const randomId = (): number => Math.floor(Math.random() * 0x1_0000)
