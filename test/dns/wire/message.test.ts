import dnsPacket from 'dns-packet'
import { describe, expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { Rdata } from '../../../src/dns/rr/define-type.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import { plainEdns } from '../../../src/dns/wire/edns.ts'
import { decodeMessage, encodeMessage, type Message } from '../../../src/dns/wire/message.ts'
import type { MessageRecord } from '../../../src/dns/wire/record.ts'

const record = (owner: string, type: string, rdata: string, ttl = 300): MessageRecord => ({
  owner: parseName(owner),
  type,
  class: 'IN',
  ttl,
  rdata: typeOf(type).parse(rdata),
})

const message = (parts: Partial<Message> = {}): Message => ({
  id: 4660,
  opcode: 'QUERY',
  rcode: 'NOERROR',
  flags: new Set(['qr']),
  questions: [{ name: parseName('www.example.com.'), type: 'A', class: 'IN' }],
  answers: [],
  authorities: [],
  additionals: [],
  ...parts,
})

const hex = (text: string) => Buffer.from(text.replace(/[^0-9a-f]/gi, ''), 'hex')
const malformed = expect.objectContaining({ code: 'wire-malformed' })

describe('an encoded message', () => {
  const full = message({
    flags: new Set(['qr', 'aa', 'rd', 'ad']),
    answers: [
      record('www.example.com.', 'CNAME', 'Host.example.com.'),
      record('Host.example.com.', 'A', '192.0.2.1'),
      record('Host.example.com.', 'AAAA', '2001:db8::1'),
      record('example.com.', 'MX', '10 mail.example.com.'),
      record('example.com.', 'TXT', '"a b" "c\\"d"'),
      record('_sip._tcp.example.com.', 'SRV', '1 2 5060 host.example.com.'),
    ],
    authorities: [record('example.com.', 'SOA', 'ns1.example.com. h.example.com. 1 2 3 4 5')],
    additionals: [record('ns1.example.com.', 'TYPE65280', '\\# 3 010203')],
    edns: { ...plainEdns, dnssecOk: true },
  })

  test('is read as it was', () => {
    expect(decodeMessage(encodeMessage(full))).toEqual(full)
  })

  test('is read by dns-packet', () => {
    const read = dnsPacket.decode(Buffer.from(encodeMessage(full)))
    expect(read).toMatchObject({
      id: 4660,
      type: 'response',
      flag_aa: true,
      flag_tc: false,
      rcode: 'NOERROR',
    })
    expect(read.questions).toEqual([{ name: 'www.example.com', type: 'A', class: 'IN' }])
    expect(read.answers!.map(answer => 'data' in answer && answer.data)).toEqual([
      'Host.example.com',
      '192.0.2.1',
      '2001:db8::1',
      { preference: 10, exchange: 'mail.example.com' },
      [Buffer.from('a b'), Buffer.from('c"d')],
      { priority: 1, weight: 2, port: 5060, target: 'host.example.com' },
    ])
    expect(read.authorities![0]).toMatchObject({ data: { mname: 'ns1.example.com', serial: 1, minimum: 5 } })
    expect(read.additionals![0]).toMatchObject({ type: 'OPT', udpPayloadSize: 1232, flag_do: true })
  })

  test('of dns-packet is read by us', () => {
    const octets = dnsPacket.encode({
      id: 7,
      type: 'query',
      flags: dnsPacket.RECURSION_DESIRED,
      questions: [{ name: 'example.org', type: 'SRV' }],
      answers: [
        { name: 'example.org', type: 'MX', ttl: 9, data: { preference: 5, exchange: 'm.example.org' } },
      ],
      additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 4096, flags: 0, options: [] } as never],
    })
    expect(decodeMessage(octets)).toEqual(
      message({
        id: 7,
        flags: new Set(['rd']),
        questions: [{ name: parseName('example.org.'), type: 'SRV', class: 'IN' }],
        answers: [record('example.org.', 'MX', '5 m.example.org.', 9)],
        edns: { ...plainEdns, udpSize: 4096 },
      }),
    )
  })

  test('compresses names whatever their case, and points to the first as it was written', () => {
    const octets = encodeMessage(
      message({
        questions: [{ name: parseName('WWW.Example.com.'), type: 'A', class: 'IN' }],
        answers: [record('www.example.COM.', 'CNAME', 'a.eXample.com.')],
      }),
    )
    // Owner: pointer to 12; target: label "a" and a pointer to "Example.com." at 16.
    expect(Buffer.from(octets.subarray(33)).toString('hex')).toBe('c00c000500010000012c00040161c010')
    expect(decodeMessage(octets).answers[0]).toMatchObject({
      owner: 'WWW.Example.com.',
      rdata: 'a.Example.com.',
    })
  })

  test.each([
    ['MX', '10 www.example.com.', 4],
    ['NS', 'www.example.com.', 2],
    ['SOA', 'www.example.com. example.com. 1 2 3 4 5', 24],
    ['SRV', '0 0 1 www.example.com.', 23],
  ])('compresses names in %s data only where RFC 3597 §4 allows it', (type, rdata, length) => {
    const octets = encodeMessage(message({ answers: [record('www.example.com.', type, rdata)] }))
    expect((octets[43]! << 8) | octets[44]!).toBe(length)
  })

  test('has no pointer to beyond 14 bits', () => {
    const answers = Array.from({ length: 300 }, (_, i) => record(`l${i}.example.net.`, 'TXT', 'x'.repeat(80)))
    const late = [
      record('a.example.org.', 'NS', 'b.example.org.'),
      record('b.example.org.', 'A', '192.0.2.1'),
    ]
    const full = message({ answers: [...answers, ...late] })
    const octets = encodeMessage(full)
    expect(octets.length).toBeGreaterThan(0x4000)
    expect(decodeMessage(octets)).toEqual(full)
  })

  test('keeps updates that have no data', () => {
    const update = message({
      opcode: 'UPDATE',
      answers: [{ ...record('a.example.com.', 'A', '192.0.2.1', 0), class: 'ANY', rdata: '\\# 0' as Rdata }],
    })
    expect(decodeMessage(encodeMessage(update))).toEqual(update)
  })

  test('has an rcode above 15 only with EDNS', () => {
    const bad = message({ rcode: 'BADVERS', edns: plainEdns })
    expect(decodeMessage(encodeMessage(bad))).toEqual(bad)
    const { edns: _, ...without } = bad
    expect(() => encodeMessage(without)).toThrow('BADVERS')
  })
})

describe('a size limit', () => {
  const set = (owner: string, count: number) =>
    Array.from({ length: count }, (_, i) => record(owner, 'A', `192.0.2.${i}`))
  const big = message({
    flags: new Set(['qr', 'aa']),
    answers: [...set('www.example.com.', 10), ...set('web.example.com.', 20)],
    authorities: set('example.com.', 1),
    additionals: set('ns.example.com.', 5),
    edns: plainEdns,
  })
  const sizes = (parts: Message, limit: number) => {
    const octets = encodeMessage(parts, limit)
    expect(octets.length).toBeLessThanOrEqual(limit)
    const { answers, authorities, additionals, flags, edns } = decodeMessage(octets)
    return [answers.length, authorities.length, additionals.length, flags.has('tc'), edns !== undefined]
  }

  test.each([
    [4096, [30, 1, 5, false, true]],
    [620, [30, 1, 0, false, true]],
    [540, [30, 0, 0, true, true]],
    [512, [10, 0, 0, true, true]],
    [100, [0, 0, 0, true, true]],
  ])('of %i leaves whole RRsets out from the end', (limit, expected) => {
    expect(sizes(big, limit)).toEqual(expected)
  })

  test('sets TC where glue is left out', () => {
    const referral = message({ authorities: set('example.com.', 1), additionals: set('ns.example.com.', 40) })
    expect(sizes(referral, 512)).toEqual([0, 1, 0, true, false])
  })

  test('is 65535 at most', () => {
    const texts = Array.from({ length: 10 }, (_, i) =>
      record(`t${i}.example.`, 'TYPE65280', `\\# 9000 ${'00'.repeat(9000)}`),
    )
    expect(sizes(message({ answers: texts }), 65535)).toEqual([7, 0, 0, true, false])
    const one = { ...texts[0]!, rdata: `\\# 65535 ${'00'.repeat(65535)}` as Rdata }
    expect(sizes(message({ answers: [one] }), 65535)).toEqual([0, 0, 0, true, false])
  })

  test('does not point to names that were left out', () => {
    const answers = [...set('long.sub.example.net.', 31), record('other.sub.example.net.', 'A', '192.0.2.1')]
    const authorities = [record('sub.example.net.', 'A', '192.0.2.2')]
    const referral = message({ answers: [], authorities: [...answers, ...authorities] })
    for (let limit = 60; limit < 700; limit += 7) decodeMessage(encodeMessage(referral, limit))
  })
})

describe('a malformed message', () => {
  const header = '0001 8000 0000 0000 0000 0000'
  test.each([
    ['is empty', ''],
    ['is shorter than the header', '0001 8000 0000 0000 0000'],
    ['lacks the question it announces', '0001 0000 0001 0000 0000 0000'],
    ['ends within the question', '0001 0000 0001 0000 0000 0000 0161 00 0001'],
    ['has octets behind it', `${header} 00`],
    ['has a name that points to itself', '0001 0000 0001 0000 0000 0000 c00c 0001 0001'],
    ['has a name that points forward', '0001 0000 0001 0000 0000 0000 c010 0001 0001 00'],
    ['has names that point in a loop', '0001 0000 0002 0000 0000 0000 0161c012 0001 0001 c00c 0001 0001'],
    ['has a label of an unknown type', '0001 0000 0001 0000 0000 0000 4100 0001 0001'],
    ['has a label beyond its end', '0001 0000 0001 0000 0000 0000 0a61'],
    ['has data beyond its end', '0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0005 c0000201'],
    ['has address data that are short', '0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0003 c00002'],
    ['has address data that are long', '0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0005 c000020101'],
    ['has no address data in class IN', '0001 8000 0000 0001 0000 0000 00 0001 0001 00000000 0000'],
    ['has OPT in the answer', '0001 8000 0000 0001 0000 0000 00 0029 04d0 00000000 0000'],
    ['has two OPTs', '0001 8000 0000 0000 0000 0002 00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000'],
    ['has OPT below the root', '0001 8000 0000 0000 0000 0001 016100 0029 04d0 00000000 0000'],
    ['has an option beyond OPT', '0001 8000 0000 0000 0000 0001 00 0029 04d0 00000000 0004 0003 0001'],
  ])('that %s is refused', (_, octets) => {
    expect(() => decodeMessage(hex(octets))).toThrow(malformed)
  })

  test('is over 65535 octets', () => {
    expect(() => decodeMessage(new Uint8Array(65536))).toThrow(malformed)
  })

  const label = (size: number) => `${size.toString(16).padStart(2, '0')}${'61'.repeat(size)}`
  const named = (size: number) =>
    hex(`0001 0000 0001 0000 0000 0000 ${label(63).repeat(3)}${label(size)}00 0001 0001`)

  test('has a name of over 255 octets', () => {
    expect(decodeMessage(named(61)).questions[0]!.name).toHaveLength(254)
    expect(() => decodeMessage(named(62))).toThrow(malformed)
  })

  test('has pointers that join to a name of over 255 octets', () => {
    const octets = hex(
      `0001 0000 0002 0000 0000 0000 ${label(63).repeat(3)}${label(50)}00 0001 0001 ${label(20)}c00c 0001 0001`,
    )
    expect(() => decodeMessage(octets)).toThrow(malformed)
  })
})

test('a TTL with the uppermost bit is 0', () => {
  const octets = hex('0001 8000 0000 0001 0000 0000 00 0001 0001 80000001 0004 c0000201')
  expect(decodeMessage(octets).answers[0]!.ttl).toBe(0)
})
