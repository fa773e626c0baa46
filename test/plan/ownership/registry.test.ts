import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelsOf, parentOf, parseName } from '../../../src/dns/name.ts'
import { heritageOf } from '../../../src/plan/ownership/heritage.ts'
import { isOwnRegistry, registryName, registryRRset } from '../../../src/plan/ownership/registry.ts'
import { origin, rrset } from '../rrsets.ts'

test.each<[string, string, string]>([
  ['@', 'MX', '_dnsctl-mx'],
  ['www', 'A', '_dnsctl-a-www'],
  ['WWW', 'A', '_dnsctl-a-www'],
  ['www', 'TYPE65280', '_dnsctl-type65280-www'],
  ['_dmarc', 'TXT', '_dnsctl-txt-_dmarc'],
  ['ns.sub', 'A', '_dnsctl-a-ns_sub_'],
  ['*', 'A', '_dnsctl-a-__684888c0ebb1'],
  ['*.dev', 'A', '_dnsctl-a-__dev_'],
  ['x'.repeat(63), 'AAAA', `_dnsctl-aaaa-${'x'.repeat(37)}_`],
])('the record of %s %s', (name, type, expected) => {
  const found = registryName({ owner: parseName(name, origin), type }, origin)
  expect(found.startsWith(expected)).toBe(true)
  expect(parentOf(found)).toBe(origin)
})

test('its value names the owner and the RRset', () => {
  const record = registryRRset(rrset('*.dev 60 A 192.0.2.1'), origin, 'team-web', 0)
  expect(record).toMatchObject({
    type: 'TXT',
    ttl: 300,
    rdatas: ['"heritage=dnsctl,dnsctl/owner=team-web,dnsctl/rrset=*.dev/A"'],
  })
  expect(heritageOf(record)).toEqual({ tool: 'dnsctl', owner: 'team-web' })
  expect(isOwnRegistry(record)).toBe(true)
  expect(isOwnRegistry({ ...record, owner: parseName('www', origin) })).toBe(false)
  expect(registryRRset(rrset('www 60 A 192.0.2.1'), origin, 'x', 600).ttl).toBe(600)
})

const labels = fc.oneof(
  fc.stringMatching(/^[a-z0-9_-]{1,63}$/),
  fc.constantFrom('*', 'a_b', String.raw`a\.b`, String.raw`\255`, 'www', '_1bd1b8a02a87'),
)
const keys = fc.record({
  name: fc.array(labels, { minLength: 1, maxLength: 3 }).map(parts => parts.join('.')),
  type: fc.constantFrom('A', 'AAAA', 'TXT'),
})

test('no two RRsets share a record, and each is one label below the apex', () => {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const [first, second] = [a, b].map(({ name, type }) =>
        registryName({ owner: parseName(name, origin), type }, origin),
      )
      expect(labelsOf(first!)).toHaveLength(3)
      const isSame = a.name === b.name && a.type === b.type
      expect(first === second).toBe(isSame)
    }),
    { numRuns: 300 },
  )
})

test('a long zone leaves it a short name', () => {
  const long = parseName(`${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.example.com.`)
  const found = registryName({ owner: parseName('a'.repeat(50), long), type: 'A' }, long)
  expect(found.length).toBeLessThanOrEqual(254)
})
