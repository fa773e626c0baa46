// One server that holds something else than what is expected, rule by rule.
import { expect, test } from 'vitest'
import type { Message } from '../../src/dns/wire/message.ts'
import { rrsetsOf } from '../server/authoritative/rich-zone.ts'
import { answering, cellsOf, clientOf, expectAll, expectNothing, origin, proveWith } from './proving.ts'

const apex = '@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns1'
const zoneOf = (text: string) => rrsetsOf(origin, `${apex}\n${text}`)

/** What is expected of a name and type, of a zone, from a server that holds another: the cell without server and name. */
async function compared(key: string, wanted: string, served: string): Promise<string | undefined> {
  const [owner, type] = key.split(' ') as [string, string]
  const zone = zoneOf(wanted)
  const found = expectAll(zone).filter(one => one.owner === `${owner}.${origin}` && one.type === type)
  const proof = await proveWith({
    clients: { a: clientOf(zoneOf(served)) },
    expected: found.length > 0 ? found : [expectNothing(owner, type)],
    zone,
  })
  if (proof.hidden > 0) return 'hidden'
  return cellsOf(proof)[0]?.split(': ')[1]
}

const mixed = 'www 60 MX 10 Mail.example.com.\nwww 60 MX 20 b'

test.each([
  ['letter case and order', 'www MX', mixed, 'www 60 MX 20 B\nWWW 60 MX 10 mail', undefined],
  ['a value', 'www A', 'www 60 A 192.0.2.1', 'www 60 A 192.0.2.2', 'differs, has 192.0.2.2, lacks 192.0.2.1'],
  [
    'a value too many',
    'www A',
    'www 60 A 192.0.2.1',
    'www 60 A 192.0.2.1\nwww 60 A 192.0.2.2',
    'differs, has 192.0.2.2',
  ],
  ['a TTL', 'www A', 'www 60 A 192.0.2.1', 'www 300 A 192.0.2.1', 'differs, TTL 300, not 60'],
  ['letter case of text', 'www TXT', 'www 60 TXT "a"', 'www 60 TXT "A"', 'differs, has "A", lacks "a"'],
  ['no such name', 'www A', 'www 60 A 192.0.2.1', 'w 60 A 192.0.2.1', 'missing, NXDOMAIN'],
  ['no such type', 'www A', 'www 60 A 192.0.2.1', 'www 60 TXT "x"', 'missing, NODATA'],
  ['a CNAME in its place', 'www A', 'www 60 A 192.0.2.1', 'www 60 CNAME x', 'differs, CNAME x.example.com.'],
  ['still there', 'www A', 'x 60 A 192.0.2.1', 'www 60 A 192.0.2.1', 'lingering, still has 192.0.2.1'],
  ['gone', 'www A', 'x 60 A 192.0.2.1', 'x 60 A 192.0.2.1', undefined],
  ['gone below a wildcard', 'www A', '* 60 A 192.0.2.1', '* 60 A 192.0.2.1', undefined],
  ['gone below a wildcard alias', 'www A', '* 60 CNAME x', '* 60 CNAME x', undefined],
  [
    'not gone, beside a wildcard',
    'www A',
    '* 60 A 192.0.2.1',
    'www 60 A 192.0.2.9',
    'lingering, still has 192.0.2.9',
  ],
  ['a CNAME came', 'www A', 'www 60 CNAME x', 'www 60 CNAME x', undefined],
  ['another CNAME', 'www A', 'www 60 CNAME x', 'www 60 CNAME y', 'lingering, CNAME y.example.com.'],
  ['a DNAME came above', 'a.www A', 'www 60 DNAME x', 'www 60 DNAME x', undefined],
  ['another DNAME', 'a.www A', 'www 60 DNAME x', 'www 60 DNAME y', 'lingering, DNAME y.example.com.'],
  [
    'behind a DNAME',
    'a.www A',
    'www 60 DNAME x\na.www 60 A 192.0.2.1',
    'www 60 DNAME x\na.www 60 A 192.0.2.1',
    'hidden',
  ],
  [
    'a wildcard itself',
    '* A',
    '* 60 A 192.0.2.1',
    '* 60 A 192.0.2.2',
    'differs, has 192.0.2.2, lacks 192.0.2.1',
  ],
  ['a delegation', 'sub NS', 'sub 60 NS ns1', 'sub 60 NS ns1', undefined],
  [
    'another delegation',
    'sub NS',
    'sub 60 NS ns1',
    'sub 60 NS ns2',
    'differs, has ns2.example.com., lacks ns1.example.com.',
  ],
  ['the TTL of a delegation', 'sub NS', 'sub 60 NS ns1', 'sub 90 NS ns1', 'differs, TTL 90, not 60'],
  ['no delegation yet', 'sub NS', 'sub 60 NS ns1', 'sub 60 A 192.0.2.1', 'missing, NODATA'],
  ['a delegation gone', 'sub NS', 'sub 60 A 192.0.2.1', 'sub 60 A 192.0.2.1', undefined],
  [
    'a delegation not gone',
    'sub NS',
    'sub 60 A 192.0.2.1',
    'sub 60 NS ns1',
    'lingering, still has ns1.example.com.',
  ],
  [
    'a name not out of a delegation',
    'a.sub A',
    'a.sub 60 A 192.0.2.1',
    'sub 60 NS ns1',
    'differs, refers to the servers of sub.example.com.',
  ],
  ['a name gone behind a delegation', 'a.sub A', 'sub 60 NS ns1', 'sub 60 NS ns1', undefined],
  [
    'a name gone where a delegation lingers',
    'a.sub A',
    'x 60 A 192.0.2.1',
    'sub 60 NS ns1',
    'lingering, refers to the servers of sub.example.com.',
  ],
  [
    'glue',
    'a.sub A',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.1',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.1',
    undefined,
  ],
  [
    'other glue',
    'a.sub A',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.1',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.2',
    'differs, has 192.0.2.2, lacks 192.0.2.1',
  ],
  [
    'no glue',
    'a.sub A',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.1',
    'sub 60 NS a.sub',
    'missing, no glue in the referral to sub.example.com.',
  ],
  [
    'glue that lingers',
    'a.sub A',
    'sub 60 NS a.sub',
    'sub 60 NS a.sub\na.sub 60 A 192.0.2.1',
    'lingering, still has 192.0.2.1',
  ],
  [
    'a name behind a cut that is no glue',
    'b.sub A',
    'sub 60 NS a.sub\nb.sub 60 A 192.0.2.1',
    'sub 60 NS a.sub',
    'hidden',
  ],
  ['the DS of a cut', 'sub DS', 'sub 60 NS ns1\nsub 60 DS 1 8 2 00', 'sub 60 NS ns1', 'missing, NODATA'],
])('%s', async (_, key, wanted, served, cell) => {
  expect(await compared(key, wanted.replace('2 00', `2 ${'00'.repeat(32)}`), served)).toBe(cell)
})

const wanted = zoneOf('www 60 A 192.0.2.1\nsub 60 NS ns1\na.sub 60 A 192.0.2.1')
const www = expectAll(wanted).filter(({ owner }) => owner.startsWith('www'))
const soa = { flags: new Set(['aa'] as const), answers: [] }

test.each<[string, Partial<Message>, string]>([
  ['REFUSED', { rcode: 'REFUSED' }, 'unanswered, REFUSED'],
  ['SERVFAIL', { rcode: 'SERVFAIL' }, 'unanswered, SERVFAIL'],
  ['no authority', { answers: [] }, 'unanswered, not authoritative'],
  [
    'a referral upwards',
    { authorities: [{ owner: origin, type: 'NS', class: 'IN', ttl: 60, rdata: wanted[1]!.rdatas[0]! }] },
    'unanswered, not authoritative',
  ],
])('%s is no answer', async (_, message, cell) => {
  const a = answering(({ type }) => (type === 'SOA' ? soa : message))
  const proof = await proveWith({ clients: { a }, expected: www, zone: wanted })
  expect(cellsOf(proof)).toEqual([`a 192.0.2.1 www.example.com. A: ${cell}`])
})

test('signatures in answers do not count', async () => {
  const plain = clientOf(wanted)
  const a = {
    ...plain,
    async ask(question: Parameters<typeof plain.ask>[0]) {
      const message = await plain.ask(question)
      return {
        ...message,
        answers: message.answers.flatMap(record => [record, { ...record, type: 'RRSIG' }]),
      }
    },
  }
  expect(cellsOf(await proveWith({ clients: { a }, expected: www, zone: wanted }))).toEqual([])
})

test('a server that has the zone behind a cut too says nothing of the cut', async () => {
  const parent = clientOf(wanted)
  const child = rrsetsOf('sub.example.com.', '@ 60 SOA ns1 h 1 2 3 4 5\n@ 90 NS ns9.example.net.')
  const a = {
    ...parent,
    ask: (question: Parameters<typeof parent.ask>[0]) =>
      question.name.endsWith('sub.example.com.')
        ? clientOf(child, 'sub.example.com.').ask(question)
        : parent.ask(question),
  }
  const proof = await proveWith({ clients: { a }, expected: expectAll(wanted), zone: wanted })
  expect(cellsOf(proof)).toEqual([])
  expect(proof.hidden).toBe(2)
})
