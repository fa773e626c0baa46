import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { AliasTarget, HealthCheck } from '../../../src/dns/routing.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { formatZoneFile } from '../../../src/zonefile/yaml/format.ts'
import { writeZone } from '../../../src/zonefile/yaml/write.ts'
import { readText } from './read-text.ts'

const origin = parseName('example.com.')

const rrset = (owner: string, type: string, values: string[], more: Partial<RRset> = {}): RRset => ({
  owner: parseName(owner, origin),
  type,
  ttl: 3600,
  rdatas: values.map(value => typeOf(type).parse(value)),
  ...more,
})

const soa = rrset('@', 'SOA', ['ns1.example.com. hostmaster.example.com. 7 7200 3600 1209600 300'])

const shop = {
  type: 'https',
  name: 'shop',
  host: 'shop.example.com',
  path: '/healthz',
  interval: 10,
  timeout: 5,
  failures: 3,
  successes: 3,
} as const

test('a zone in canonical form', () => {
  const zone = new Zone(origin, [
    soa,
    rrset('www', 'CNAME', ['example.com.'], { ttl: 0 }),
    rrset('b.a', 'A', ['192.0.2.1', '192.0.2.2']),
    rrset('a', 'TXT', ['"v=spf1 mx -all"', '"a: ${b}"', '"one" "two"', '"\\255"']),
    rrset('a', 'MX', ['10 mail.example.com.', '20 mx.a.example.com.', '30 mail.example.net.']),
    rrset('@', 'NS', ['ns1.example.com.', 'ns2.example.com.'], { ttl: 86_400 }),
    rrset('*.dev', 'AAAA', ['2001:db8::']),
    rrset('api', 'A', ['192.0.2.20'], {
      annotations: { owner: 'team-api', reason: 'JIRA-1234: ${x}', expires: '2027-01-01' },
    }),
    rrset('shop', 'A', [], {
      policy: {
        kind: 'weighted',
        sets: [
          { id: 'blue', rdatas: [typeOf('A').parse('192.0.2.30')], weight: 90, health: shop },
          { id: 'green', rdatas: [typeOf('A').parse('192.0.2.31')], weight: 10 },
        ],
      },
    }),
    rrset('big', 'TYPE65280', ['\\# 4 0a000001']),
  ])
  const text = writeZone(zone, { schema: '../schemas/zone.schema.json' })
  expect(text).toBe(`# yaml-language-server: $schema=../schemas/zone.schema.json
zone: example.com
ttl: 1h
soa:
  mname: ns1.example.com.
  rname: hostmaster.example.com.
  refresh: 2h
  retry: 1h
  expire: 2w
  minimum: 5m

records:
  '@':
    NS: { ttl: 1d, values: [ns1, ns2] }
  a:
    MX: [10 mail, 20 mx.a.example.com., 30 mail.example.net.]
    TXT: [v=spf1 mx -all, 'a: $\${b}', '"one" "two"', '"\\255"']
  b.a:
    A: [192.0.2.1, 192.0.2.2]
  api:
    A: { values: 192.0.2.20, owner: team-api, reason: 'JIRA-1234: $\${x}', expires: 2027-01-01 }
  big:
    TYPE65280: \\# 4 0a000001
  '*.dev':
    AAAA: '2001:db8::'
  shop:
    A:
      policy: weighted
      sets:
        blue: { weight: 90, values: 192.0.2.30, health: shop }
        green: { weight: 10, values: 192.0.2.31 }
  www:
    CNAME: { ttl: 0, values: '@' }

health:
  shop: { type: https, host: shop.example.com, path: /healthz, interval: 10s }
`)
  expect(formatZoneFile(text, 'x.yaml')).toBe(text)
})

test('aliases, policies and health checks', async () => {
  const values = (text: string) => ({ rdatas: [typeOf('A').parse(text)] })
  const to = (target: string, more: Partial<AliasTarget> = {}): { alias: AliasTarget; rdatas: [] } => ({
    alias: { target: parseName(target), evaluateHealth: false, ...more },
    rdatas: [],
  })
  const held = { type: 'reference', id: '4a0b6f7e-98d2-4c63-b2f5-0e6c3b6f3a10' } as const
  const slow: HealthCheck = { ...shop, interval: 30, contains: 'ok: ${x}', inverted: true }
  const both: HealthCheck = { type: 'calculated', name: 'both', checks: [slow, held], healthy: 1 }
  const zone = new Zone(origin, [
    rrset('a', 'A', [], { ...to('example.com.', { evaluateHealth: true }), ttl: 0 }),
    rrset('b', 'A', [], {
      ...to('lb.example.net.', { hostedZone: 'Z1' }),
      ttl: 0,
      annotations: { owner: 'team' },
    }),
    rrset('c', 'A', [], {
      ttl: 60,
      policy: {
        kind: 'geoproximity',
        sets: [
          { id: 'x', coordinates: '49.2,-74', ttl: 0, ...values('192.0.2.1'), health: shop },
          {
            id: '10',
            region: 'eu-west-1',
            bias: -9,
            ...to('a.example.com.', { evaluateHealth: true }),
            health: both,
          },
        ],
      },
    }),
    rrset('d', 'A', [], {
      policy: {
        kind: 'ip',
        sets: [
          { id: 'n', networks: ['192.0.2.0/24', '2001:db8::/32'], ...values('192.0.2.1'), health: held },
          { id: 'rest', networks: ['*'], ...values('192.0.2.1') },
        ],
      },
    }),
    rrset('e', 'A', [], {
      ttl: 0,
      policy: { kind: 'multivalue', sets: [{ id: 'x', ...to('a.example.com.') }] },
    }),
  ])
  const text = writeZone(zone)
  expect(text).toMatchInlineSnapshot(`
    "zone: example.com
    ttl: 1m

    records:
      a:
        A: { alias: '@', evaluate_target_health: true }
      b:
        A: { alias: lb.example.net., hosted_zone: Z1, owner: team }
      c:
        A:
          policy: geoproximity
          sets:
            10: { region: eu-west-1, bias: -9, alias: a, evaluate_target_health: true, health: both }
            x: { coordinates: '49.2,-74', ttl: 0, values: 192.0.2.1, health: shop }
      d:
        A:
          ttl: 1h
          policy: ip
          sets:
            'n': { networks: [192.0.2.0/24, 2001:db8::/32], values: 192.0.2.1, health: check-4a0b6f7e }
            rest: { networks: ['*'], values: 192.0.2.1 }
      e:
        A: { policy: multivalue, sets: { x: { alias: a } } }

    health:
      shop: { type: https, host: shop.example.com, path: /healthz, interval: 10s }
      shop-2:
        type: https
        host: shop.example.com
        path: /healthz
        contains: 'ok: $\${x}'
        inverted: true
      check-4a0b6f7e: { id: 4a0b6f7e-98d2-4c63-b2f5-0e6c3b6f3a10 }
      both: { type: calculated, checks: [shop-2, check-4a0b6f7e], healthy: 1 }
    "
  `)
  expect(formatZoneFile(text, 'x.yaml')).toBe(text)
  expect((await readText(text)).problems).toEqual([])
})

test('long lists take a line for each value, and a lone long value stays on its line', () => {
  const long = 'x'.repeat(120)
  const zone = new Zone(origin, [
    rrset('a', 'TXT', [`"${long}"`]),
    rrset('b', 'TXT', ['"short"', `"${long}"`]),
    rrset('c', 'TXT', [`"${long}"`], { ttl: 60 }),
  ])
  const text = writeZone(zone)
  expect(text).toBe(`zone: example.com
ttl: 1h

records:
  a:
    TXT: ${long}
  b:
    TXT:
      - short
      - ${long}
  c:
    TXT:
      ttl: 1m
      values: ${long}
`)
  expect(formatZoneFile(text, 'x.yaml')).toBe(text)
})

test('a serial is written only if it is asked for, and a zone may be empty', () => {
  const zone = new Zone(origin, [soa])
  expect(writeZone(zone)).toContain('records: {}\n')
  expect(writeZone(zone)).not.toContain('serial')
  expect(writeZone(zone, { withSerial: true })).toContain('\n  serial: 7\n')
})
