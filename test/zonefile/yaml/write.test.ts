import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { formatZoneFile } from '../../../src/zonefile/yaml/format.ts'
import { writeZone } from '../../../src/zonefile/yaml/write.ts'

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
