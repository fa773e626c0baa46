// Each rule of answering, asked of one zone; what the answer has to be is written as one line a section.
import { expect, test } from 'vitest'
import type { Message } from '../../../src/dns/wire/message.ts'
import { type Ask, richZone, rrsetsOf, serverOf } from './rich-zone.ts'

const server = serverOf({ 'example.com.': richZone })

type Records = Message['answers']

const recordText = ({ owner, type, ttl, rdata }: Records[number]): string =>
  `${owner.replace('.example.com.', '')} ${ttl} ${type} ${rdata.replaceAll('.example.com.', '')}`

/** `NOERROR aa | answers | authority | additional`, names without the origin, empty sections left out at the end. */
function gist(message: Message): string {
  const flags = [...message.flags].filter(flag => flag === 'aa' || flag === 'tc')
  const sections = [message.answers, message.authorities, message.additionals].map(records =>
    records.map(recordText).join(', '),
  )
  return [[message.rcode, ...flags].join(' '), ...sections]
    .join(' | ')
    .replaceAll('|  |', '||')
    .replace(/[ |]+$/, '')
}

const ask = (question: string, more: Partial<Ask> = {}): string => {
  const [name, type = 'A'] = question.split(' ')
  const full = name === '@' ? 'example.com.' : name!.endsWith('.') ? name! : `${name}.example.com.`
  return gist(server.ask({ name: full, type, ...more }))
}

const soa = 'example.com. 300 SOA ns1 hostmaster 7 7200 3600 1209600 300'
const subNs = ['ns.sub', 'ns1', 'ns.other', 'ns.example.net.'].map(ns => `sub 3600 NS ${ns}`).join(', ')
const subGlue =
  'ns.sub 3600 A 192.0.2.6, ns.sub 3600 AAAA 2001:db8::6, ns1 3600 A 192.0.2.1, ns.other 3600 A 192.0.2.7'
const mailAddresses = 'mail 3600 A 192.0.2.2, mail 3600 AAAA 2001:db8::2'

const rules: Readonly<Record<string, readonly (readonly [question: string, answer: string])[]>> = {
  'data at a name (RFC 1034 §4.3.2)': [
    ['www', 'NOERROR aa | www 60 A 192.0.2.3'],
    ['www TXT', 'NOERROR aa | www 60 TXT "kept"'],
    ['a.b.c', 'NOERROR aa | a.b.c 60 A 192.0.2.4'],
    [
      '@ NS',
      'NOERROR aa | example.com. 3600 NS ns1, example.com. 3600 NS ns.example.net. || ns1 3600 A 192.0.2.1',
    ],
  ],
  'letter case of the query is kept (RFC 4343)': [['wWw', 'NOERROR aa | wWw 60 A 192.0.2.3']],
  'negative answers have the SOA with its minimum (RFC 2308 §3)': [
    ['none', `NXDOMAIN aa || ${soa}`],
    ['deep.none', `NXDOMAIN aa || ${soa}`],
    ['below.www', `NXDOMAIN aa || ${soa}`],
    ['www MX', `NOERROR aa || ${soa}`],
    ['www TYPE65280', `NOERROR aa || ${soa}`],
  ],
  'a hashed owner is no name (RFC 5155 §7.2.8)': [
    ['2vptu5timamqttgl4luu9kg21e0aor3s', `NXDOMAIN aa || ${soa}`],
  ],
  'an empty non-terminal exists (RFC 8020)': [
    ['b.c', `NOERROR aa || ${soa}`],
    ['c', `NOERROR aa || ${soa}`],
    ['x.c', `NXDOMAIN aa || ${soa}`],
  ],
  'wildcards (RFC 4592)': [
    ['x.wild', 'NOERROR aa | x.wild 60 A 192.0.2.5'],
    ['y.x.wild', 'NOERROR aa | y.x.wild 60 A 192.0.2.5'],
    ['X.Wild MX', `NOERROR aa | X.Wild 60 MX 5 mail || ${mailAddresses}`],
    ['x.wild TXT', `NOERROR aa || ${soa}`],
    ['*.wild', 'NOERROR aa | *.wild 60 A 192.0.2.5'],
    ['exists.wild', `NOERROR aa || ${soa}`],
    ['below.exists.wild', `NXDOMAIN aa || ${soa}`],
    ['deep.wild', `NOERROR aa || ${soa}`],
    ['y.deep.wild', `NXDOMAIN aa || ${soa}`],
    ['x.*.wild', `NXDOMAIN aa || ${soa}`],
  ],
  'aliases within the zone (RFC 1034 §3.6.2)': [
    ['alias', 'NOERROR aa | alias 60 CNAME www, www 60 A 192.0.2.3'],
    ['chain', 'NOERROR aa | chain 60 CNAME alias, alias 60 CNAME www, www 60 A 192.0.2.3'],
    ['alias CNAME', 'NOERROR aa | alias 60 CNAME www'],
    ['alias AAAA', `NOERROR aa | alias 60 CNAME www | ${soa}`],
    ['outside', 'NOERROR aa | outside 60 CNAME www.example.net.'],
    ['toward-none', `NXDOMAIN aa | toward-none 60 CNAME none | ${soa}`],
    ['toward-cut', `NOERROR aa | toward-cut 60 CNAME host.sub | ${subNs} | ${subGlue}`],
    ['x.cwild', 'NOERROR aa | x.cwild 60 CNAME www, www 60 A 192.0.2.3'],
    ['x.cwild CNAME', 'NOERROR aa | x.cwild 60 CNAME www'],
  ],
  'loops of aliases end': [
    ['loop1', 'NOERROR aa | loop1 60 CNAME loop2, loop2 60 CNAME loop1'],
    ['selfloop', 'NOERROR aa | selfloop 60 CNAME selfloop'],
    ['q.self', 'NOERROR aa | q.self 60 CNAME x.self, x.self 60 CNAME x.self'],
  ],
  'referrals (RFC 1034 §4.3.2, RFC 9471)': [
    ['sub', `NOERROR || ${subNs} | ${subGlue}`],
    ['host.sub', `NOERROR || ${subNs} | ${subGlue}`],
    ['ns.sub', `NOERROR || ${subNs} | ${subGlue}`],
    ['sub NS', `NOERROR || ${subNs} | ${subGlue}`],
    ['a.b.sub MX', `NOERROR || ${subNs} | ${subGlue}`],
    ['other', 'NOERROR || other 3600 NS ns.other | ns.other 3600 A 192.0.2.7'],
  ],
  'the DS of a cut is the parent’s (RFC 4035 §3.1.4.1)': [
    ['sub DS', `NOERROR aa | sub 3600 DS 1 8 2 ${'0'.repeat(64)}`],
    ['unsigned DS', `NOERROR aa || ${soa}`],
    ['x.sub DS', `NOERROR || ${subNs} | ${subGlue}`],
    ['@ DS', `NOERROR aa || ${soa}`],
  ],
  'DNAME (RFC 6672)': [
    ['www.old', 'NOERROR aa | old 600 DNAME new, www.old 600 CNAME www.new, www.new 60 A 192.0.2.9'],
    ['hidden.old', `NXDOMAIN aa | old 600 DNAME new, hidden.old 600 CNAME hidden.new | ${soa}`],
    ['a.b.old', `NXDOMAIN aa | old 600 DNAME new, a.b.old 600 CNAME a.b.new | ${soa}`],
    ['www.old CNAME', 'NOERROR aa | old 600 DNAME new, www.old 600 CNAME www.new'],
    ['old', `NOERROR aa || ${soa}`],
    ['old DNAME', 'NOERROR aa | old 600 DNAME new'],
    ['old TXT', 'NOERROR aa | old 600 TXT "the owner itself"'],
    ['www.away', 'NOERROR aa | away 600 DNAME example.net., www.away 600 CNAME www.example.net.'],
  ],
  'addresses go along (RFC 1034 §4.3.2, RFC 2782)': [
    ['@ MX', `NOERROR aa | example.com. 3600 MX 10 mail || ${mailAddresses}`],
    [
      '_sip._tcp SRV',
      `NOERROR aa | _sip._tcp 60 SRV 1 1 5060 mail, _sip._tcp 60 SRV 1 2 5060 mail || ${mailAddresses}`,
    ],
  ],
  'a service may be at its owner (RFC 9460 §2.5)': [
    ['@ HTTPS', 'NOERROR aa | example.com. 60 HTTPS 1 . alpn="h2" || example.com. 60 A 192.0.2.10'],
    [
      'svc SVCB',
      `NOERROR aa | svc 60 SVCB 1 . port=8443, svc 60 SVCB 2 mail, svc 60 SVCB 3 SVC || svc 60 AAAA 2001:db8::11, ${mailAddresses}`,
    ],
    ['a.svcwild HTTPS', 'NOERROR aa | a.svcwild 60 HTTPS 1 . || a.svcwild 60 A 192.0.2.13'],
    ['aliassvc HTTPS', `NOERROR aa | aliassvc 60 HTTPS 0 mail || ${mailAddresses}`],
  ],
  'the root as a target means none elsewhere (RFC 7505, RFC 9460 §2.5.1)': [
    ['nosvc SVCB', 'NOERROR aa | nosvc 60 SVCB 0 .'],
    ['nomail MX', 'NOERROR aa | nomail 60 MX 0 .'],
  ],
  'ANY is minimal (RFC 8482)': [
    ['www ANY', 'NOERROR aa | www 60 A 192.0.2.3'],
    ['alias ANY', 'NOERROR aa | alias 60 CNAME www'],
    ['b.c ANY', `NOERROR aa || ${soa}`],
    ['none ANY', `NXDOMAIN aa || ${soa}`],
    ['sub ANY', `NOERROR || ${subNs} | ${subGlue}`],
  ],
  'outside of the zones': [
    ['example.net.', 'REFUSED'],
    ['com.', 'REFUSED'],
    ['. NS', 'REFUSED'],
    ['xexample.com.', 'REFUSED'],
  ],
  'no transfers': [
    ['@ AXFR', 'REFUSED'],
    ['@ IXFR', 'REFUSED'],
  ],
}

for (const [rule, cases] of Object.entries(rules))
  test.for(cases.map(([question, answer]) => ({ question, answer })))(
    `${rule}: $question`,
    ({ question, answer }) => {
      expect(ask(question)).toBe(answer)
      expect(ask(question, { edns: 1232 })).toBe(answer)
    },
  )

test('ANY over TCP has all of the name', () => {
  expect(ask('www ANY', { transport: 'tcp' })).toBe('NOERROR aa | www 60 A 192.0.2.3, www 60 TXT "kept"')
})

test.for([
  [1, 'NOERROR aa | www 60 A 192.0.2.3'],
  [255, 'NOERROR aa | www 60 A 192.0.2.3'],
  [3, 'REFUSED'],
  [254, 'REFUSED'],
] as const)('class %i', ([dnsClass, answer]) => {
  expect(ask('www', { class: dnsClass })).toBe(answer)
})

test('a DNAME that makes too long a name is YXDOMAIN', () => {
  const message = server.ask({ name: `${'w'.repeat(63)}.long.example.com.`, edns: 1232 })
  expect([message.rcode, message.answers.map(({ type }) => type)]).toEqual(['YXDOMAIN', ['DNAME']])
})

test('a DNAME that leads below itself is followed 16 times, and put once', () => {
  const message = server.ask({ name: 'w.rec.example.com.', transport: 'tcp' })
  const types = message.answers.map(({ type }) => type)
  expect([message.rcode, types.filter(type => type === 'DNAME').length, types.length]).toEqual([
    'NOERROR',
    1,
    17,
  ])
})

test('a chain of aliases is followed 16 times', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `c${i} 60 CNAME c${i + 1}`)
  const zone = rrsetsOf('example.com.', `@ 60 SOA ns1 h 1 2 3 4 5\n${lines.join('\n')}`)
  const message = serverOf({ 'example.com.': zone }).ask({ name: 'c0.example.com.', transport: 'tcp' })
  expect([message.rcode, message.answers.length, message.authorities]).toEqual(['NOERROR', 16, []])
})

test.for([
  ['big TXT without EDNS is cut to nothing', 'big TXT', {}, 'NOERROR aa tc'],
  ['big TXT with EDNS fits', 'big TXT', { edns: 1232 }, undefined],
  ['a payload size below 512 counts as 512', 'www', { edns: 0 }, 'NOERROR aa | www 60 A 192.0.2.3'],
  ['a payload size above 1232 counts as 1232', 'huge TXT', { edns: 65535 }, 'NOERROR aa tc'],
  ['huge TXT fits over TCP', 'huge TXT', { transport: 'tcp' }, undefined],
] as const)('%s', ([, question, more, answer]) => {
  const got = ask(question, more)
  if (answer !== undefined) expect(got).toBe(answer)
  else expect(got).toMatch(/^NOERROR aa \| /)
})

test('glue that does not fit truncates, other addresses are left out (RFC 9471 §2.1)', () => {
  const many = (name: string) =>
    Array.from({ length: 20 }, (_, i) => `${name} 60 AAAA 2001:db8::${i}`).join('\n')
  const zone = (ns: string) =>
    rrsetsOf('example.com.', `@ 60 SOA ns1 h 1 2 3 4 5\nsub 60 NS ${ns}\n${many(ns)}`)
  const under = serverOf({ 'example.com.': zone('ns.sub') }).ask({ name: 'x.sub.example.com.' })
  const beside = serverOf({ 'example.com.': zone('ns1') }).ask({ name: 'x.sub.example.com.' })
  expect([gist(under), gist(beside)]).toEqual(['NOERROR tc || sub 60 NS ns.sub', 'NOERROR || sub 60 NS ns1'])
})

test('the closest zone answers, but for the DS of its apex the zone above (RFC 4035 §3.1.4.1)', () => {
  const child = rrsetsOf('sub.example.com.', '@ 60 SOA ns h 1 2 3 4 5\nhost 60 A 192.0.2.77')
  const both = serverOf({ 'sub.example.com.': child, 'example.com.': richZone })
  const asked = (name: string, type: string) => gist(both.ask({ name, type }))
  expect(asked('host.sub.example.com.', 'A')).toBe('NOERROR aa | host.sub 60 A 192.0.2.77')
  expect(asked('sub.example.com.', 'DS')).toMatch(/^NOERROR aa \| sub 3600 DS /)
  expect(gist(serverOf({ 'sub.example.com.': child }).ask({ name: 'sub.example.com.', type: 'DS' }))).toBe(
    'NOERROR aa || sub 5 SOA ns.sub h.sub 1 2 3 4 5',
  )
})

test('the root can be served', () => {
  const zone = rrsetsOf(
    '.',
    '. 60 SOA a. h. 1 2 3 4 5\n. 60 NS a.\na. 60 A 192.0.2.1\ncom. 60 NS ns.com.\nns.com. 60 A 192.0.2.2',
  )
  const root = serverOf({ '.': zone })
  expect(gist(root.ask({ name: 'www.com.' }))).toBe('NOERROR || com. 60 NS ns.com. | ns.com. 60 A 192.0.2.2')
  expect(gist(root.ask({ name: 'net.' }))).toBe('NXDOMAIN aa || . 5 SOA a. h. 1 2 3 4 5')
})
