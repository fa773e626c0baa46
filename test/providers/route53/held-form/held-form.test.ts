// In which form Route 53 holds an RRset, and why not.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRRset } from '../../../../src/dns/canonical.ts'
import { parseName } from '../../../../src/dns/name.ts'
import type { HealthCheck, PolicyKind, ProbeCheck, RoutedSet } from '../../../../src/dns/routing.ts'
import { typeOf } from '../../../../src/dns/rr/table.ts'
import type { RRset } from '../../../../src/dns/rrset.ts'
import { Zone } from '../../../../src/dns/zone.ts'
import type { HeldForm } from '../../../../src/plan/capabilities.ts'
import { route53Capabilities } from '../../../../src/providers/route53/capabilities.ts'
import { anyRRset, zoneName } from '../../../route53/arbitrary-rrset.ts'

const name = (text: string) => parseName(text, zoneName)
const values = (owner: string, type: string, ...texts: string[]): RRset => ({
  owner: name(owner),
  type,
  ttl: 300,
  rdatas: texts.map(text => typeOf(type).parse(text)),
})
const set: RoutedSet = { id: 'a', rdatas: [typeOf('A').parse('192.0.2.1')] }
const routed = (kind: PolicyKind, ...sets: Partial<RoutedSet>[]): RRset => ({
  ...values('www', 'A'),
  policy: { kind, sets: sets.map((each, i) => ({ ...set, id: `set ${i}`, ...each })) },
})
const alias = (type: string, target: string, more: object = {}): RRset => ({
  owner: name('www'),
  type,
  ttl: 0,
  rdatas: [],
  alias: { target: name(target), evaluateHealth: false, ...more },
})
const lb = 'my-lb-1234567890.us-east-1.elb.amazonaws.com.'
const distribution = 'd111111abcdef8.cloudfront.net.'

const probe: ProbeCheck = {
  type: 'https',
  name: 'shop',
  host: 'shop.example.com',
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
}

function held(rrset: RRset, others: readonly RRset[] = [], visibility?: 'public' | 'private'): HeldForm {
  const capabilities = route53Capabilities({ ...(visibility && { visibility }) })
  return capabilities.hold!(rrset, zoneName, new Zone(zoneName, others))
}

describe('what is held as it is', () => {
  test.each([
    values('www', 'A', '192.0.2.1', '192.0.2.2'),
    values('a\\.b', 'TXT', '"\\228"'),
    values('*', 'MX', '10 mail.example.com.'),
    values('@', 'SOA', 'ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 86400'),
    values('www', 'TXT', `"${'x'.repeat(255)}" `.repeat(15)),
  ])('$owner $type', rrset => {
    const { rrsets, objections } = held(rrset)
    expect(rrsets[0]).toBe(rrset)
    expect(objections).toEqual([])
  })
})

describe('ALIAS', () => {
  const apex = (target: string): RRset => values('@', 'ALIAS', target)
  test.each([
    ['a load balancer', apex(lb), ['A', 'AAAA'], lb],
    ['a dual-stack load balancer', apex(`dualstack.${lb}`), ['A', 'AAAA'], lb],
    ['a distribution', apex(distribution), ['A', 'AAAA'], distribution],
    ['a website', apex('s3-website-us-east-1.amazonaws.com.'), ['A'], 's3-website-us-east-1.amazonaws.com.'],
    ['both addresses', apex('both.example.com.'), ['A', 'AAAA'], 'both.example.com.'],
    ['one address', apex('four.example.com.'), ['A'], 'four.example.com.'],
    ['an ALIAS', apex('next.example.com.'), ['A'], 'next.example.com.'],
  ])('of %s', (_what, rrset, types, target) => {
    const others = [
      values('both', 'A', '192.0.2.1'),
      values('both', 'AAAA', '2001:db8::1'),
      values('four', 'A', '192.0.2.1'),
      values('next', 'ALIAS', 'four.example.com.'),
    ]
    const { rrsets, objections } = held(rrset, others)
    expect(objections).toEqual([])
    expect(rrsets).toEqual(
      types.map(type => ({
        owner: zoneName,
        type,
        ttl: 0,
        rdatas: [],
        alias: { target, evaluateHealth: false },
      })),
    )
  })

  test('of one service for each set', () => {
    const rrset = {
      ...values('www', 'ALIAS'),
      policy: {
        kind: 'latency' as const,
        sets: [
          { id: 'us', rdatas: values('@', 'ALIAS', lb).rdatas, region: 'us-east-1' },
          { id: 'eu', rdatas: values('@', 'ALIAS', distribution).rdatas, region: 'eu-west-1' },
        ],
      },
    }
    const { rrsets } = held(rrset)
    expect(rrsets.map(({ type }) => type)).toEqual(['A', 'AAAA'])
    expect(rrsets[0]!.policy!.sets.map(set => set.alias?.target)).toEqual([lb, distribution])
  })

  test('is held to the rules of policies and health checks', () => {
    const [{ rdatas }, health] = [apex(lb), { ...probe, interval: 60 }]
    const withPolicy = (kind: PolicyKind, set: Partial<RoutedSet>): RRset => ({
      ...values('www', 'ALIAS'),
      policy: { kind, sets: [{ id: 'a', rdatas, ...set }] },
    })
    expect(held(withPolicy('multivalue', {})).objections.map(({ code }) => code)).toEqual([
      'route53-alias-unsupported',
    ])
    const { rrsets, objections } = held(withPolicy('weighted', { weight: 1, health }))
    expect(rrsets).toHaveLength(2)
    expect(objections.map(({ code }) => code)).toEqual(['route53-altered'])
  })

  test.each([
    ['elsewhere', 'lb.example.net.', 'lb.example.net. is neither in this zone nor an AWS service'],
    ['nothing', 'none.example.com.', 'none.example.com. has neither A nor AAAA records in the zone'],
    ['a CNAME', 'cname.example.com.', 'cname.example.com. has neither A nor AAAA records in the zone'],
    ['itself', 'loop.example.com.', 'loop.example.com. has neither A nor AAAA records in the zone'],
  ])('of %s is left out', (_what, target, why) => {
    const others = [
      values('cname', 'CNAME', 'www.example.net.'),
      values('loop', 'ALIAS', 'loop.example.com.'),
    ]
    const { rrsets, objections } = held(apex(target), others)
    expect(rrsets).toEqual([])
    expect(objections).toEqual([
      { code: 'route53-alias-unclear', why: expect.stringContaining(`is left out: ${why}`) },
    ])
  })
})

test.each([
  ['to elsewhere', alias('A', 'lb.example.net.'), 'route53-alias-unclear', 'hosted_zone'],
  ['of a service’s MX', alias('MX', lb), 'route53-alias-unsupported', 'of type A or AAAA'],
  ['of NS', alias('NS', 'web.example.com.'), 'route53-alias-unsupported', 'type NS'],
  [
    'in a multivalue set',
    routed('multivalue', { rdatas: [], alias: { target: name('web'), evaluateHealth: true } }),
    'route53-alias-unsupported',
    'multivalue',
  ],
  ['wildcard NS', values('*', 'NS', 'ns1.example.net.'), 'route53-record-unsupported', 'wildcard'],
  [
    'a long value',
    values('www', 'TXT', `"${'x'.repeat(255)}" `.repeat(16)),
    'route53-record-unsupported',
    '4127 characters',
  ],
  [
    'many values',
    values('www', 'A', ...Array.from({ length: 401 }, (_, i) => `192.0.${i >> 8}.${i & 255}`)),
    'route53-record-unsupported',
    '401 values',
  ],
  [
    'a policy at NS',
    { ...routed('weighted', { weight: 1 }), type: 'NS' },
    'route53-policy-unsupported',
    'NS records',
  ],
  [
    'a CNAME of several values',
    { ...routed('multivalue', {}), type: 'CNAME' },
    'route53-policy-unsupported',
    'CNAME',
  ],
  ['many sets', routed('multivalue', ...Array(101).fill({})), 'route53-policy-unsupported', '101 sets'],
  [
    'many places',
    routed('geoproximity', ...Array(31).fill({ region: 'eu-west-1' })),
    'route53-policy-unsupported',
    '31 sets',
  ],
  ['a long set name', routed('weighted', { id: 'x'.repeat(129) }), 'route53-policy-unsupported', '1 to 128'],
  ['a heavy set', routed('weighted', { weight: 256 }), 'route53-policy-unsupported', 'weight 256'],
  [
    'an unknown region',
    routed('latency', { region: 'eu-moon-1' }),
    'route53-policy-unsupported',
    'eu-moon-1',
  ],
  ['an unknown place', routed('geolocation', { location: 'FR-75' }), 'route53-policy-unsupported', 'FR-75'],
  ['no place', routed('geoproximity', {}), 'route53-policy-unsupported', 'needs a region or coordinates'],
  [
    'odd coordinates',
    routed('geoproximity', { coordinates: '91,0' }),
    'route53-policy-unsupported',
    '"91,0"',
  ],
  [
    'a strong bias',
    routed('geoproximity', { region: 'eu-west-1', bias: 100 }),
    'route53-policy-unsupported',
    'bias 100',
  ],
  [
    'a long IPv4 prefix',
    routed('ip', { networks: ['192.0.2.0/25'] }),
    'route53-policy-unsupported',
    '192.0.2.0/25',
  ],
  [
    'a long IPv6 prefix',
    routed('ip', { networks: ['2001:db8::/49'] }),
    'route53-policy-unsupported',
    '2001:db8::/49',
  ],
])('%s is left out', (_what, rrset, code, why) => {
  const { rrsets, objections } = held(rrset)
  expect(rrsets).toEqual([])
  expect(objections.map(({ code }) => code)).toEqual([code])
  expect(objections[0]!.why).toMatch(/^is left out: /)
  expect(objections[0]!.why).toContain(why)
})

test('a private zone chooses by no networks', () => {
  const nets = routed('ip', { networks: ['192.0.2.0/24'] }, { networks: ['*'] })
  expect(held(nets, [], 'private').objections).toEqual([
    { code: 'route53-policy-unsupported', why: 'is left out: a private zone cannot have policy "ip"' },
  ])
  expect(held(nets).objections).toEqual([])
  const { hold } = route53Capabilities({ vpcs: [{ id: 'vpc-1', region: 'eu-west-1' }] })
  expect(hold!(nets, zoneName, new Zone(zoneName)).rrsets).toEqual([])
})

test('a private zone has no aliases of CloudFront', () => {
  expect(held(alias('A', distribution), [], 'private').objections[0]?.code).toBe('route53-alias-unsupported')
  expect(held(alias('A', distribution), [], 'public').objections).toEqual([])
  expect(held(alias('A', lb), [], 'private').objections).toEqual([])
})

describe('aliases that are altered', () => {
  test('CloudFront has no health', () => {
    const { rrsets, objections } = held(alias('A', distribution, { evaluateHealth: true }))
    expect(rrsets[0]!.alias).toEqual({ target: distribution, evaluateHealth: false })
    expect(objections).toEqual([{ code: 'route53-altered', why: expect.stringContaining('health') }])
  })

  test.each([
    ['the zone’s own id', alias('A', 'web.example.com.', { hostedZone: 'ZOWN' }), undefined],
    ['the id of the service', alias('A', lb, { hostedZone: 'Z35SXDOTRQ7X7K' }), undefined],
    ['another id of a service', alias('A', lb, { hostedZone: 'ZODD' }), 'ZODD'],
    ['the id of another zone', alias('A', 'vpce-1.example.net.', { hostedZone: 'ZOTHER' }), 'ZOTHER'],
  ])('%s', (_what, rrset, hostedZone) => {
    const { rrsets, objections } = held(rrset)
    expect(rrsets[0]!.alias?.hostedZone).toBe(hostedZone)
    expect(objections).toEqual([])
  })
})

test('weighted sets get one TTL', () => {
  const { rrsets, objections } = held(routed('weighted', { weight: 1, ttl: 60 }, { weight: 2 }))
  expect(rrsets[0]!.policy!.sets.map(set => set.ttl)).toEqual([undefined, undefined])
  expect(objections).toEqual([{ code: 'route53-altered', why: expect.stringContaining('TTL 300') }])
})

test('values that differ in letter case alone are one', () => {
  const { rrsets } = held(
    values('@', 'MX', '10 Mail.example.com.', '10 mail.example.com.', '20 mail.example.com.'),
  )
  expect(rrsets[0]!.rdatas).toEqual(['10 Mail.example.com.', '20 mail.example.com.'])
})

describe('health checks', () => {
  const withCheck = (health: HealthCheck): RRset => routed('weighted', { weight: 1, health })

  test('that Route 53 runs as stated', () => {
    const { rrsets, objections } = held(withCheck(probe))
    expect(objections).toEqual([])
    expect(rrsets[0]!.policy!.sets[0]!.health).toEqual(probe)
  })

  test.each([
    [{ interval: 60 }, 'interval 30 in place of 60'],
    [{ interval: 5 }, 'interval 10 in place of 5'],
    [{ timeout: 2 }, 'timeout 5 in place of 2'],
    [{ successes: 1 }, 'successes 3 in place of 1'],
    [{ failures: 20, successes: 20 }, 'failures 10 in place of 20, successes 10 in place of 20'],
  ])('%j is told', (stated, why) => {
    const { rrsets, objections } = held(withCheck({ ...probe, ...stated }))
    expect(rrsets).toHaveLength(1)
    expect(objections).toEqual([{ code: 'route53-altered', why: expect.stringContaining(why) }])
  })

  test('that another sums up are told too', () => {
    const all: HealthCheck = {
      type: 'calculated',
      name: 'all',
      checks: [{ ...probe, interval: 60 }],
      healthy: 1,
    }
    const { rrsets, objections } = held(withCheck(all))
    expect(objections).toHaveLength(1)
    expect(rrsets[0]!.policy!.sets[0]!.health).toEqual({ ...all, checks: [probe] })
  })

  test.each([
    [{ contains: 'x'.repeat(256) }, '"contains"'],
    [{ path: `/${'x'.repeat(255)}` }, '"path"'],
    [{ name: 'x'.repeat(257) }, 'the name'],
    [{ name: 'shop "main"' }, 'other marks'],
    [{ type: 'tcp' as const }, 'no port'],
  ])('%j leaves the record out', (stated, why) => {
    const { rrsets, objections } = held(withCheck({ ...probe, ...stated }))
    expect(rrsets).toEqual([])
    expect(objections).toEqual([{ code: 'route53-health-unsupported', why: expect.stringContaining(why) }])
  })
})

test('what is held stays as it is, and its notes', () => {
  fc.assert(
    fc.property(anyRRset, rrset => {
      const annotations = { owner: 'team-web' }
      for (const once of held({ ...rrset, annotations }).rrsets) {
        expect(once.annotations).toEqual(annotations)
        const { rrsets, objections } = held(once)
        expect(objections).toEqual([])
        expect(rrsets.map(canonicalRRset)).toEqual([canonicalRRset(once)])
      }
    }),
  )
})
