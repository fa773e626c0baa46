import { expect, test } from 'vitest'
import type { RRset } from '../../../src/dns/rrset.ts'
import { problemLines, readText, recordLines } from './read-text.ts'

const records = async (body: string): Promise<string[]> => {
  const result = await readText(`zone: example.com\nrecords:\n${body}`)
  expect(problemLines(result)).toEqual([])
  return recordLines(result).map(line => line.replace('3600 ', ''))
}

test.each([
  ['a scalar', '  www: { A: 192.0.2.1 }', ['www.example.com. A 192.0.2.1']],
  [
    'a list',
    '  www: { A: [192.0.2.1, 192.0.2.2] }',
    ['www.example.com. A 192.0.2.1', 'www.example.com. A 192.0.2.2'],
  ],
  ['a block list', '  www:\n    A:\n    - 192.0.2.1\n', ['www.example.com. A 192.0.2.1']],
  ['the apex', "  '@': { A: 192.0.2.1 }", ['example.com. A 192.0.2.1']],
  ['a dotted owner', '  a.b: { A: 192.0.2.1 }', ['a.b.example.com. A 192.0.2.1']],
  ['an absolute owner', '  www.Example.com.: { A: 192.0.2.1 }', ['www.Example.com. A 192.0.2.1']],
  ['a wildcard', "  '*.dev': { A: 192.0.2.1 }", ['*.dev.example.com. A 192.0.2.1']],
  ['an internationalised owner', '  bücher: { A: 192.0.2.1 }', ['xn--bcher-kva.example.com. A 192.0.2.1']],
  ['the apex as a value', "  www: { CNAME: '@' }", ['www.example.com. CNAME example.com.']],
  ['one label', '  www: { CNAME: web }', ['www.example.com. CNAME web.example.com.']],
  ['an absolute name', '  www: { CNAME: web.example.net. }', ['www.example.com. CNAME web.example.net.']],
  [
    'an internationalised value',
    '  a: { CNAME: bücher.example.net. }',
    ['a.example.com. CNAME xn--bcher-kva.example.net.'],
  ],
  ['an escaped backslash before a dot', "  a: { CNAME: 'x\\\\.' }", ['a.example.com. CNAME x\\\\.']],
  ['an escaped dot in one label', "  a: { CNAME: 'x\\.y' }", ['a.example.com. CNAME x\\.y.example.com.']],
  [
    'structured data',
    '  a: { MX: { preference: 10, exchange: mail } }',
    ['a.example.com. MX 10 mail.example.com.'],
  ],
  [
    'texts and structures in one list',
    '  a: { MX: [10 mail, { preference: 20, exchange: mail2 }] }',
    ['a.example.com. MX 10 mail.example.com.', 'a.example.com. MX 20 mail2.example.com.'],
  ],
  [
    'a structured value in the long form',
    '  a: { MX: { values: { preference: 1, exchange: b } } }',
    ['a.example.com. MX 1 b.example.com.'],
  ],
  ['a number as text', '  a: { TXT: 12345 }', ['a.example.com. TXT "12345"']],
  ['a version as text', '  a: { TXT: 1.10 }', ['a.example.com. TXT "1.10"']],
  ['a date as text', '  a: { TXT: 2027-01-01 }', ['a.example.com. TXT "2027-01-01"']],
  ['a quoted null', "  a: { TXT: 'null' }", ['a.example.com. TXT "null"']],
  ['an empty text', "  a: { TXT: '' }", ['a.example.com. TXT ""']],
  ['TXT strings', `  a: { TXT: '"a b" "c"' }`, ['a.example.com. TXT "a b" "c"']],
  ['a folded text', '  a:\n    TXT: >-\n      v=spf1\n      -all\n', ['a.example.com. TXT "v=spf1 -all"']],
  ['a text of several lines', '  a:\n    TXT: "v=spf1\n      -all"\n', ['a.example.com. TXT "v=spf1 -all"']],
  ['the owner null', '  null: { A: 192.0.2.1 }', ['null.example.com. A 192.0.2.1']],
  ['an unknown type', "  a: { TYPE65280: '\\# 1 ff' }", ['a.example.com. TYPE65280 \\# 1 ff']],
  ['a known type by number', "  a: { TYPE1: '\\# 4 c0000201' }", ['a.example.com. A 192.0.2.1']],
  [
    'flow style throughout',
    '  { a: { A: 192.0.2.1 },\n  b: { A: 192.0.2.2 } }',
    ['a.example.com. A 192.0.2.1', 'b.example.com. A 192.0.2.2'],
  ],
  [
    'Windows line ends',
    '  a:\r\n    A: 192.0.2.1\r\n  b: { A: 192.0.2.2 }\r\n',
    ['a.example.com. A 192.0.2.1', 'b.example.com. A 192.0.2.2'],
  ],
  [
    'comments at the left edge',
    '  a: { A: 192.0.2.1 }\n# b\n  b: { A: 192.0.2.2 }',
    ['a.example.com. A 192.0.2.1', 'b.example.com. A 192.0.2.2'],
  ],
  [
    'a name in two ways of writing with different types',
    '  a: { A: 192.0.2.1 }\n  A: { TXT: x }',
    ['a.example.com. A 192.0.2.1', 'A.example.com. TXT "x"'],
  ],
])('reads %s', async (_what, body, lines) => {
  expect(await records(body)).toEqual(lines)
})

test.each([
  ['zone: example.com', 3600],
  ['zone: example.com\nttl: 90', 90],
  ['zone: example.com\nttl: 1h30m', 5400],
])('%j gives records TTL %i', async (head, ttl) => {
  const { zone } = await readText(
    `${head}\nrecords: { a: { A: 192.0.2.1 }, b: { A: { ttl: 5m, values: 192.0.2.2 } } }`,
  )
  expect([...zone!.zone.rrsets()].map(rrset => rrset.ttl)).toEqual([ttl, 300])
})

test('the SOA has timers unless the file sets them', async () => {
  const result = await readText(
    'zone: example.com\nttl: 1h\nsoa: { mname: ns1, rname: hostmaster, expire: 7d, ttl: 5m }\n',
  )
  expect(recordLines(result)).toEqual([
    'example.com. 300 SOA ns1.example.com. hostmaster.example.com. 0 7200 3600 604800 300',
  ])
})

test('settings beside the records', async () => {
  const { zone, problems } = await readText(
    [
      'zone: Example.COM.',
      'serial: date',
      "ignore: ['_acme-challenge.**/TXT']",
      'checks: { off: [value-duplicate] }',
      'health: { shop: { type: https, host: shop.example.com, path: /healthz, interval: 10s } }',
      'records: { a: { A: { values: 192.0.2.1, checks: { off: [value-duplicate] }, owner: team, reason: 1234, expires: 2027-01-01 } } }',
    ].join('\n'),
  )
  expect(problems).toEqual([])
  expect(zone!.origin).toBe('Example.COM.')
  expect(zone!.settings).toEqual({
    serial: 'date',
    ignore: ['_acme-challenge.**/TXT'],
    checksOff: ['value-duplicate'],
    health: {
      shop: {
        type: 'https',
        name: 'shop',
        host: 'shop.example.com',
        path: '/healthz',
        interval: 10,
        timeout: 5,
        failures: 3,
        successes: 3,
      },
    },
  })
  const [rrset] = zone!.zone.rrsets()
  expect(rrset!.annotations).toEqual({ owner: 'team', reason: '1234', expires: '2027-01-01' })
  expect(zone!.checksOffAt(rrset!)).toEqual(['value-duplicate'])
})

test.each([
  ['txt', { id: 'default', adopt: false, externalDns: {} }],
  ['{ registry: txt, id: team-web, adopt: true }', { id: 'team-web', adopt: true, externalDns: {} }],
  [
    "{ registry: txt, external_dns: { prefix: 'x-%{record_type}.', wildcard: any } }",
    { id: 'default', adopt: false, externalDns: { prefix: 'x-%{record_type}.', wildcard: 'any' } },
  ],
])('ownership %s', async (text, expected) => {
  const { zone, problems } = await readText(`zone: example.com\nownership: ${text}\nrecords: {}`)
  expect(problems).toEqual([])
  expect(zone!.settings.ownership).toEqual(expected)
})

test('a routing policy', async () => {
  const { zone, problems } = await readText(`zone: example.com
records:
  shop:
    A:
      policy: weighted
      sets:
        blue: { weight: 90, values: 192.0.2.30, health: shop }
        green: { weight: 10, values: [192.0.2.31, 192.0.2.32] }
health: { shop: { id: 4a0b } }
`)
  expect(problems).toEqual([])
  const [rrset] = zone!.zone.rrsets()
  expect(rrset).toMatchObject({
    rdatas: [],
    policy: {
      kind: 'weighted',
      sets: [
        { id: 'blue', weight: 90, rdatas: ['192.0.2.30'], health: { type: 'reference', id: '4a0b' } },
        { id: 'green', weight: 10, rdatas: ['192.0.2.31', '192.0.2.32'] },
      ],
    },
  })
})

const lb = { target: 'lb.example.com.', evaluateHealth: false }

test.each<[string, object]>([
  ['A: { alias: lb }', { ttl: 0, rdatas: [], alias: lb }],
  [
    'AAAA: { alias: d1.cloudfront.net., evaluate_target_health: true, hosted_zone: Z1, owner: team }',
    {
      ttl: 0,
      rdatas: [],
      alias: { target: 'd1.cloudfront.net.', evaluateHealth: true, hostedZone: 'Z1' },
      annotations: { owner: 'team' },
    },
  ],
  [
    "A: { alias: '@', evaluate_target_health: false }",
    { ttl: 0, rdatas: [], alias: { ...lb, target: 'example.com.' } },
  ],
])('an alias: %s', async (record, expected) => {
  const { zone, problems } = await readText(`zone: example.com\nrecords: { a: { ${record} } }\n`)
  expect(problems).toEqual([])
  const [{ owner: _owner, type: _type, ...rrset }] = [...zone!.zone.rrsets()] as [RRset]
  expect(rrset).toEqual(expected)
})

const v1 = 'values: 192.0.2.1'
const rdatas = ['192.0.2.1']

test.each<[string, string, object]>([
  [
    'multivalue',
    `x: { ${v1}, ttl: 60 }, y: { ${v1} }`,
    {
      ttl: 3600,
      sets: [
        { id: 'x', rdatas, ttl: 60 },
        { id: 'y', rdatas },
      ],
    },
  ],
  [
    'multivalue',
    `x: { ${v1}, ttl: 60 }, y: { ${v1}, ttl: 1m }`,
    {
      ttl: 60,
      sets: [
        { id: 'x', rdatas },
        { id: 'y', rdatas },
      ],
    },
  ],
  [
    'weighted',
    `x: { weight: 1, alias: lb, evaluate_target_health: true }`,
    { ttl: 0, sets: [{ id: 'x', rdatas: [], weight: 1, alias: { ...lb, evaluateHealth: true } }] },
  ],
  [
    'geolocation',
    `x: { location: 'country:AF', ${v1} }, y: { location: 'country:FR', ${v1} }, z: { location: US-CA, ${v1} }`,
    {
      ttl: 3600,
      sets: [
        { id: 'x', rdatas, location: 'country:AF' },
        { id: 'y', rdatas, location: 'FR' },
        { id: 'z', rdatas, location: 'US-CA' },
      ],
    },
  ],
  [
    'geoproximity',
    `x: { coordinates: "49.20, -74", bias: 0, ${v1} }, y: { region: r, bias: -9, ${v1} }`,
    {
      ttl: 3600,
      sets: [
        { id: 'x', rdatas, coordinates: '49.2,-74' },
        { id: 'y', rdatas, region: 'r', bias: -9 },
      ],
    },
  ],
  [
    'ip',
    `x: { networks: ['2001:DB8:0::/32', 192.0.2.0/24], ${v1} }, y: { networks: ['*'], ${v1} }`,
    {
      ttl: 3600,
      sets: [
        { id: 'x', rdatas, networks: ['2001:db8::/32', '192.0.2.0/24'] },
        { id: 'y', rdatas, networks: ['*'] },
      ],
    },
  ],
])('a %s policy with %s', async (kind, sets, { ttl, sets: expected }: { ttl?: number; sets?: object[] }) => {
  const { zone, problems } = await readText(
    `zone: example.com\nrecords: { a: { A: { policy: ${kind}, sets: { ${sets} } } } }\n`,
  )
  expect(problems).toEqual([])
  const [rrset] = [...zone!.zone.rrsets()]
  expect([rrset!.ttl, rrset!.rdatas, rrset!.policy]).toEqual([ttl, [], { kind, sets: expected }])
})

test('health checks are found in every file, whatever comes first, and are equal if they mean the same', async () => {
  const { zone, problems } = await readText(
    `zone: example.com
include: [more.yaml]
vars: { port: 8080 }
records:
  a: { A: { policy: multivalue, sets: { x: { values: 192.0.2.1, health: all }, y: { values: 192.0.2.2, health: web } } } }
health:
  all: { type: calculated, checks: [web, held], inverted: true }
  any: { type: calculated, checks: [web, held], healthy: 1, inverted: false }
`,
    {
      'more.yaml': `records: { b: { A: { policy: multivalue, sets: { x: { values: 192.0.2.1, health: any } } } } }
health:
  web: { type: http, host: WEB.example.com., port: 80, path: /, address: '2001:DB8:0::1', interval: 30s, inverted: true }
  held: { id: 4a0b }
  tcp: { type: tcp, address: 192.0.2.1, port: '\${port}' }
`,
    },
  )
  expect(problems).toEqual([])
  const web = {
    type: 'http',
    name: 'web',
    host: 'web.example.com',
    address: '2001:db8::1',
    interval: 30,
    timeout: 5,
    failures: 3,
    successes: 3,
    inverted: true,
  }
  const checks = [web, { type: 'reference', id: '4a0b' }]
  const all = { type: 'calculated', name: 'all', checks, healthy: 2, inverted: true }
  const any = { type: 'calculated', name: 'any', checks, healthy: 1 }
  const sets = [...zone!.zone.rrsets()].flatMap(({ policy }) => policy!.sets)
  expect(sets.map(({ health }) => health)).toEqual([all, web, any])
  expect(zone!.settings.health).toMatchObject({ all, any, web, tcp: { type: 'tcp', port: 8080 } })
})

test('places of RRsets and their values', async () => {
  const { zone } = await readText(`zone: example.com
records:
  a:
    A: [192.0.2.1, '192.0.2.2']
    TXT: { values: x }
`)
  const places = [...zone!.zone.rrsets()].map(rrset =>
    [undefined, 0, 1].map(value => {
      const { file, line, column } = zone!.placeOf(rrset, value)!
      return `${file}:${line}:${column}`
    }),
  )
  expect(places).toEqual([
    ['zone.yaml:4:5', 'zone.yaml:4:9', 'zone.yaml:4:20'],
    ['zone.yaml:5:5', 'zone.yaml:5:20', 'zone.yaml:5:5'],
  ])
})
