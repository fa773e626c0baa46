// Whole zones against our own responder: all that it holds is proven, and what is changed behind it is named.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAtOrBelow, parseName, sameName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import { type RRset, rrsetKey } from '../../src/dns/rrset.ts'
import { isProven } from '../../src/proof/proof.ts'
import { aliasOf, routed, soa } from '../server/authoritative/policy-zone.ts'
import { richZone, rrsetsOf } from '../server/authoritative/rich-zone.ts'
import { cellsOf, clientOf, expectAll, origin, proveWith } from './proving.ts'

test('proves a zone with one of everything', async () => {
  const proof = await proveWith({
    clients: { a: clientOf(richZone), b: clientOf(richZone) },
    expected: expectAll(richZone),
    zone: richZone,
  })
  expect(cellsOf(proof)).toEqual([])
  expect(isProven(proof)).toBe(true)
  // What is behind a cut or a DNAME, and the NSEC3.
  expect(proof.hidden).toBe(3)
  expect(proof.servers.map(({ serial, asked }) => [serial, asked])).toEqual([
    [7, richZone.length - 3],
    [7, richZone.length - 3],
  ])
})

const policies: readonly RRset[] = [
  ...soa,
  ...rrsetsOf('example.com.', 'www 60 A 192.0.2.1\nwww 60 A 192.0.2.2\nother 60 TXT "x"'),
  routed('w', 'A', 'weighted', {
    a: { values: ['192.0.2.1'], weight: 1 },
    b: { values: ['192.0.2.2'], weight: 1, ttl: 30 },
  }),
  routed('m', 'A', 'multivalue', {
    a: { values: ['192.0.2.1'] },
    b: { values: ['192.0.2.2'] },
    c: { values: ['192.0.2.3'] },
  }),
  routed('geo', 'A', 'geolocation', { a: { values: ['192.0.2.1'], location: 'EU' } }),
  routed('ip', 'A', 'ip', {
    a: { values: ['192.0.2.1'], networks: ['10.0.0.0/8'] },
    b: { alias: 'www', networks: ['*'] },
  }),
  aliasOf('here', 'A', 'www'),
  aliasOf('nowhere', 'A', 'other'),
  aliasOf('away', 'A', 'www.example.net.'),
]

test('proves policies and aliases as far as they can be known', async () => {
  const proof = await proveWith({
    clients: { a: clientOf(policies) },
    expected: expectAll(policies),
    zone: policies,
  })
  expect(cellsOf(proof)).toEqual([])
  expect(proof.asked).toBe(policies.length)
})

test('names sets and aliases that no server has', async () => {
  const stale = [
    ...soa,
    ...rrsetsOf(
      'example.com.',
      'www 60 A 192.0.2.9\nw 60 A 192.0.2.9\nm 60 A 192.0.2.1\nm 60 A 192.0.2.9\nhere 60 A 192.0.2.9',
    ),
  ]
  const proof = await proveWith({
    clients: { a: clientOf(stale) },
    expected: expectAll(policies.filter(({ owner }) => /^(?:w|m|here|away)\./.test(owner))),
    zone: policies,
  })
  expect(cellsOf(proof)).toEqual([
    'a 192.0.2.1 w.example.com. A: differs, has 192.0.2.9, which none of the sets has',
    'a 192.0.2.1 m.example.com. A: differs, has 192.0.2.1 | 192.0.2.9, which none of the sets has',
    'a 192.0.2.1 here.example.com. A: differs, has 192.0.2.9, lacks 192.0.2.1 | 192.0.2.2',
  ])
})

const labels = ['a', 'b', '*', 'c']
const owners = fc
  .array(fc.constantFrom(...labels), { minLength: 1, maxLength: 3 })
  // A wildcard is the leftmost label only.
  .map(parts => parseName(parts.filter((part, i) => i === 0 || part !== '*').join('.'), origin))

const values: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  TXT: ['"one"', '"two"'],
  MX: ['10 a.example.com.', '20 B.a.example.com.'],
  NS: ['a.example.com.', 'a.b.example.com.', 'ns.example.net.'],
  CNAME: ['a.b.example.com.'],
  DNAME: ['example.net.'],
}

const rrsets = fc
  .record({
    owner: owners,
    ttl: fc.constantFrom(60, 300),
    typed: fc
      .constantFrom(...Object.keys(values))
      .chain(type =>
        fc
          .subarray([...values[type]!], { minLength: 1 })
          .map(texts => ({ type, rdatas: texts.map(text => typeOf(type).parse(text)) })),
      ),
  })
  .map(({ owner, ttl, typed }): RRset => ({ owner, ttl, ...typed }))

/** A zone as checks let it be: a CNAME is alone, and delegations are no wildcards. */
const zones = fc.array(rrsets, { minLength: 1, maxLength: 12 }).map(found => {
  const kept = new Map<string, RRset>()
  for (const rrset of found) {
    const { owner, type } = rrset
    const beside = [...kept.values()].filter(other => sameName(other.owner, owner))
    if (type === 'CNAME' ? beside.length > 0 : beside.some(other => other.type === 'CNAME')) continue
    if (owner.startsWith('*') && (type === 'NS' || type === 'DNAME')) continue
    if (beside.some(other => other.type + type === 'NSDNAME' || other.type + type === 'DNAMENS')) continue
    kept.set(rrsetKey(rrset), rrset)
  }
  return [...rrsetsOf(origin, '@ 60 SOA ns1 h 1 2 3 4 5\n@ 60 NS ns.example.net.'), ...kept.values()]
})

test('proves every zone that a server holds', async () => {
  await fc.assert(
    fc.asyncProperty(zones, async zone => {
      const proof = await proveWith({ clients: { a: clientOf(zone) }, expected: expectAll(zone), zone })
      expect(cellsOf(proof)).toEqual([])
    }),
    { numRuns: 100 },
  )
})

/** Other values, or another TTL. */
const altered = ({ ttl, ...rrset }: RRset, how: 'values' | 'ttl'): RRset =>
  how === 'ttl' || !(rrset.type in values)
    ? { ...rrset, ttl: ttl + 1 }
    : {
        ...rrset,
        ttl,
        rdatas: rrset.type === 'A' ? [typeOf('A').parse('192.0.2.99')] : rrset.rdatas,
        ...(rrset.type !== 'A' && { ttl: ttl + 1 }),
      }

const isShadowing = ({ type, owner }: RRset): boolean =>
  type === 'DNAME' || (type === 'NS' && !sameName(owner, origin)) || owner.startsWith('*')

test('names just the RRset that differs at just the server where it does', async () => {
  await fc.assert(
    fc.asyncProperty(zones, fc.nat(), fc.constantFrom('values', 'ttl', 'gone'), async (zone, pick, how) => {
      const hides = (other: RRset, rrset: RRset): boolean =>
        isShadowing(other) && other.type !== 'MX' && other !== rrset && isAtOrBelow(rrset.owner, other.owner)
      // What hides others, or is hidden, has more than its own answers to change.
      const plain = zone.filter(
        rrset =>
          rrset.type !== 'SOA' &&
          !isShadowing(rrset) &&
          !zone.some(other => !other.owner.startsWith('*') && hides(other, rrset)),
      )
      const victim = plain[pick % plain.length]!
      // What is gone, a wildcard may answer with the same.
      const hasWildcard = zone.some(({ owner }) => owner.startsWith('*'))
      const stale =
        how === 'gone' && !sameName(victim.owner, origin) && !hasWildcard
          ? zone.filter(rrset => rrset !== victim)
          : zone.map(rrset => (rrset === victim ? altered(rrset, how === 'values' ? how : 'ttl') : rrset))
      const proof = await proveWith({
        clients: { good: clientOf(zone), stale: clientOf(stale), fine: clientOf(zone) },
        expected: expectAll(zone),
        zone,
      })
      expect(cellsOf(proof).map(text => text.split(':')[0])).toEqual([
        `stale 192.0.2.2 ${victim.owner} ${victim.type}`,
      ])
    }),
    { numRuns: 100 },
  )
})
