// RRsets as record sets of the API, and back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRRset } from '../../src/dns/canonical.ts'
import { parseName } from '../../src/dns/name.ts'
import type { HealthCheck, RoutedSet, RoutingPolicy } from '../../src/dns/routing.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { recordSetsOf } from '../../src/route53/from-rrset.ts'
import type { CidrRoutingConfig, RecordSet } from '../../src/route53/record-set.ts'
import { grouped, rrsetOf } from '../../src/route53/to-rrset.ts'
import { anyRRset } from './arbitrary-rrset.ts'

/** Ids for whatever is asked, and what they stand for. */
function resources() {
  const checks = new Map<string, HealthCheck>()
  const locations = new Map<string, readonly string[]>()
  return {
    zoneId: 'ZHELD',
    healthCheckId(check: HealthCheck): string {
      const id = check.type === 'reference' ? check.id : JSON.stringify(check)
      checks.set(id, check)
      return id
    },
    healthCheck: (id: string): HealthCheck => checks.get(id) ?? { type: 'reference', id },
    cidrLocation(networks: readonly string[]): CidrRoutingConfig {
      const LocationName = networks.join()
      locations.set(LocationName, networks)
      return { CollectionId: 'c', LocationName }
    },
    networks: ({ LocationName }: CidrRoutingConfig) => locations.get(LocationName) ?? [],
  }
}

const read = (...sets: RecordSet[]): RRset => rrsetOf(sets, resources())
const records = (...values: string[]) => ({ ResourceRecords: values.map(Value => ({ Value })) })
const www = { Name: 'www.example.com.', Type: 'A' } as const
const common = { ...www, TTL: 60, ...records('192.0.2.1') }
const a = [typeOf('A').parse('192.0.2.1')]
const set: RoutedSet = { id: 'a', rdatas: a }
const routed = (kind: RoutingPolicy['kind'], ...sets: RoutedSet[]): RRset => ({
  owner: parseName('www.example.com.'),
  type: 'A',
  ttl: 60,
  rdatas: [],
  policy: { kind, sets },
})

const forms: readonly (readonly [what: string, set: RecordSet, rrset: RRset])[] = [
  ['simple', common, { owner: parseName('www.example.com.'), type: 'A', ttl: 60, rdatas: a }],
  ['weighted', { ...common, SetIdentifier: 'a', Weight: 0 }, routed('weighted', { ...set, weight: 0 })],
  [
    'failover with a check',
    { ...common, SetIdentifier: 'a', Failover: 'SECONDARY', HealthCheckId: 'h' },
    routed('failover', { ...set, role: 'secondary', health: { type: 'reference', id: 'h' } }),
  ],
  ['multivalue', { ...common, SetIdentifier: 'a', MultiValueAnswer: true }, routed('multivalue', set)],
  [
    'latency',
    { ...common, SetIdentifier: 'a', Region: 'eu-west-1' },
    routed('latency', { ...set, region: 'eu-west-1' }),
  ],
  [
    'geolocation',
    { ...common, SetIdentifier: 'a', GeoLocation: { CountryCode: 'US', SubdivisionCode: 'CA' } },
    routed('geolocation', { ...set, location: 'US-CA' }),
  ],
  [
    'geoproximity of a region',
    { ...common, SetIdentifier: 'a', GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: -10 } },
    routed('geoproximity', { ...set, region: 'eu-west-1', bias: -10 }),
  ],
  [
    'geoproximity of a local zone group',
    { ...common, SetIdentifier: 'a', GeoProximityLocation: { LocalZoneGroup: 'us-west-2-lax-1' } },
    routed('geoproximity', { ...set, region: 'us-west-2-lax-1' }),
  ],
  [
    'geoproximity of coordinates',
    {
      ...common,
      SetIdentifier: 'a',
      GeoProximityLocation: { Coordinates: { Latitude: '49.22', Longitude: '-74.01' } },
    },
    routed('geoproximity', { ...set, coordinates: '49.22,-74.01' }),
  ],
  [
    'the default of IP-based',
    { ...common, SetIdentifier: 'a', CidrRoutingConfig: { CollectionId: 'c', LocationName: '*' } },
    routed('ip', { ...set, networks: ['*'] }),
  ],
]
test.each(forms)('%s', (_what, set, rrset) => {
  expect(read(set)).toEqual(rrset)
  expect(recordSetsOf(rrset, resources())).toEqual([set])
})

describe('aliases', () => {
  const target = (HostedZoneId: string, DNSName: string): RecordSet => ({
    ...www,
    AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth: true },
  })
  const lb = 'my-lb-1234567890.us-east-1.elb.amazonaws.com.'

  test.each([
    ['of the same zone', target('ZHELD', 'web.example.com.'), 'web.example.com.', undefined],
    ['of a service', target('Z2FDTNDATAQYW2', 'd1.cloudfront.net.'), 'd1.cloudfront.net.', undefined],
    ['of a load balancer', target('Z35SXDOTRQ7X7K', lb), lb, undefined],
    ['of a service in an odd zone', target('ZODD', lb), lb, 'ZODD'],
    ['of another zone', target('ZOTHER', 'vpce-1.example.net.'), 'vpce-1.example.net.', 'ZOTHER'],
  ])('%s', (_what, set, name, hostedZone) => {
    const alias = { target: parseName(name), evaluateHealth: true, ...(hostedZone && { hostedZone }) }
    const rrset = { owner: parseName('www.example.com.'), type: 'A', ttl: 0, rdatas: [], alias }
    expect(read(set)).toEqual(rrset)
    expect(recordSetsOf(rrset, resources())).toEqual([set])
  })

  test('other spellings of one target are read alike', () => {
    const plain = read(target('Z35SXDOTRQ7X7K', lb))
    expect(read(target('Z35SXDOTRQ7X7K', `dualstack.${lb}`))).toEqual(plain)
    expect(read(target('Z35SXDOTRQ7X7K', lb.toUpperCase().slice(0, -1)))).toEqual(plain)
  })
})

describe('TTLs', () => {
  const weighted = (SetIdentifier: string, TTL: number): RecordSet => ({
    ...common,
    SetIdentifier,
    Weight: 1,
    TTL,
  })
  const alias: RecordSet = {
    ...www,
    SetIdentifier: 'z',
    Weight: 1,
    AliasTarget: { HostedZoneId: 'ZHELD', DNSName: 'web.example.com.', EvaluateTargetHealth: false },
  }
  test.each([
    ['all alike', [weighted('a', 60), weighted('b', 60), alias], 60, [undefined, undefined, undefined]],
    [
      'the most common',
      [weighted('a', 60), weighted('b', 300), weighted('c', 300)],
      300,
      [60, undefined, undefined],
    ],
    ['of several the first', [weighted('a', 60), weighted('b', 300)], 60, [undefined, 300]],
    ['none', [alias], 0, [undefined]],
  ])('%s', (_what, sets, ttl, own) => {
    const rrset = read(...sets)
    expect(rrset.ttl).toBe(ttl)
    expect(rrset.policy?.sets.map(set => set.ttl)).toEqual(own)
    expect(recordSetsOf(rrset, resources())).toEqual(sets)
  })
})

describe('what something else manages', () => {
  test.each([
    ['a traffic policy', { ...common, TrafficPolicyInstanceId: '1234' }, 'traffic policy instance 1234'],
    [
      'a traffic policy of aliases',
      {
        ...www,
        TrafficPolicyInstanceId: '1234',
        AliasTarget: { HostedZoneId: 'ZHELD', DNSName: 'x.example.com.', EvaluateTargetHealth: false },
      },
      'traffic policy instance 1234',
    ],
    [
      'a health check of a lone set',
      { ...common, HealthCheckId: '1234' },
      'health check 1234, without a routing policy',
    ],
    ['a policy to come', { ...common, SetIdentifier: 'a' }, 'a routing policy that dnsctl does not know'],
  ])('%s', (_what, set, managedBy) => {
    expect(read(set).managedBy).toBe(managedBy)
  })
})

test.each([
  ['MX', '10 .'],
  ['NAPTR', '10 10 "u" "E2U+sip" "not a substitution" .'],
  ['TLSA', '3 1 1 00'],
])('%s %s is read, though it breaks a rule', (Type, Value) => {
  const rrset = read({ ...common, Type, ...records(Value) })
  expect(recordSetsOf(rrset, resources())).toEqual([{ ...common, Type, ...records(Value) }])
  expect(() => typeOf(Type).parse(Value)).toThrow(expect.objectContaining({ code: 'rdata-invalid' }))
})

test('sets of one name and type are grouped as they follow each other', () => {
  const of = (Name: string, Type: string, SetIdentifier?: string): RecordSet => ({
    Name,
    Type,
    ...(SetIdentifier && { SetIdentifier }),
  })
  const sets = [
    of('a.', 'A', '1'),
    of('a.', 'A', '2'),
    of('a.', 'TXT'),
    of('b.', 'TXT'),
    of('b.', 'TXT', '2'),
  ]
  expect([...grouped(sets)].map(group => group.length)).toEqual([2, 1, 2])
  expect([...grouped([])]).toEqual([])
})

test('what is read back is what was written', () => {
  fc.assert(
    fc.property(anyRRset, rrset => {
      const held = resources()
      const sets = recordSetsOf(rrset, held)
      const once = rrsetOf(sets, held)
      expect(recordSetsOf(once, held)).toEqual(sets)
      expect(canonicalRRset(rrsetOf(recordSetsOf(once, held), held))).toBe(canonicalRRset(once))
      const hasAlias = rrset.alias || rrset.policy?.sets.some(set => set.alias)
      if (!hasAlias) expect(canonicalRRset(once)).toBe(canonicalRRset(rrset))
    }),
  )
})
