import { describe, expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { HealthCheck, RoutedSet } from '../../../src/dns/routing.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { HealthNames } from '../../../src/zonefile/health-names.ts'
import { editZoneFile } from '../../../src/zonefile/yaml/edit.ts'
import type { RRsetEdit } from '../../../src/zonefile/yaml/edit-rrsets.ts'

const origin = parseName('example.com.')

/** `www 3600 A 192.0.2.1 | 192.0.2.2` */
function rrset(line: string): RRset {
  const [, owner, ttl, type, values] = /^(\S+) (\d+) (\S+) (.*)$/.exec(line)!
  const rdatas = values!.split(' | ').map(value => typeOf(type!).parse(value))
  return { owner: parseName(owner!, origin), type: type!, ttl: Number(ttl), rdatas }
}

function edit(before: string | undefined, after: string | undefined): RRsetEdit {
  const either = rrset((before ?? after)!)
  return {
    owner: either.owner,
    type: either.type,
    ...(before !== undefined && { before: rrset(before) }),
    ...(after !== undefined && { after: rrset(after) }),
  }
}

const edited = (text: string, ...edits: RRsetEdit[]): string => editZoneFile(text, 'x.yaml', origin, edits)

const file = `# The zone.
zone:   example.com

records:   # odd   spacing stays
  '@':
      NS: [ ns1, ns2 ]

  # --- web ---
  a:   {A:  192.0.2.1,   TXT: "x"}   # in braces
  # the shop
  shop:
    A:   # addresses
      # first
      - 192.0.2.30   # blue
      - 192.0.2.31   # green
    MX:
      values: 10 mail   # the mail host
      owner: team-mail   # ask them
      ttl: 5m

  # --- end ---
  z: { A: 192.0.2.9 }
`

describe('only the lines of the RRset change', () => {
  const cases: readonly [string, RRsetEdit[], (text: string) => string][] = [
    ['nothing', [], text => text],
    [
      'a value beside a comment',
      [edit('z 3600 A 192.0.2.9', 'z 3600 A 192.0.2.10')],
      text => text.replace('192.0.2.9', '192.0.2.10').replace('z: { A', 'z: { A'),
    ],
    [
      'a list in brackets',
      [
        edit(
          '@ 3600 NS ns1.example.com. | ns2.example.com.',
          '@ 3600 NS ns2.example.com. | ns3.example.net.',
        ),
      ],
      text => text.replace('[ ns1, ns2 ]', '[ns2, ns3.example.net.]'),
    ],
    [
      'one item of a list',
      [edit('shop 3600 A 192.0.2.30 | 192.0.2.31', 'shop 3600 A 192.0.2.32 | 192.0.2.30')],
      text => text.replace('      - 192.0.2.31   # green\n', '      - 192.0.2.32\n'),
    ],
    [
      'all items of a list',
      [edit('shop 3600 A 192.0.2.30 | 192.0.2.31', 'shop 3600 A 192.0.2.40')],
      text => text.replace(/A: {3}# addresses\n(?:.*\n){3}/, 'A: 192.0.2.40   # addresses\n'),
    ],
    [
      'a TTL, which makes a list a long form',
      [edit('@ 3600 NS ns1.example.com. | ns2.example.com.', '@ 60 NS ns1.example.com. | ns2.example.com.')],
      text => text.replace('[ ns1, ns2 ]', '{ ttl: 1m, values: [ns1, ns2] }'),
    ],
    [
      'a value of a long form',
      [edit('shop 300 MX 10 mail.example.com.', 'shop 300 MX 10 mx.example.com.')],
      text => text.replace('values: 10 mail ', 'values: 10 mx '),
    ],
    [
      'the TTL of a long form',
      [edit('shop 300 MX 10 mail.example.com.', 'shop 3600 MX 10 mail.example.com.')],
      text => text.replace('      ttl: 5m\n', ''),
    ],
    [
      'a type in braces',
      [edit('a 3600 A 192.0.2.1', 'a 3600 A 192.0.2.2'), edit(undefined, 'a 3600 AAAA 2001:db8::')],
      text => text.replace('{A:  192.0.2.1,   TXT: "x"}', `{ A: 192.0.2.2, AAAA: '2001:db8::', TXT: "x" }`),
    ],
    [
      'a type that goes',
      [edit('shop 3600 A 192.0.2.30 | 192.0.2.31', undefined)],
      text => text.replace(/ {4}A: {3}# addresses\n(?:.*\n){3}/, ''),
    ],
    [
      'a type that comes, at its place',
      [edit(undefined, 'shop 3600 AAAA 2001:db8::1'), edit(undefined, 'shop 3600 TXT "t"')],
      text =>
        text
          .replace('    MX:\n', '    AAAA: 2001:db8::1\n    MX:\n')
          .replace('      ttl: 5m\n', '      ttl: 5m\n    TXT: t\n'),
    ],
    [
      'a name that goes; the comment above it stays',
      [
        edit('shop 3600 A 192.0.2.30 | 192.0.2.31', undefined),
        edit('shop 300 MX 10 mail.example.com.', undefined),
      ],
      text => text.replace(/ {2}shop:\n(?:.*\n){8}/, ''),
    ],
    [
      'names that come, at their places',
      [
        edit(undefined, 'zz 3600 A 192.0.2.1'),
        edit(undefined, 'b 60 A 192.0.2.1'),
        edit(undefined, 'b 3600 TXT "t"'),
        edit(undefined, 'aa 3600 A 192.0.2.1 | 192.0.2.2'),
      ],
      text =>
        `${text.replace(
          '# in braces\n',
          '# in braces\n  aa:\n    A: [192.0.2.1, 192.0.2.2]\n  b:\n    A: { ttl: 1m, values: 192.0.2.1 }\n    TXT: t\n',
        )}  zz:\n    A: 192.0.2.1\n`,
    ],
    [
      'the SOA that comes',
      [edit(undefined, '@ 3600 SOA ns1.example.com. h.example.com. 1 7200 3600 1209600 300')],
      text =>
        text.replace(
          'example.com\n',
          'example.com\nsoa:\n  mname: ns1.example.com.\n  rname: h.example.com.\n  refresh: 2h\n  retry: 1h\n  expire: 2w\n  minimum: 5m\n',
        ),
    ],
  ]
  test.each(cases)('%s', (_what, edits, change) => {
    const wanted = change(file)
    expect(edited(file, ...edits)).toBe(wanted)
    expect(wanted === file).toBe(edits.length === 0)
  })
})

describe('other layouts', () => {
  const added = edit(undefined, 'b 3600 A 192.0.2.1')
  test.each([
    ['no records', 'zone: example.com', 'zone: example.com\n\nrecords:\n  b:\n    A: 192.0.2.1\n'],
    ['empty records', 'records: {}  # none\nttl: 1h\n', 'records:\n  b:\n    A: 192.0.2.1\nttl: 1h\n'],
    [
      'records in braces',
      "records: { a: { A: '192.0.2.1' } }\n",
      "records: { a: { A: '192.0.2.1' }, b: { A: 192.0.2.1 } }\n",
    ],
    [
      'wide indentation',
      'records:\n    a:\n        A: 192.0.2.1',
      'records:\n    a:\n        A: 192.0.2.1\n    b:\n      A: 192.0.2.1\n',
    ],
    [
      'a comment above the first name',
      'records:\n  # c\n  c: { A: 192.0.2.1 }\n',
      'records:\n  b:\n    A: 192.0.2.1\n  # c\n  c: { A: 192.0.2.1 }\n',
    ],
    [
      'another TTL of the zone',
      'ttl: 60\nrecords: { c: { A: 192.0.2.1 } }\n',
      'ttl: 60\nrecords: { b: { A: { ttl: 1h, values: 192.0.2.1 } }, c: { A: 192.0.2.1 } }\n',
    ],
    [
      'an absolute name',
      'records:\n  b.example.com.:\n    TXT: x\n',
      'records:\n  b.example.com.:\n    A: 192.0.2.1\n    TXT: x\n',
    ],
  ])('%s', (_what, text, result) => expect(edited(text, added)).toBe(result))

  test('the fields of an SOA that change', () => {
    const text = 'soa: { mname: ns1, rname: h, serial: 7, refresh: 2h }\n'
    const change = edit(
      '@ 3600 SOA ns1.example.com. h.example.com. 7 7200 3600 1209600 300',
      '@ 3600 SOA ns2.example.com. h.example.com. 9 7200 600 1209600 300',
    )
    expect(edited(text, change)).toBe(
      'soa: { mname: ns2.example.com., rname: h, serial: 7, refresh: 2h, retry: 10m }\n',
    )
  })

  test('notes outlive a value that is written anew', () => {
    const text =
      'records:\n  b:\n    A: { policy: weighted, sets: { x: { values: 192.0.2.1 } }, owner: me }\n'
    expect(edited(text, edit('b 3600 A 192.0.2.1', 'b 3600 A 192.0.2.2'))).toBe(
      'records:\n  b:\n    A: { values: 192.0.2.2, owner: me }\n',
    )
  })

  test('comments inside of brackets keep an edit from being made', () => {
    const text = 'records:\n  b:\n    A: [ 192.0.2.1, # one\n      192.0.2.2 ]\n'
    const change = edit('b 3600 A 192.0.2.1 | 192.0.2.2', 'b 3600 A 192.0.2.1')
    expect(() => edited(text, change)).toThrow('line 3 has comments inside of brackets')
  })
})

const tcp = (name: string, port: number): HealthCheck => ({
  type: 'tcp',
  name,
  host: 'shop.example.com',
  port,
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
})
const [web, db] = [tcp('web', 80), tcp('db', 5432)]

const policyFile = `zone: example.com
records:
  shop:
    A:
      policy: weighted
      sets:
        # the old machines
        blue: { weight: 90, values: [192.0.2.30, 192.0.2.31], health: web }   # for now
        green: { weight: 10, values: 192.0.2.32, ttl: 1m }
      owner: team-shop
health:
  # the shop itself
  web: { type: tcp, host: shop.example.com, port: 80 }
`
const values = (...texts: string[]) => ({ rdatas: texts.map(text => typeOf('A').parse(text)) })
const blue: RoutedSet = { id: 'blue', weight: 90, ...values('192.0.2.30', '192.0.2.31'), health: web }
const green: RoutedSet = { id: 'green', weight: 10, ...values('192.0.2.32'), ttl: 60 }
const lb = { target: parseName('lb.example.net.'), evaluateHealth: true }

const shop = (more: Partial<RRset>): RRset => ({ ...rrset('shop 3600 A 192.0.2.1'), rdatas: [], ...more })
const weighted = (...sets: RoutedSet[]): RRset => shop({ policy: { kind: 'weighted', sets } })

test.each<[string, RRset, (text: string) => string]>([
  ['nothing', weighted(green, blue), text => text],
  [
    'a weight',
    weighted(blue, { ...green, weight: 20 }),
    text =>
      text.replace(
        'green: { weight: 10, values: 192.0.2.32, ttl: 1m }',
        'green: { weight: 20, ttl: 1m, values: 192.0.2.32 }',
      ),
  ],
  [
    'the check of a set',
    weighted({ ...blue, health: db }, green),
    text =>
      text.replace('health: web }   #', 'health: db }   #') +
      '  db: { type: tcp, host: shop.example.com, port: 5432 }\n',
  ],
  ['a set less', weighted(blue), text => text.replace(/ +green: .*\n/, '')],
  [
    'another set',
    weighted(blue, { id: 'red', weight: 0, rdatas: [], alias: lb }, green),
    text =>
      text.replace(
        /( +)green: .*\n/,
        '$&$1red: { weight: 0, alias: lb.example.net., evaluate_target_health: true }\n',
      ),
  ],
  [
    'a policy in place of another',
    shop({ policy: { kind: 'multivalue', sets: [{ id: 'blue', ...values('192.0.2.30') }] } }),
    text =>
      text
        .replace('policy: weighted', 'policy: multivalue')
        .replace(/blue: .*\}/, 'blue: { values: 192.0.2.30 }')
        .replace(/ +green: .*\n/, ''),
  ],
  [
    'an alias in place of a policy',
    shop({ ttl: 0, alias: lb }),
    text =>
      text.replace(
        / +policy: [^]*1m \}\n/,
        '      alias: lb.example.net.\n      evaluate_target_health: true\n',
      ),
  ],
  [
    'values in place of a policy',
    shop(values('192.0.2.1')),
    text => text.replace(/ +policy: [^]*1m \}\n/, '      values: 192.0.2.1\n'),
  ],
])('of a policy only %s changes', (_what, after, wanted) => {
  const before = weighted(blue, green)
  const names = new HealthNames({ web })
  const edits = [{ owner: after.owner, type: 'A', before, after }]
  expect(editZoneFile(policyFile, 'x.yaml', origin, edits, names)).toBe(wanted(policyFile))
})

test('health checks get a section, also in a file with CRLF', () => {
  const edits = [{ owner: shop({}).owner, type: 'A', after: weighted({ ...green, health: web }) }]
  const text = 'zone: example.com\r\nrecords:\r\n  a: { A: 192.0.2.1 }\r\n'
  expect(editZoneFile(text, 'x.yaml', origin, edits)).toBe(
    `${text}  shop:\r\n    A:\r\n      policy: weighted\r\n      sets: { green: { weight: 10, ttl: 1m, values: 192.0.2.32, health: web } }\r\nhealth: { web: { type: tcp, host: shop.example.com, port: 80 } }\r\n`,
  )
})
