import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoadResult } from '../../../src/zonefile/loaded-zone.ts'
import { problemLines, problemTexts, readText, recordLines } from './read-text.ts'

const head = 'zone: example.com\nrecords:\n'

// The records start on line 3.
test.each([
  // YAML
  ['  a: { A: 192.0.2.1', ['yaml-syntax 3:6']],
  ['  a: { A: "192.0.2.1 }', ['yaml-syntax 3:11']],
  ['  *.dev: { A: 192.0.2.1 }', ['yaml-syntax 3:3']],
  ['  a:\n\tA: 192.0.2.1', ['yaml-syntax 4:1']],
  ['  a: { A: *web }', ['yaml-feature 3:11']],
  ['  a: { A: &web 192.0.2.1 }', ['yaml-feature 3:11']],
  ['  a: &a { A: 192.0.2.1 }', ['yaml-feature 3:6']],
  ['  a: { A: !!str 192.0.2.1 }', ['yaml-feature 3:11']],
  ['  a: { <<: { A: 192.0.2.1 } }', ['yaml-feature 3:8']],
  ['  a: { A: 192.0.2.1 }\n---\nzone: example.org', ['yaml-feature 4:1']],
  ['  ? [a]\n  : { A: 192.0.2.1 }', ['zone-file-schema 3:5']],
  // keys
  ['  a: { A: 192.0.2.1, A: 192.0.2.2 }', ['duplicate-key 3:22']],
  ['  a: { A: 192.0.2.1 }\n  a: { TXT: x }', ['duplicate-key 4:3']],
  ['  a: { A: 192.0.2.1 }\n  A: { A: 192.0.2.2 }', ['duplicate-rrset 4:8']],
  ['  a: { MX: { preference: 1, preference: 2, exchange: b } }', ['duplicate-key 3:29']],
  ["  '@': { A: 192.0.2.1 }\n  '@': { TXT: x }", ['duplicate-key 4:3']],
  ["  '': { A: 192.0.2.1 }", ['value-missing 3:3']],
  ['  a: { AA: 192.0.2.1 }', ['record-type-unknown 3:8']],
  ['  a: { a: 192.0.2.1 }', ['record-type-unknown 3:8']],
  ['  a: { SOA: x }', ['zone-file-schema 3:8']],
  // owners
  ['  a.example.net.: { A: 192.0.2.1 }', ['owner-outside-zone 3:3']],
  ['  a.example.com: { A: 192.0.2.1 }', ['owner-repeats-zone 3:3']],
  ['  a..b: { A: 192.0.2.1 }', ['name-syntax 3:3']],
  // values
  ['  a: { A: }', ['value-missing 3:8']],
  ['  a: { A: ~ }', ['value-missing 3:11']],
  ['  a: { A: [] }', ['value-missing 3:11']],
  ['  a: { A: [192.0.2.1, ] , TXT: [x, null] }', ['value-missing 3:36']],
  ['  a: {}', ['value-missing 3:3']],
  ['  a:', ['value-missing 3:3']],
  ['  a: 192.0.2.1', ['zone-file-schema 3:6']],
  ['  a: { A: [[192.0.2.1]] }', ['zone-file-schema 3:12']],
  ['  a: { A: 192.0.2.256 }', ['rdata-syntax 3:11']],
  ['  a: { A: [192.0.2.1, 192.0.2.01] }', ['rdata-syntax 3:23']],
  ['  a: { A: [192.0.2.1, 192.0.2.1] }', ['value-duplicate 3:23']],
  ['  a: { MX: [10 Mail, 10 mail] }', ['value-duplicate 3:22']],
  ['  a: { MX: 70000 mail }', ['rdata-range 3:12']],
  ['  a: { MX: 10 mail.example.net }', ['name-dotted-relative 3:12']],
  // structured values
  ['  a: { MX: { preference: 70000, exchange: mail } }', ['rdata-range 3:26']],
  ['  a: { MX: { preference: x, exchange: mail } }', ['rdata-syntax 3:26']],
  ['  a: { MX: { preference: 1, exchange: mail.net } }', ['name-dotted-relative 3:12']],
  ['  a: { MX: { preference: 1 } }', ['value-missing 3:12']],
  ['  a: { MX: { preference: 1, exchange: } }', ['value-missing 3:29']],
  ['  a: { MX: { preference: 1, exchnge: mail } }', ['unknown-key 3:29']],
  ['  a: { MX: { pref: 1 } }', ['unknown-key 3:12']],
  // the long form
  ['  a: { A: { ttl: 60 } }', ['value-missing 3:11']],
  ['  a: { A: { ttl: soon, values: 192.0.2.1 } }', ['ttl-syntax 3:18']],
  ['  a: { A: { values: 192.0.2.1, expires: 2027-02-30 } }', ['date-invalid 3:41']],
  ['  a: { A: { values: 192.0.2.1, ownr: x } }', ['unknown-key 3:32']],
  ['  a: { A: { values: 192.0.2.1, checks: { off: [x] } } }', ['zone-file-schema 3:48']],
  ['  a: { A: { values: } }', ['value-missing 3:13']],
  ['  a: { A: { values: x, ttl: y, ownr: z } }', ['rdata-syntax 3:21', 'unknown-key 3:32']],
  // policies
  ['  a: { A: { policy: weighted } }', ['policy-invalid 3:11']],
  ['  a: { A: { sets: { b: { values: 192.0.2.1 } } } }', ['policy-invalid 3:19']],
  ['  a: { A: { policy: any, sets: {} } }', ['zone-file-schema 3:21']],
  ['  a: { A: { policy: weighted, sets: {} } }', ['policy-invalid 3:37']],
  ['  a: { A: { policy: weighted, sets: { b: { values: 192.0.2.1 } } } }', ['policy-invalid 3:42']],
  [
    '  a: { A: { policy: weighted, sets: { b: { weight: 256, values: 192.0.2.1 } } } }',
    ['zone-file-schema 3:52'],
  ],
  [
    '  a: { A: { policy: multivalue, sets: { b: { weight: 1, values: 192.0.2.1 } } } }',
    ['policy-invalid 3:46'],
  ],
  [
    '  a: { A: { policy: ip, sets: { b: { networks: [192.0.2.0/24, 192.0.2.0/33], values: 192.0.2.1 } } } }',
    ['policy-invalid 3:63'],
  ],
  [
    '  a: { A: { policy: geolocation, sets: { b: { location: Europe, values: 192.0.2.1 } } } }',
    ['zone-file-schema 3:57'],
  ],
  [
    '  a: { A: { policy: geolocation, sets: { b: { location: XX, values: 192.0.2.1 } } } }',
    ['policy-invalid 3:57'],
  ],
  [
    '  a: { A: { policy: failover, sets: { b: { role: primary, values: 192.0.2.1 } } } }',
    ['policy-invalid 3:37'],
  ],
])('%j gives %j', async (body, expected) => {
  expect(problemLines(await readText(`${head}${body}\n`))).toEqual(expected)
})

const set = (policy: string, ...sets: string[]): string =>
  `  a: { A: { policy: ${policy}, sets: { ${sets.map((one, i) => `s${i}: { ${one} }`).join(', ')} } } }`
const value = 'values: 192.0.2.1'

/** `code word`, a line for each problem, with the word at its place. */
const problemWords = ({ problems }: LoadResult, text: string): string[] =>
  problems.map(({ code, place }) => {
    const line = text.split('\n')[place!.line - 1]!
    return `${code} ${/^(?:\{|[^\s,:}\]]+)/.exec(line.slice(place!.column - 1))![0]}`
  })

test.each([
  // aliases
  ['  a: { A: { alias: b.net } }', ['name-dotted-relative b.net']],
  ['  a: { A: { alias: } }', ['value-missing alias']],
  ['  a: { A: { alias: b, ttl: 60 } }', ['alias-invalid ttl']],
  ['  a: { A: { alias: b, values: 192.0.2.1 } }', ['alias-invalid values']],
  [
    '  a: { A: { values: 192.0.2.1, evaluate_target_health: true } }',
    ['alias-invalid evaluate_target_health'],
  ],
  ['  a: { A: { alias: b, evaluate_target_health: maybe } }', ['zone-file-schema maybe']],
  ['  a: { A: { alias: b, evaluate: true } }', ['unknown-key evaluate']],
  ['  a: { NS: { alias: b } }', ['alias-invalid alias']],
  ['  a: { ALIAS: { alias: b } }', ['alias-invalid alias']],
  ['  a: { A: { alias: b, policy: multivalue, sets: { c: { values: 192.0.2.1 } } } }', ['policy-invalid {']],
  [set('multivalue', 'alias: b, ttl: 60'), ['alias-invalid ttl']],
  [set('multivalue', `alias: b, ${value}`), ['alias-invalid values']],
  [set('multivalue', 'hosted_zone: Z1'), ['value-missing {', 'alias-invalid hosted_zone']],
  [set('multivalue', 'health: x'), ['value-missing {', 'health-unknown x']],
  ['  a: { A: { ttl: 60, policy: multivalue, sets: { b: { alias: c } } } }', ['alias-invalid 60']],
  // faults of values beside those of sets and forms
  [set('multivalue', 'weihgt: 1, values: 192.0.2.300'), ['unknown-key weihgt', 'rdata-syntax 192.0.2.300']],
  [
    '  a: { A: { reasn: x, policy: multivalue, sets: { b: { values: 192.0.2.300 } } } }',
    ['unknown-key reasn', 'rdata-syntax 192.0.2.300'],
  ],
  // what sets are chosen by
  [set('latency', `region: r, ${value}`, `region: r, ${value}`), ['policy-invalid {']],
  [set('geolocation', `location: FR, ${value}`, `location: 'country:FR', ${value}`), ['policy-invalid {']],
  [set('geolocation', `location: '*', ${value}`, `location: '*', ${value}`), ['policy-invalid {']],
  [set('ip', `networks: [192.0.2.0/24, '*'], ${value}`), ["policy-invalid '*'"]],
  [set('ip', `networks: [192.0.2.1/24], ${value}`), ['policy-invalid 192.0.2.1/24']],
  [
    set('ip', `networks: ['2001:db8::/32'], ${value}`, `networks: ['2001:DB8:0::/32'], ${value}`),
    ['policy-invalid {'],
  ],
  [set('geoproximity', value), ['policy-invalid {']],
  [set('geoproximity', `region: a, coordinates: '1,2', ${value}`), ['policy-invalid {']],
  [set('geoproximity', `coordinates: '91,2', ${value}`), ["policy-invalid '91"]],
  [
    `  a: { A: { policy: multivalue, sets: { ${'b'.repeat(129)}: { ${value} } } } }`,
    [`policy-invalid ${'b'.repeat(129)}`],
  ],
  [set('multivalue', `ttl: soon, ${value}`), ['ttl-syntax soon']],
])('%j gives %j', async (body, expected) => {
  const text = `${head}${body}\n`
  expect(problemWords(await readText(text), text)).toEqual(expected)
})

// The checks start on line 4.
test.each([
  ['  a: { type: tcp, host: b }', ['value-missing 4:6']],
  ['  a: { type: http }', ['value-missing 4:6']],
  ['  a: { type: ftp, host: b }', ['zone-file-schema 4:14']],
  ['  a: { host: b }', ['value-missing 4:6']],
  ['  a: http', ['zone-file-schema 4:6']],
  ['  a: { type: http, host: b, prot: 80 }', ['unknown-key 4:29']],
  ['  a: { type: http, host: "b c" }', ['health-invalid 4:26']],
  ['  a: { type: http, host: "\u0301b" }', ['health-invalid 4:26']],
  ['  a: { type: http, address: 192.0.2.300 }', ['health-invalid 4:29']],
  ['  a: { type: http, host: b, path: healthz }', ['zone-file-schema 4:35']],
  ['  a: { type: tcp, host: b, port: 25, path: / }', ['health-invalid 4:44']],
  ['  a: { type: http, host: b, interval: 0 }', ['health-invalid 4:39']],
  ['  a: { type: http, host: b, interval: often }', ['ttl-syntax 4:39']],
  ['  a: { type: http, host: b, failures: 11 }', ['zone-file-schema 4:39']],
  ['  a: { id: }', ['value-missing 4:8']],
  ['  a: { id: x, host: b }', ['unknown-key 4:15']],
  ['  a: { type: calculated, checks: [] }', ['zone-file-schema 4:34']],
  ['  a: { type: calculated, checks: [b] }', ['health-unknown 4:35']],
  ['  a: { type: calculated, checks: [a] }', ['health-cycle 4:35']],
  [
    '  a: { type: calculated, checks: [b] }\n  b: { type: calculated, checks: [c, a] }\n  c: { id: x }',
    ['health-cycle 5:38'],
  ],
  ['  a: { type: calculated, checks: [b], healthy: 2 }\n  b: { id: x }', ['health-invalid 4:48']],
  ['  a: { id: x }\n  a: { id: y }', ['duplicate-key 5:3']],
])('health checks %j give %j', async (body, expected) => {
  expect(problemLines(await readText(`zone: example.com\nrecords: {}\nhealth:\n${body}\n`))).toEqual(expected)
})

test('a fault in a check is told once, where it is', async () => {
  const text = `${head}${set('multivalue', `health: a, ${value}`)}\nhealth: { a: { type: http }, b: { type: calculated, checks: [a] } }`
  expect(problemLines(await readText(text))).toEqual(['value-missing 4:14'])
})

test('health checks sum up each other in few rows, and few of them', async () => {
  const chain = (length: number): string =>
    Array.from({ length }, (_, i) => `  c${i}: { type: calculated, checks: [c${i + 1}] }\n`).join('')
  const read = (checks: string) => readText(`zone: example.com\nrecords: {}\nhealth:\n${checks}`)
  expect(problemLines(await read(`${chain(15)}  c15: { id: x }\n`))).toEqual([])
  expect(problemLines(await read(`${chain(16)}  c16: { id: x }\n`))).toEqual(['health-invalid 19:37'])
  expect(problemLines(await read(`${chain(20_000)}  c20000: { id: x }\n`)).length).toBeLessThan(2000)
  const wide = Array.from(
    { length: 15 },
    (_, i) => `  c${i}: { type: calculated, checks: [c${i + 1}, c${i + 1}] }\n`,
  )
  expect(problemLines(await read(`${wide.join('')}  c15: { id: x }\n`))).toEqual(['health-invalid 11:35'])
})

test('messages about aliases, policies and checks say what to change', async () => {
  const { problems } = await readText(`${head}  a: { A: { alias: b, ttl: 60 } }
  b: { A: { policy: ip, sets: { x: { networks: [192.0.2.1/24], values: 192.0.2.1 } } } }
  c: { A: { policy: geolocation, sets: { x: { location: EU, values: 192.0.2.1 }, y: { location: EU, values: 192.0.2.2 } } } }
  d: { A: { policy: multivalue, sets: { x: { health: shp, values: 192.0.2.1 } } } }
  e: { A: { policy: ip, sets: { x: { networks: [192.0.2.0/24, 192.0.2.0/24], values: 192.0.2.1 } } } }
  f: { A: { policy: geolocation, sets: { x: { location: fr, values: 192.0.2.1 } } } }
health:
  shop: { id: x }
`)
  expect(problemTexts(problems).map(text => text.replace(/^zone.yaml:/, ''))).toMatchInlineSnapshot(`
    [
      "3:23: alias-invalid: an alias has no TTL: that of its target counts",
      "4:49: policy-invalid: "192.0.2.1/24" has bits behind its length; the network is 192.0.2.0/24",
      "5:85: policy-invalid: set "y" is chosen by "EU", as "x" is already",
      "6:54: health-unknown: no health check is named "shp"; did you mean "shop"?",
      "7:36: policy-invalid: set "x" names "192.0.2.0/24" twice",
      "8:57: zone-file-schema: location must be a place in capitals such as EU, FR or US-CA, or *, not "fr"",
    ]
  `)
})

test.each([
  ['', ['zone-name-missing 1:1']],
  ['# nothing', ['zone-name-missing 1:1']],
  ['ttl: 60', ['zone-name-missing 1:1']],
  ['zone:', ['value-missing 1:1']],
  ['zone: a..b', ['name-syntax 1:7']],
  ['zone: [example.com]', ['zone-file-schema 1:7']],
  ['- zone', ['zone-file-schema 1:1', 'zone-name-missing 1:1']],
  ['zone: example.com\nrecrds: {}', ['unknown-key 2:1']],
  ['zone: example.com\nrecords:', ['value-missing 2:1']],
  ['zone: example.com\nrecords: [a]', ['zone-file-schema 2:10']],
  ['zone: example.com\nttl: 1y', ['ttl-syntax 2:6']],
  ['zone: example.com\nserial: daily', ['zone-file-schema 2:9']],
  ['zone: example.com\nsoa: { mname: ns1 }', ['value-missing 2:6']],
  [
    'zone: example.com\nsoa: { mname: ns1, rname: a.b, retry: x }',
    ['name-dotted-relative 2:27', 'ttl-syntax 2:39'],
  ],
  ['zone: example.com\nsoa: { mname: ns1, rname: b, serial: 4294967296 }', ['zone-file-schema 2:38']],
  ['zone: example.com\nvars: { a: [x] }', ['zone-file-schema 2:12']],
  ["zone: example.com\nvars: { a: '${b}' }", ['variable-unknown 2:13']],
  ['zone: example.com\nhealth: { a: { type: http } }', ['value-missing 2:14']],
  ['zone: example.com\nhealth: { a: { type: ftp, host: b } }', ['zone-file-schema 2:22']],
  ['zone: example.com\nchecks: { off: [value-duplicat] }', ['zone-file-schema 2:17']],
  ['zone: example.com\nownership: dynamodb', ['zone-file-schema 2:12']],
  ['zone: example.com\nownership: { id: web }', ['value-missing 2:12']],
  ['zone: example.com\nownership: { registry: txt, id: "a,b" }', ['zone-file-schema 2:33']],
  ['zone: example.com\nownership: { registry: txt, owner: web }', ['unknown-key 2:29']],
  ['zone: example.com\nownership: { registry: txt, adopt: perhaps }', ['zone-file-schema 2:36']],
  ['zone: example.com\nzone: example.org', ['duplicate-key 2:1']],
])('the file %j gives %j', async (text, expected) => {
  expect(problemLines(await readText(text))).toEqual(expected)
})

const twice = 'values: [192.0.2.1, 192.0.2.1]'

test.each([
  `zone: example.com\nchecks: { off: [value-duplicate] }\nrecords: { a: { A: { ${twice} } } }`,
  `zone: example.com\nrecords: { a: { A: { ${twice}, checks: { off: [value-duplicate] } } } }`,
  'zone: example.com\nchecks: { off: [owner-repeats-zone] }\nrecords: { example.com: { A: 192.0.2.1 } }',
])('a warning is turned off by %j', async text => {
  expect(problemLines(await readText(text))).toEqual([])
})

test('a fault leaves the other records, and their faults, to be read', async () => {
  const result = await readText(`${head}  a: { A: 192.0.2.1 }
  b: { A: [192.0.2.2 }
  c: { A: x }
  *.d: { A: 192.0.2.3 }
  e: { A: 192.0.2.5, AAAA: 2001:db8:: }
  f: { A: 192.0.2.6 }
ttl: x
`)
  expect(recordLines(result)).toEqual(['a.example.com. 3600 A 192.0.2.1', 'f.example.com. 3600 A 192.0.2.6'])
  expect(problemLines(result)).toEqual([
    'yaml-syntax 4:11',
    'rdata-syntax 5:11',
    'yaml-syntax 6:3',
    'yaml-syntax 7:28',
    'ttl-syntax 9:6',
  ])
})

test('messages say what to change', async () => {
  const { problems } = await readText(`${head}  '@': { MX: 10 mail.example.net }
  *.dev: { A: 192.0.2.1 }
  www: { CNAME: @ }
  net: { AAAA: 2001:db8:: }
  web: { A: [\${web}] }
  txt: { TXT: v=x: y: z }
  typ: { CNMAE: a, MX: { preference: 1, exchang: b } }
`)
  expect(problemTexts(problems).map(text => text.replace(/^zone.yaml:/, ''))).toMatchInlineSnapshot(`
    [
      "3:14: name-dotted-relative: "mail.example.net" has no trailing dot: write "mail.example.net." if it is absolute, or "mail.example.net.example.com." if it is below the zone",
      "4:3: yaml-syntax: a name that starts with * must be quoted: '*.dev' (unexpected flow-map-start token)",
      "5:17: yaml-syntax: what starts with @ must be quoted: '@' (plain value cannot start with reserved character @)",
      "6:16: yaml-syntax: an address that ends with a colon must be quoted: '2001:db8::' (block collections are not allowed within flow collections)",
      "7:14: yaml-syntax: a variable among brackets must be quoted: '\${web}' (missing , or : between flow sequence items)",
      "8:8: yaml-syntax: a text with \`: \` in it must be quoted: 'a: b' (nested mappings are not allowed in compact mappings)",
      "9:10: record-type-unknown: record type "CNMAE" is unknown; did you mean "CNAME"?",
      "9:41: unknown-key: "exchang" is not a key of a structured MX; did you mean "exchange"?",
    ]
  `)
})

test('text with any change is read without a throw', async () => {
  const sound = `zone: example.com
ttl: 1h
soa: { mname: ns1, rname: hostmaster }
vars: { web: 192.0.2.20 }
records:
  '@':
    NS: [ns1.example.com., "ns2"]
    MX: [10 mail, { preference: 20, exchange: mail2 }]
    TXT: |
      some text
  api:
    A: { ttl: 60s, values: ['\${web}'], owner: team, expires: 2027-01-01 }
  shop:
    A: { policy: weighted, sets: { blue: { weight: 90, values: 192.0.2.30, health: both }, green: { weight: 1, alias: api } } }
  cdn: { A: { alias: d1.cloudfront.net., evaluate_target_health: true } }
health: { web: { type: tcp, host: web, port: 80 }, both: { type: calculated, checks: [web, own] }, own: { id: 4a } }
ignore: ['_acme-challenge.**/TXT']
`
  const change = fc.record({
    at: fc.nat(sound.length),
    remove: fc.nat(12),
    insert: fc.oneof(
      fc.constantFrom(
        '\n',
        '  ',
        '\t',
        ': ',
        '- ',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '&a ',
        '*a',
        '!!x ',
        '|',
        '>',
        '#',
        '---\n',
        '\r',
        '\0',
      ),
      fc.constantFrom(
        '<<: {a: b}',
        '? ',
        '${',
        '${env:',
        '__proto__: 1',
        'records:\n',
        'null',
        '\u{feff}',
        '\\',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    ),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async changes => {
      let text = sound
      for (const { at, remove, insert } of changes)
        text = text.slice(0, at) + insert + text.slice(at + remove)
      const { problems } = await readText(text)
      for (const { place } of problems) {
        const lines = text.split('\n')
        expect(place!.line).toBeLessThanOrEqual(lines.length)
        expect(place!.column).toBeLessThanOrEqual(lines[place!.line - 1]!.length + 1)
      }
    }),
    { numRuns: 150 },
  )
})
