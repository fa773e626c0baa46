// Any RRset that Route 53 can hold: all policies, aliases, TTLs and checks; for properties.
import fc from 'fast-check'
import { parseName } from '../../src/dns/name.ts'
import { networkText } from '../../src/dns/network.ts'
import type { HealthCheck, PolicyKind, RoutedSet } from '../../src/dns/routing.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { geoLocations, locationTextOf } from '../../src/route53/geo.ts'
import { regions } from '../../src/route53/regions.ts'

export const zoneName = parseName('example.com.')

const owner = fc
  .constantFrom('@', 'www', '*', '*.dev', '_sip._tcp', 'a\\.b', '\\195\\164', '0/25')
  .map(text => parseName(text, zoneName))
const ttl = fc.constantFrom(0, 60, 300, 86_400)

const values: Readonly<Record<string, readonly string[]>> = {
  A: ['192.0.2.1', '192.0.2.2', '192.0.2.3'],
  AAAA: ['2001:db8::1', '2001:db8::2'],
  MX: ['10 mail.example.com.', '20 *.example.net.', '30 a\\.b.example.org.'],
  TXT: ['"v=spf1 -all"', '"a" "b"', '"\\\\ \\" \\195\\188"', '""'],
  CAA: ['0 issue "ca.example.com"'],
  CNAME: ['www.example.net.'],
}
const type = fc.constantFrom(...Object.keys(values))

const target = fc
  .constantFrom(
    'www.example.com.',
    'WWW.example.com.',
    'd111111abcdef8.cloudfront.net.',
    'dualstack.my-lb-1234567890.us-east-1.elb.amazonaws.com.',
    'service.example.net.',
  )
  .map(text => parseName(text))

const alias = fc.record(
  { target, evaluateHealth: fc.boolean(), hostedZone: fc.constantFrom('ZHELD', 'Z2FDTNDATAQYW2', 'ZOTHER') },
  { requiredKeys: ['target', 'evaluateHealth'] },
)

const probe = fc.record({
  type: fc.constantFrom('http' as const, 'https' as const),
  name: fc.constantFrom('shop', 'api'),
  host: fc.constant('shop.example.com'),
  interval: fc.constantFrom(10, 30),
  timeout: fc.constant(5),
  failures: fc.constant(3),
  successes: fc.constant(3),
})
const health: fc.Arbitrary<HealthCheck> = fc.oneof(
  fc.record({ type: fc.constant('reference' as const), id: fc.uuid() }),
  probe,
  fc.array(probe, { minLength: 1, maxLength: 3 }).chain(checks =>
    fc.record({
      type: fc.constant('calculated' as const),
      name: fc.constant('all'),
      checks: fc.constant(checks),
      healthy: fc.integer({ min: 1, max: checks.length }),
    }),
  ),
)

const network = fc
  .tuple(fc.nat(255), fc.integer({ min: 8, max: 24 }))
  .map(([octet, length]) => networkText({ family: 4, address: `10.${octet}.0.0`, length }))

/** What the sets of each policy are chosen by. */
const choices: Readonly<Record<PolicyKind, fc.Arbitrary<Partial<RoutedSet>>>> = {
  weighted: fc.record({ weight: fc.nat(255) }),
  failover: fc.record({ role: fc.constantFrom('primary' as const, 'secondary' as const) }),
  multivalue: fc.constant({}),
  latency: fc.record({ region: fc.constantFrom(...regions) }),
  geolocation: fc.record({ location: fc.constantFrom(...geoLocations().map(locationTextOf)) }),
  geoproximity: fc.oneof(
    fc.record(
      { region: fc.constantFrom('eu-west-1', 'us-west-2-lax-1'), bias: fc.integer({ min: 1, max: 99 }) },
      { requiredKeys: ['region'] },
    ),
    fc.record({ coordinates: fc.constantFrom('49.22,-74.01', '-33.5,151') }),
  ),
  ip: fc.record({
    networks: fc.oneof(fc.constant(['*']), fc.uniqueArray(network, { minLength: 1, maxLength: 4 })),
  }),
}

const rdatasOf = (type: string) =>
  fc
    .uniqueArray(fc.constantFrom(...values[type]!), { minLength: 1 })
    .map(texts => texts.map(text => typeOf(type).parse(text)))

const routed = fc
  .tuple(type, fc.constantFrom(...(Object.keys(choices) as PolicyKind[])))
  .chain(([type, kind]) => {
    const set = fc.tuple(
      choices[kind],
      fc.oneof(
        rdatasOf(type).map(rdatas => ({ rdatas })),
        alias.map(alias => ({ rdatas: [], alias })),
      ),
      fc.record({ health, ttl }, { requiredKeys: [] }),
      fc.constantFrom('', 'é', ' and ', '"'),
    )
    return fc.record({ owner, ttl, sets: fc.array(set, { minLength: 1, maxLength: 4 }) }).map(
      ({ sets, ...rrset }): RRset => ({
        ...rrset,
        type,
        rdatas: [],
        policy: {
          kind,
          sets: sets.map(([choice, content, { ttl, health }, mark], i) => ({
            id: `set ${i}${mark}`,
            ...choice,
            ...content,
            ...(health && { health }),
            ...(ttl !== undefined && !('alias' in content) && { ttl }),
          })),
        },
      }),
    )
  })

const plain = type.chain(type => fc.record({ owner, ttl, type: fc.constant(type), rdatas: rdatasOf(type) }))

const aliased = fc.record({ owner, type, alias }).map((rrset): RRset => ({ ...rrset, ttl: 0, rdatas: [] }))

export const anyRRset: fc.Arbitrary<RRset> = fc.oneof(plain, aliased, routed)
