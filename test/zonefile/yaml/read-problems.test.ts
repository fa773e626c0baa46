import fc from 'fast-check'
import { expect, test } from 'vitest'
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
    '  a: { A: { policy: failover, sets: { b: { role: primary, values: 192.0.2.1 } } } }',
    ['policy-invalid 3:37'],
  ],
])('%j gives %j', async (body, expected) => {
  expect(problemLines(await readText(`${head}${body}\n`))).toEqual(expected)
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
    A: { policy: weighted, sets: { blue: { weight: 90, values: 192.0.2.30 } } }
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
