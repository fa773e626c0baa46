// What each policy answers: how often, to whom, and while which sets are ill.
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { locationsOf } from './locations-of.ts'
import {
  countLastOctets,
  routed,
  type SetParameters,
  setHealth,
  soa,
  valuesOf,
  zoneOf,
} from './policy-zone.ts'
import { rrsetsOf, serverOf } from './rich-zone.ts'

const locations = locationsOf(
  ['192.0.2.0/24', 'FR'],
  ['198.51.100.0/24', 'US'],
  ['198.51.100.64/26', 'US-CA'],
  ['203.0.113.0/24', 'EU'],
  ['2001:db8::/32', 'DE'],
  ['2001:db8:1::/48', 'country:NA'],
)

const serve = (...rrsets: readonly RRset[]) =>
  serverOf({ 'example.com.': [...soa, ...rrsets] }, { random: createRandom(7), locations })

/** Sets by their weights: the value of the one with number n is 192.0.2.n, its check is named n. */
const weighted = (...weights: readonly number[]) =>
  routed(
    'w',
    'A',
    'weighted',
    byNumber(weights.length, i => ({ weight: weights[i]! })),
  )

const byNumber = (count: number, parameters: (i: number) => SetParameters): Record<string, SetParameters> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `s${i}`,
      { values: [`192.0.2.${i}`], check: String(i), ...parameters(i) },
    ]),
  )

const queries = 10_000

/** Holds counts to what is expected of them, within three standard deviations. */
function expectShares(counts: readonly number[], shares: readonly number[]): void {
  for (const [i, share] of shares.entries()) {
    const sigma = Math.sqrt(queries * share * (1 - share))
    expect(Math.abs(counts[i]! - queries * share), `share ${share} of ${i}`).toBeLessThanOrEqual(3 * sigma)
  }
}

test.for([
  ['weights', [90, 10], [], [0.9, 0.1]],
  ['many weights', [1, 2, 3, 4, 255], [], [1, 2, 3, 4, 255].map(w => w / 265)],
  ['weight 0 beside others', [0, 5, 0, 15], [], [0, 0.25, 0, 0.75]],
  ['weight 0 alone', [0, 0, 0, 0], [], [0.25, 0.25, 0.25, 0.25]],
  ['an ill set', [50, 30, 20], ['0'], [0, 0.6, 0.4]],
  ['ill sets before those of weight 0', [50, 0, 50, 0], ['0', '2'], [0, 0.5, 0, 0.5]],
  ['ill sets and an ill one of weight 0', [50, 0, 50, 0], ['0', '2', '3'], [0, 1, 0, 0]],
  ['sets that all are ill', [75, 25, 0], ['0', '1', '2'], [0.75, 0.25, 0]],
] as const)('weighted: %s', ([, weights, ill, shares]) => {
  const server = serve(weighted(...weights))
  setHealth(zoneOf(server), ill)
  expectShares(countLastOctets(server, 'w', queries), shares)
})

test.for([
  ['a few', 3, [], 3],
  ['as many as fit', 8, [], 8],
  ['more', 20, [], 8],
  ['well ones alone', 20, Array.from({ length: 15 }, (_, i) => String(i)), 5],
  ['all ill', 20, Array.from({ length: 20 }, (_, i) => String(i)), 8],
] as const)('multivalue: %s', ([, count, ill, answered]) => {
  const server = serve(
    routed(
      'm',
      'A',
      'multivalue',
      byNumber(count, () => ({})),
    ),
  )
  setHealth(zoneOf(server), ill)
  const allIll = ill.length === count
  const firsts = new Array<number>(256).fill(0)
  const seen = new Array<number>(256).fill(0)
  let distinct = 0
  for (let i = 0; i < queries; i++) {
    const octets = server.send(multivalueQuery)
    const values = Array.from({ length: octets[7]! }, (_, n) => octets[multivalueQuery.length + 16 * n + 15]!)
    distinct += new Set(values).size
    firsts[values[0]!]!++
    for (const value of values) seen[value]!++
  }
  expect(distinct).toBe(queries * answered)
  const well = allIll ? count : count - ill.length
  const isIll = (i: number) => !allIll && (ill as readonly string[]).includes(String(i))
  const shares = (share: number) => Array.from({ length: count }, (_, i) => (isIll(i) ? 0 : share))
  expectShares(firsts, shares(1 / well))
  expectShares(seen, shares(answered / well))
})

const multivalueQuery = [
  ...[0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
  ...[1, 0x6d, 7, ...Buffer.from('example'), 3, ...Buffer.from('com'), 0, 0, 1, 0, 1],
]

test('records of a multivalue answer have one TTL and stand in it once', () => {
  const server = serve(
    routed('m', 'A', 'multivalue', {
      a: { values: ['192.0.2.1'], ttl: 300 },
      b: { values: ['192.0.2.1'], ttl: 20 },
      c: { values: ['192.0.2.2', '192.0.2.3'] },
    }),
  )
  const { answers } = server.ask({ name: 'm.example.com.' })
  expect(answers.map(({ ttl, rdata }) => `${ttl} ${rdata}`).sort()).toEqual([
    '20 192.0.2.1',
    '20 192.0.2.2',
    '20 192.0.2.3',
  ])
})

test('a multivalue answer that does not fit is left out whole', () => {
  const text = (i: number) => ({ values: [`"${String(i).repeat(200)}"`] })
  const server = serve(routed('m', 'TXT', 'multivalue', Object.fromEntries([1, 2, 3].map(i => [i, text(i)]))))
  const { answers, flags } = server.ask({ name: 'm.example.com.', type: 'TXT' })
  expect([answers.length, flags.has('tc')]).toEqual([0, true])
  expect(server.ask({ name: 'm.example.com.', type: 'TXT', edns: 1232 }).answers.length).toBe(3)
})

const failover = routed('f', 'A', 'failover', {
  standby: { values: ['192.0.2.2'], role: 'secondary', check: 'standby', ttl: 10 },
  main: { values: ['192.0.2.1'], role: 'primary', check: 'main' },
})

const latency = routed('l', 'A', 'latency', {
  b: { values: ['192.0.2.2'], region: 'eu-west-1', check: 'b' },
  a: { values: ['192.0.2.1'], region: 'us-east-1', check: 'a' },
})

const geolocation = routed('g', 'A', 'geolocation', {
  rest: { values: ['192.0.2.1'], location: '*', check: 'rest' },
  europe: { values: ['192.0.2.2'], location: 'EU', check: 'europe' },
  france: { values: ['192.0.2.3'], location: 'FR', check: 'france' },
  california: { values: ['192.0.2.4'], location: 'US-CA', check: 'california' },
  namibia: { values: ['192.0.2.5'], location: 'country:NA' },
})

const homeless = routed('h', 'A', 'geolocation', { france: { values: ['192.0.2.3'], location: 'FR' } })

const networks = routed('n', 'A', 'ip', {
  rest: { values: ['192.0.2.1'], networks: ['*'], check: 'rest' },
  wide: { values: ['192.0.2.2'], networks: ['198.51.0.0/16', '2001:db8::/32'], check: 'wide' },
  narrow: { values: ['192.0.2.3'], networks: ['198.51.100.0/24', '2001:db8:1::/48'], check: 'narrow' },
})

const unlisted = routed('u', 'A', 'ip', { a: { values: ['192.0.2.1'], networks: ['198.51.100.0/24'] } })

const paris = '192.0.2.77'
const berlin = '2001:db8::1'
const losAngeles = '198.51.100.99'
const boston = '198.51.100.9'
const nowhere = '10.0.0.1'

test.for([
  ['f', paris, [], '1'],
  ['f', paris, ['main'], '2'],
  ['f', paris, ['standby'], '1'],
  ['f', paris, ['main', 'standby'], '1'],
  ['l', paris, [], '1'],
  ['l', paris, ['a'], '2'],
  ['l', paris, ['a', 'b'], '1'],
  ['g', paris, [], '3'],
  ['g', paris, ['france'], '2'],
  ['g', paris, ['france', 'europe'], '1'],
  ['g', paris, ['france', 'europe', 'rest'], '3'],
  ['g', berlin, [], '2'],
  ['g', berlin, ['europe'], '1'],
  ['g', '203.0.113.1', ['france'], '2'],
  ['g', '::ffff:192.0.2.77', [], '3'],
  ['g', losAngeles, [], '4'],
  ['g', losAngeles, ['california'], '1'],
  ['g', boston, [], '1'],
  ['g', '2001:db8:1::5', [], '5'],
  ['g', nowhere, [], '1'],
  ['g', '', [], '1'],
  ['h', paris, [], '3'],
  ['h', berlin, [], 'NOERROR'],
  ['n', boston, [], '3'],
  ['n', boston, ['narrow'], '2'],
  ['n', boston, ['narrow', 'wide'], '1'],
  ['n', boston, ['narrow', 'wide', 'rest'], '3'],
  ['n', '198.51.7.1', [], '2'],
  ['n', '2001:db8:1:2::3', [], '3'],
  ['n', '2001:db8:2::3', [], '2'],
  ['n', 'fe80::1%eth0', [], '1'],
  ['n', nowhere, ['rest'], '1'],
  ['u', boston, [], '1'],
  ['u', nowhere, [], 'NOERROR'],
] as const)('%s asked from %s while %s are ill', ([name, from, ill, last]) => {
  const server = serve(failover, latency, geolocation, homeless, networks, unlisted)
  setHealth(zoneOf(server), ill)
  expect(valuesOf(server, { name, from })).toEqual([last === 'NOERROR' ? last : `192.0.2.${last}`])
})

test('a set has the TTL of its own, or that of the RRset', () => {
  const server = serve(failover)
  const ttl = () => server.ask({ name: 'f.example.com.' }).answers[0]!.ttl
  expect(ttl()).toBe(60)
  setHealth(zoneOf(server), ['main'])
  expect(ttl()).toBe(10)
})

test('nothing for who asks is NODATA with the SOA', () => {
  const { answers, authorities } = serve(unlisted).ask({ name: 'u.example.com.', from: nowhere })
  expect([answers, authorities.map(({ type }) => type)]).toEqual([[], ['SOA']])
})

test('policies of other types, at wildcards, and beside plain RRsets', () => {
  const server = serve(
    routed('*.wild', 'A', 'failover', {
      a: { values: ['192.0.2.1'], role: 'primary', check: 'a' },
      b: { values: ['192.0.2.2'], role: 'secondary' },
    }),
    routed('www', 'CNAME', 'weighted', {
      a: { values: ['x.wild'], weight: 1, check: 'a' },
      b: { values: ['other'], weight: 0 },
    }),
    routed('@', 'MX', 'failover', {
      a: { values: ['10 mail', '20 other'], role: 'primary', check: 'a' },
      b: { values: ['10 other'], role: 'secondary' },
    }),
    routed('mail', 'A', 'failover', {
      a: { values: ['192.0.2.3'], role: 'primary', check: 'a' },
      b: { values: ['192.0.2.4'], role: 'secondary' },
    }),
    ...rrsetsOf('example.com.', 'other 60 A 192.0.2.9\nmail 60 TXT "plain"'),
  )
  const seen = () => [
    valuesOf(server, { name: 'y.wild' }),
    valuesOf(server, { name: 'www' }),
    valuesOf(server, { name: 'www', type: 'CNAME' }),
    server.ask({ name: 'example.com.', type: 'MX' }).additionals.map(({ rdata }) => rdata),
    valuesOf(server, { name: 'mail', type: 'ANY', transport: 'tcp' }),
  ]
  expect(seen()).toEqual([
    ['192.0.2.1'],
    ['x.wild.example.com.', '192.0.2.1'],
    ['x.wild.example.com.'],
    ['192.0.2.3', '192.0.2.9'],
    ['192.0.2.3', '"plain"'],
  ])
  setHealth(zoneOf(server), ['a'])
  expect(seen()).toEqual([
    ['192.0.2.2'],
    ['other.example.com.', '192.0.2.9'],
    ['other.example.com.'],
    ['192.0.2.9'],
    ['192.0.2.4', '"plain"'],
  ])
})

test('what a zone and its cuts are is the same for everyone', () => {
  const server = serve(
    routed('sub', 'NS', 'weighted', {
      a: { values: ['ns.sub'], weight: 0 },
      b: { values: ['ns.example.net.'], weight: 1 },
    }),
  )
  const { authorities } = server.ask({ name: 'x.sub.example.com.' })
  expect(authorities.map(({ rdata }) => rdata)).toEqual(['ns.sub.example.com.'])
})
