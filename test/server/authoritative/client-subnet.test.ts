// EDNS Client Subnet (RFC 7871): whose network an answer is for, and for how much of it.
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { decodeMessage } from '../../../src/dns/wire/message.ts'
import { locationsOf } from './locations-of.ts'
import { aliasOf, routed, scopeOf, soa } from './policy-zone.ts'
import { type Ask, queryOf, rrsetsOf, serverOf } from './rich-zone.ts'

const server = serverOf(
  {
    'example.com.': [
      ...soa,
      ...rrsetsOf(
        'example.com.',
        `plain 60 A 192.0.2.1
         mail 60 MX 10 n
         mails 60 MX 10 g
         mails 60 MX 20 plain
         mails 60 MX 30 alias
         cut 60 NS ns.cut`,
      ),
      routed('ns.cut', 'A', 'ip', {
        a: { values: ['192.0.2.2'], networks: ['198.51.100.0/24'] },
        b: { values: ['192.0.2.3'], networks: ['*'] },
      }),
      routed('n', 'A', 'ip', {
        a: { values: ['192.0.2.1'], networks: ['198.51.0.0/16', '2001:db8::/32'] },
        b: { values: ['192.0.2.2'], networks: ['198.51.100.0/24'] },
        c: { values: ['192.0.2.3'], networks: ['*'] },
      }),
      routed('g', 'A', 'geolocation', {
        fr: { values: ['192.0.2.1'], location: 'FR' },
        rest: { values: ['192.0.2.2'], location: '*' },
      }),
      routed('w', 'A', 'weighted', { a: { values: ['192.0.2.1'], weight: 1 } }),
      aliasOf('alias', 'A', 'n'),
    ],
  },
  {
    random: createRandom(1),
    locations: locationsOf(['203.0.113.0/25', 'FR'], ['203.0.113.192/26', 'DE']),
  },
)

const ask = (name: string, more: Partial<Ask>) => {
  const octets = server.send(queryOf({ name: `${name}.example.com.`, edns: 1232, ...more }), 'udp', more.from)
  return { value: decodeMessage(octets).answers[0]?.rdata, ...scopeOf(octets) }
}

test.for([
  ['the network of the option', 'n', [0, 1, 24, 0, 198, 51, 100], '192.0.2.2', 24, 24],
  ['around a smaller network', 'n', [0, 1, 24, 0, 198, 51, 7], '192.0.2.1', 24, 18],
  ['beside a smaller network', 'n', [0, 1, 24, 0, 198, 51, 101], '192.0.2.1', 24, 24],
  ['that is larger than the match', 'n', [0, 1, 16, 0, 198, 51], '192.0.2.1', 16, 18],
  ['in no network', 'n', [0, 1, 24, 0, 10, 0, 0], '192.0.2.3', 24, 1],
  ['of IPv6', 'n', [0, 2, 56, 0, 0x20, 1, 0xd, 0xb8, 0, 0, 0], '192.0.2.1', 56, 32],
  ['of IPv6 around IPv4', 'n', [0, 2, 96, 0, ...new Array(10).fill(0), 255, 255], '192.0.2.3', 96, 97],
  ['without a prefix: who asks counts', 'n', [0, 1, 0, 0], '192.0.2.2', 0, 0],
  ['of no family', 'n', [0, 0, 0, 0], '192.0.2.2', 0, 0],
  ['by location', 'g', [0, 1, 24, 0, 203, 0, 113], '192.0.2.1', 24, 25],
  ['at no location', 'g', [0, 1, 32, 0, 203, 0, 113, 130], '192.0.2.2', 32, 26],
  ['of a plain answer', 'plain', [0, 1, 24, 0, 198, 51, 100], '192.0.2.1', 24, 0],
  ['of weights', 'w', [0, 1, 24, 0, 198, 51, 100], '192.0.2.1', 24, 0],
  ['through an alias', 'alias', [0, 1, 24, 0, 198, 51, 100], '192.0.2.2', 24, 24],
  ['of a name that is not there', 'none', [0, 1, 24, 0, 198, 51, 100], undefined, 24, 0],
] as const)('a client subnet %s', ([, name, subnet, value, source, scope]) => {
  expect(ask(name, { subnet, from: '198.51.100.1' })).toEqual({ value, source, scope })
})

test.for([
  ['by network are for one network alone, and stay out', 'mail', 'MX', []],
  ['by location, or through an alias, stay out too', 'mails', 'MX', ['192.0.2.1']],
  ['as glue go along, as nobody finds the server otherwise', 'www.cut', 'A', ['192.0.2.2']],
] as const)('addresses chosen %s', ([, name, type, values]) => {
  const octets = server.send(
    queryOf({ name: `${name}.example.com.`, type, edns: 1232, subnet: [0, 1, 24, 0, 198, 51, 100] }),
  )
  expect([decodeMessage(octets).additionals.map(({ rdata }) => rdata), scopeOf(octets)]).toEqual([
    values,
    { source: 24, scope: 0 },
  ])
})

test('who does not send the option gets none', () => {
  expect(ask('n', { from: '198.51.100.1' })).toEqual({ value: '192.0.2.2' })
})

test.for([
  ['too few octets of the address', [0, 1, 24, 0, 198, 51]],
  ['too many octets of the address', [0, 1, 24, 0, 198, 51, 100, 0]],
  ['bits behind the prefix', [0, 1, 23, 0, 198, 51, 101]],
  ['a scope', [0, 1, 24, 24, 198, 51, 100]],
  ['a prefix that is too long', [0, 1, 33, 0, 198, 51, 100, 1, 0]],
  ['a prefix that is too long for IPv6', [0, 2, 129, 0, ...new Array(17).fill(0)]],
  ['an unknown family', [0, 3, 8, 0, 1]],
  ['another unknown family', [1, 1, 8, 0, 1]],
  ['a prefix of no family', [0, 0, 8, 0, 1]],
  ['half a head', [0, 1, 0]],
  ['nothing', []],
] as const)('a client subnet with %s is FORMERR (RFC 7871 §7.1.2)', ([, subnet]) => {
  const octets = server.send(queryOf({ name: 'n.example.com.', edns: 1232, subnet }))
  expect([octets[3]! & 15, octets[11]]).toEqual([1, 0])
})

test('an option of another version of EDNS is not looked at', () => {
  const query = queryOf({ name: 'n.example.com.', edns: 1232, subnet: [9, 9, 9, 9] })
  query[query.length - 8 - 5] = 1
  const { edns } = decodeMessage(server.send(query))
  expect(edns).toMatchObject({ options: [] })
})

test('the first of two options counts, and has its room', () => {
  const one = [0, 8, 0, 7, 0, 1, 24, 0, 198, 51, 100]
  const query = queryOf({ name: 'n.example.com.', edns: 1232, subnet: one.slice(4) })
  query.push(0, 8, 0, 4, 0, 1, 0, 0)
  query[query.length - 8 - one.length - 1] = one.length + 8
  expect(scopeOf(server.send(query))).toEqual({ source: 24, scope: 24 })
})

test('answers leave room for the option', () => {
  const text = Array.from({ length: 4 }, () => `"${'x'.repeat(250)}"`).join(' ')
  const full = serverOf({ 'example.com.': [...soa, ...rrsetsOf('example.com.', `t 60 TXT ${text}`)] })
  const of = (size: number, subnet?: readonly number[]) =>
    full.send(queryOf({ name: 't.example.com.', type: 'TXT', edns: size, ...(subnet && { subnet }) }))
  const { length } = of(1232)
  const subnet = [0, 1, 24, 0, 198, 51, 100]
  const more = 4 + subnet.length
  expect(of(length)[2]! & 2).toBe(0)
  expect(of(length + more - 1, subnet)[2]! & 2).toBe(2)
  expect(of(length + more, subnet)[2]! & 2).toBe(0)
  expect(of(length + more, subnet).length).toBe(length + more)
})
