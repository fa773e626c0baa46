// Random messages whose names are compressed, as octets, and what dns-packet reads of them.
import { type DecodedPacket, decode } from 'dns-packet'
import fc from 'fast-check'
import { opcodes, rcodes } from '../../../src/dns/codes.ts'
import type { Name } from '../../../src/dns/name.ts'
import type { Rdata } from '../../../src/dns/rr/define-type.ts'
import type { EdnsOption } from '../../../src/dns/wire/edns-options.ts'
import { encodeMessage, type Flag, type Message } from '../../../src/dns/wire/message.ts'

// Few labels, so that names share suffixes.
const label = fc.constantFrom('a', 'b', 'www', 'mail', 'example', 'com', 'x'.repeat(63))
export const anyName = fc
  .array(label, { maxLength: 4 })
  .map(labels => `${labels.join('.')}.` as Name)
  .filter(name => name.length < 200)

const anyData = fc.oneof(
  fc.record({ type: fc.constantFrom('NS', 'CNAME', 'PTR', 'DNAME'), rdata: anyName as fc.Arbitrary<string> }),
  fc.record({ type: fc.constant('A'), rdata: fc.ipV4() }),
  fc.record({ type: fc.constant('MX'), rdata: anyName.map(name => `10 ${name}`) }),
  fc.record({ type: fc.constant('SRV'), rdata: anyName.map(name => `1 2 3 ${name}`) }),
  fc.record({ type: fc.constant('TXT'), rdata: fc.constantFrom('""', 'text', 'a b') }),
  fc.record({
    type: fc.constant('SOA'),
    rdata: fc.tuple(anyName, anyName).map(([mname, rname]) => `${mname} ${rname} 1 2 3 4 5`),
  }),
  fc.record({
    type: fc.constant('RRSIG'),
    rdata: fc
      .tuple(fc.constantFrom('A', 'MX', 'TXT'), anyName)
      .map(([covered, signer]) => `${covered} 13 2 300 20261201000000 20261101000000 4711 ${signer} AAAA`),
  }),
)

const anyRecord = fc
  .tuple(anyName, anyData, fc.nat(0x7fffffff))
  .map(([owner, { type, rdata }, ttl]) => ({ owner, type, class: 'IN' as const, ttl, rdata: rdata as Rdata }))

const section = fc.array(anyRecord, { maxLength: 4 })

const hex = (length: number) =>
  fc.uint8Array({ maxLength: length }).map(octets => Buffer.from(octets).toString('hex'))

export const anyOption: fc.Arbitrary<EdnsOption> = fc.oneof(
  fc.record({ name: fc.constantFrom('OPT65001' as const, 'OPT65002' as const), data: hex(9) }),
  fc.constant({ name: 'PADDING' as const, length: 3 }),
  fc.constant({ name: 'EDE' as const, infoCode: 3, text: 'stale' }),
  fc.constant({ name: 'ECS' as const, address: '198.51.100.0', sourcePrefix: 24, scopePrefix: 0 }),
)

export const anyEdns = fc.record({
  version: fc.constant(0),
  udpSize: fc.constantFrom(512, 1232, 4096),
  dnssecOk: fc.boolean(),
  options: fc.array(anyOption, { maxLength: 3 }),
})

export const anyQuestion = fc.record({
  name: anyName,
  type: fc.constantFrom('A', 'TXT', 'ANY'),
  class: fc.constant('IN' as const),
})

const flags = fc.uniqueArray(fc.constantFrom<Flag>('aa', 'rd', 'ra', 'ad', 'cd'))

const anyCase = fc.record({
  id: fc.nat(0xffff),
  opcode: fc.constant(opcodes.name(0)),
  question: anyQuestion,
  queryFlags: flags,
  queryEdns: fc.option(anyEdns, { nil: undefined }),
  rcode: fc.nat(15).map(rcodes.name),
  answerFlags: flags,
  answerEdns: fc.option(anyEdns, { nil: undefined }),
  answers: section,
  authorities: section,
  additionals: section,
})

const nothing = { answers: [], authorities: [], additionals: [] }

/** A query, and an answer to it, as octets. */
export const anyExchange = anyCase.map(
  ({ question, queryEdns, queryFlags, answerEdns, answerFlags, ...all }) => {
    const query: Message = {
      ...all,
      ...nothing,
      questions: [question],
      rcode: 'NOERROR',
      flags: new Set(queryFlags),
      ...(queryEdns && { edns: queryEdns }),
    }
    const answer: Message = {
      ...all,
      questions: [question],
      flags: new Set([...answerFlags, 'qr']),
      ...(answerEdns && { edns: answerEdns }),
    }
    return { query: Uint8Array.from(encodeMessage(query)), answer: Uint8Array.from(encodeMessage(answer)) }
  },
)

/** What dns-packet reads, the OPT record by itself, and the octets that it took. */
export function read(octets: Uint8Array) {
  const packet = decode(Buffer.from(octets)) as DecodedPacket & { readonly rcode: string }
  const { id, flags: bits = 0, questions, answers = [], authorities = [], additionals = [], rcode } = packet
  const opts = additionals.flatMap(each => (each.type === 'OPT' ? [each] : []))
  return {
    id,
    bits,
    rcode,
    questions,
    answers: answers.map(plain),
    authorities: authorities.map(plain),
    additionals: additionals.filter(each => each.type !== 'OPT').map(plain),
    opts: opts.map(({ udpPayloadSize, flags, extendedRcode, options }) => ({
      udpPayloadSize,
      flags,
      extendedRcode,
      options: options.map(({ code, data }) => [Number(code), data?.toString('hex')]),
    })),
  }
}

/** A record without what is not in the message. */
const plain = (record: object): Readonly<Record<string, unknown>> => JSON.parse(JSON.stringify(record))
