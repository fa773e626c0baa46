// Actions that answer queries themselves, as dns-packet reads what they say.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PartSettings } from '../../../../src/proxy/rules/rule.ts'
import { transports } from '../../../../src/proxy/transaction.ts'
import { anyExchange, read } from '../../message/any-message.ts'
import { messageOf, transactionOf } from '../../transaction-of.ts'
import { exchangeOf, type Words } from '../selectors/exchange-of.ts'
import { act, actionOf } from './act.ts'

/** What a query becomes, in a few words; undefined where the next rule is looked at. */
function answered(settings: PartSettings, words: Words) {
  const t = exchangeOf(words)
  const before = messageOf(t)
  const outcome = act(actionOf(settings), t)
  if (outcome === 'next') {
    expect(messageOf(t)).toEqual(before)
    return undefined
  }
  expect(outcome).toBe('answer')
  const { bits, rcode, opts, ...sections } = read(messageOf(t))
  expect(t.message[2]! & 0x80).toBe(0x80)
  const text = (record: Record<string, unknown>) => {
    const data = typeof record.data === 'object' ? JSON.stringify(record.data) : record.data
    return `${record.name} ${record.ttl} ${record.class} ${record.type} ${data}`
  }
  const flags = { aa: 0x400, tc: 0x200, rd: 0x100, ra: 0x80, ad: 0x20, cd: 0x10 }
  return {
    rcode,
    flags: Object.entries(flags)
      .flatMap(([name, bit]) => (bits & bit ? [name] : []))
      .join(' '),
    answers: sections.answers.map(text).sort(),
    ...(sections.authorities.length > 0 && { authorities: sections.authorities.map(text) }),
    ...(sections.additionals.length > 0 && { additionals: sections.additionals.map(text) }),
    edns: opts.map(opt => `${opt.udpPayloadSize} ${opt.flags} ${opt.extendedRcode}`).join(),
  }
}

const soa = {
  type: 'NegativeAndSOA',
  nxd: true,
  zone: 'example.com',
  ttl: 300,
  mname: 'ns.example.com.',
  rname: 'hostmaster.example.com',
  soa_parameters: { serial: 0xffff_ffff, refresh: 1, retry: 2, expire: 3, minimum: 4 },
}
const soaText =
  'example.com 300 IN SOA {"mname":"ns.example.com","rname":"hostmaster.example.com","serial":4294967295,"refresh":1,"retry":2,"expire":3,"minimum":4}'
const spoof = { type: 'Spoof', ips: ['192.0.2.1', '2001:db8::1', '192.0.2.2'] }
const edns = {}
const empty = { rcode: 'NOERROR', flags: '', answers: [], edns: '' }
const www = 'www.example.com 60 IN'

describe('answers', () => {
  test.each<[PartSettings, Words, object | undefined]>([
    [{ type: 'RCode', rcode: 'NXDomain' }, {}, { ...empty, rcode: 'NXDOMAIN' }],
    [
      { type: 'RCode', rcode: 5 },
      { flags: ['rd', 'cd', 'ad'] },
      { ...empty, rcode: 'REFUSED', flags: 'rd ra cd' },
    ],
    [
      { type: 'RCode', rcode: 'Refused', vars: { set_aa: true, set_ad: true, set_ra: false } },
      { flags: ['rd'], edns: { dnssecOk: true } },
      { ...empty, rcode: 'REFUSED', flags: 'aa rd ad', edns: '1232 32768 0' },
    ],
    [{ type: 'ERCode', rcode: 'BADVERS' }, { edns }, { ...empty, edns: '1232 0 1' }],
    [{ type: 'ERCode', rcode: 'BADSIG' }, { edns }, { ...empty, edns: '1232 0 1' }],
    [{ type: 'ERCode', rcode: 'BADCOOKIE' }, {}, { ...empty, rcode: 'SERVFAIL' }],
    [{ type: 'ERCode', rcode: 'ServFail' }, {}, { ...empty, rcode: 'SERVFAIL' }],
    [{ type: 'TC' }, { flags: ['rd'] }, { ...empty, flags: 'tc rd ra' }],
    [{ type: 'TC' }, { transport: transports.tcp }, undefined],
    [soa, { edns }, { ...empty, rcode: 'NXDOMAIN', additionals: [soaText], edns: '1232 0 0' }],
    [
      { ...soa, nxd: false, soa_in_authority: true, vars: { set_aa: true } },
      {},
      { ...empty, flags: 'aa', authorities: [soaText] },
    ],
    [spoof, { type: 'A' }, { ...empty, answers: [`${www} A 192.0.2.1`, `${www} A 192.0.2.2`] }],
    [spoof, { type: 'AAAA', edns }, { ...empty, answers: [`${www} AAAA 2001:db8::1`], edns: '1232 0 0' }],
    [
      { ...spoof, vars: { ttl: 5 } },
      { type: 'ANY', class: 'ANY' },
      {
        ...empty,
        answers: ['A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:db8::1'].map(
          data => `www.example.com 5 IN ${data}`,
        ),
      },
    ],
    [spoof, { type: 'TXT' }, undefined],
    [spoof, { class: 'CH' }, undefined],
    [{ type: 'Spoof', ips: ['192.0.2.1'] }, { type: 'AAAA' }, undefined],
    [
      { type: 'SpoofCNAME', cname: 'other.example.org', vars: { set_ra: true } },
      { type: 'TXT' },
      { ...empty, flags: 'ra', answers: [`${www} CNAME other.example.org`] },
    ],
    [
      { type: 'SpoofRaw', answers: ['\\192\\000\\002\\001', '\\192\\000\\002\\002'] },
      {},
      { ...empty, answers: [`${www} A 192.0.2.1`, `${www} A 192.0.2.2`] },
    ],
    [
      { type: 'SpoofRaw', answers: ['\\003a"b'] },
      { type: 'TXT', class: 'CH' },
      { ...empty, answers: ['www.example.com 60 CH TXT [{"type":"Buffer","data":[97,34,98]}]'] },
    ],
    [{ type: 'SpoofRaw', answers: ['abcd'] }, { type: 'ANY' }, undefined],
    [
      { type: 'SpoofRaw', answers: ['abcd'], qtype_for_any: 'A' },
      { type: 'ANY' },
      { ...empty, answers: [`${www} A 97.98.99.100`] },
    ],
  ])('%j to %j', (settings, words, expected) => {
    expect(answered(settings, words)).toEqual(expected)
  })

  test('addresses come in changing order', () => {
    const action = actionOf({ type: 'Spoof', ips: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] })
    const orders = Array.from({ length: 60 }, () => {
      const t = exchangeOf({})
      action(t)
      return read(messageOf(t))
        .answers.map(each => each.data)
        .join()
    })
    expect(new Set(orders).size).toBe(6)
  })

  test('records that do not fit leave a truncated answer', () => {
    const ips = Array.from({ length: 40 }, (_, i) => `192.0.2.${i}`)
    const settings = { type: 'Spoof', ips }
    expect(answered(settings, {})).toEqual({ ...empty, flags: 'tc' })
    expect(answered(settings, { edns })?.answers).toHaveLength(40)
    expect(answered(settings, { transport: transports.tcp })?.answers).toHaveLength(40)
  })

  test('a record without room is left out of a negative answer', () => {
    const long = `${'x'.repeat(63)}.`.repeat(3)
    expect(answered({ ...soa, mname: long, rname: long, zone: long }, {})).toEqual({
      ...empty,
      rcode: 'NXDOMAIN',
    })
  })

  test('a whole message is sent with the id of the query', () => {
    const response = Array.from(
      Buffer.from(
        '0000818000010001000000000161000010 0001 c00c0010000100000001000201 78'.replaceAll(' ', ''),
        'hex',
      ),
      octet => `\\${String(octet).padStart(3, '0')}`,
    ).join('')
    const t = exchangeOf({ edns })
    expect(act(actionOf({ type: 'SpoofPacket', response }), t)).toBe('answer')
    expect(read(messageOf(t))).toMatchObject({ id: 1, questions: [{ name: 'a', type: 'TXT' }], opts: [] })
    expect(t).toMatchObject({ nameEnd: 15, questionEnd: 19, labels: 1, type: 16, class: 1, optAt: 0 })
    expect(() => actionOf({ type: 'SpoofPacket', response: `${response}x` })).toThrow(
      'proxy-rule-invalid: 1 octets follow the last record',
    )
    expect(() => actionOf({ type: 'SpoofPacket', response: '\\000'.repeat(12) })).toThrow('0 questions')
  })

  test('over HTTP there may be a status', () => {
    const action = actionOf({ type: 'HTTPStatus', status: 307, body: 'https://example.com/' })
    expect(act(action, exchangeOf({}))).toBe('next')
    const t = exchangeOf({ path: '/', transport: transports.doh })
    expect(act(action, t)).toBe('answer')
    expect(t.decided.httpAnswer).toEqual({
      status: 307,
      body: Buffer.from('https://example.com/'),
      contentType: 'application/dns-message',
    })
    expect(read(messageOf(t)).answers).toEqual([])
  })
})

describe('service bindings', () => {
  const first = {
    priority: 1,
    target: 'dot.example.com',
    mandatory_params: [3],
    alpns: ['dot', 'h2'],
    no_default_alpn: true,
    port: 853,
    ipv4_hints: ['192.0.2.1'],
    ipv6_hints: ['2001:db8::1'],
    additional_params: [{ key: 7, value: '/q{?dns}' }],
  }
  const rdata = [
    '0001',
    '03646f74076578616d706c6503636f6d00',
    '0000 0002 0003',
    '0001 0007 03646f74 026832',
    '0002 0000',
    '0003 0002 0355',
    '0004 0004 c0000201',
    '0006 0010 20010db8000000000000000000000001',
    `0007 0008 ${Buffer.from('/q{?dns}').toString('hex')}`,
  ]

  test.each(['SVCB', 'HTTPS'])('are answered to %s, with the addresses in them', type => {
    const t = exchangeOf({ type, edns })
    expect(act(actionOf({ type: 'SpoofSVC', parameters: [first] }), t)).toBe('answer')
    const { answers, additionals } = read(messageOf(t))
    const data = Buffer.from((answers[0]!.data ?? answers[0]) as never)
    expect(data.toString('hex')).toBe(rdata.join('').replaceAll(' ', ''))
    expect(additionals.map(each => `${each.name} ${each.type} ${each.data}`)).toEqual([
      'dot.example.com A 192.0.2.1',
      'dot.example.com AAAA 2001:db8::1',
    ])
  })

  test('without a target the addresses are those of the name', () => {
    const t = exchangeOf({ type: 'SVCB' })
    actionOf({ type: 'SpoofSVC', parameters: [{ priority: 1, ipv4_hints: ['192.0.2.1'] }] })(t)
    expect(read(messageOf(t)).additionals).toMatchObject([{ name: 'www.example.com', type: 'A' }])
  })

  test('are no answers to other types', () => {
    const action = actionOf({ type: 'SpoofSVC', parameters: [first] })
    expect(act(action, exchangeOf({ type: 'A' }))).toBe('next')
  })

  test.each([
    [{ priority: 1, mandatory_params: [3] }, 'service parameter 3 is mandatory, but not there'],
    [{ priority: 1, no_default_alpn: true }, 'no_default_alpn needs alpns'],
    [{ priority: 1, port: 1, additional_params: [{ key: 3, value: '\\000\\001' }] }, '3 is there twice'],
    [{ priority: 1, ipv4_hints: ['2001:db8::1'] }, '"2001:db8::1" is not an IPv4 address'],
    [{ priority: 1, target: 'a..b' }, 'has an empty label'],
    [{ priority: 1, alpns: ['x'.repeat(256)] }, 'is longer than 255 octets'],
  ])('%j is refused', (binding, message) => {
    const settings = { type: 'SpoofSVC', parameters: [binding] }
    expect(() => actionOf(settings)).toThrow(message)
    expect(() => actionOf(settings)).toThrow('proxy-rule-invalid')
  })
})

test('whatever the query, an answer of a rule is a message of the size that it may have', () => {
  const parameters = [{ priority: 1, target: 'x.example.com', ipv4_hints: ['192.0.2.1'] }]
  const actions = [
    spoof,
    soa,
    { type: 'SpoofRaw', answers: Array.from({ length: 60 }, () => '\\003abc'), qtype_for_any: 'TYPE65000' },
    { type: 'SpoofCNAME', cname: 'a.b' },
    { type: 'SpoofSVC', parameters },
    { type: 'ERCode', rcode: 23 },
  ].map(settings => actionOf(settings))
  fc.assert(
    fc.property(anyExchange, fc.nat(actions.length - 1), ({ query }, number) => {
      const t = transactionOf(query)
      if (act(actions[number]!, t) === 'next') return
      expect(t.length).toBeLessThanOrEqual(Math.min(Math.max(t.udpSize, 512), 1232))
      expect(read(messageOf(t)).opts).toHaveLength(t.hasEdns ? 1 : 0)
      expect(read(messageOf(t)).questions).toEqual(read(query).questions)
    }),
    { numRuns: 300 },
  )
})
