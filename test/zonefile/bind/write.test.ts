import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { type Name, nameFromWire, nameKey, parseName } from '../../../src/dns/name.ts'
import { rrTypes, typeOf } from '../../../src/dns/rr/table.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { bindChunks, writeBindZone } from '../../../src/zonefile/bind/write.ts'
import { readText } from './read-text.ts'

const origin = parseName('example.com.')

const rrset = (owner: string, ttl: number, type: string, ...values: string[]): RRset => ({
  owner: parseName(owner, origin),
  ttl,
  type,
  rdatas: values.map(value => typeOf(type).parse(value)),
})

const soa = rrset('@', 3600, 'SOA', 'ns1.example.com. host\\.master.example.com. 7 7200 3600 1209600 300')

test('a zone is written apex first, in canonical order', () => {
  const zone = new Zone(origin, [
    rrset('z', 3600, 'A', '192.0.2.2', '192.0.2.1'),
    rrset('*.a', 60, 'TXT', '"two words" "\\"quoted\\""'),
    rrset('@', 3600, 'MX', '10 mail.example.net.'),
    rrset('a', 3600, 'CNAME', 'z.example.com.'),
    rrset('@', 86400, 'NS', 'ns1.example.com.'),
    rrset('@', 3600, 'CAA', '0 issue "ca.example.net"'),
    soa,
  ])
  expect(writeBindZone(zone)).toBe(`$ORIGIN example.com.
$TTL 3600
@                        IN SOA ns1.example.com. host\\.master.example.com. (
                            7          ; serial
                            7200       ; refresh
                            3600       ; retry
                            1209600    ; expire
                            300        ; minimum
                            )
@                        86400 IN NS ns1.example.com.
@                        IN MX 10 mail.example.net.
@                        IN CAA 0 issue "ca.example.net"
a                        IN CNAME z.example.com.
*.a                      60 IN TXT "two words" "\\"quoted\\""
z                        IN A 192.0.2.2
z                        IN A 192.0.2.1
`)
})

test.each([
  ['@ as a label', rrset('\\@', 3600, 'A', '192.0.2.1'), '\\@                       IN A 192.0.2.1'],
  ['$ as a label', rrset('\\$TTL', 3600, 'A', '192.0.2.1'), '\\$TTL                    IN A 192.0.2.1'],
  [
    'a long owner',
    rrset('a-name-of-many-characters', 3600, 'A', '192.0.2.1'),
    'a-name-of-many-characters IN A 192.0.2.1',
  ],
  [
    'what Knot wants escaped',
    rrset('a+b', 3600, 'MX', '1 [c].example.net.'),
    'a\\043b                   IN MX 1 \\091c\\093.example.net.',
  ],
  [
    'a type that NSD does not know',
    rrset('w', 3600, 'WALLET', 'ETH 0x00'),
    'w                        IN TYPE262 \\# 9 034554480430783030 ; WALLET "ETH" "0x00"',
  ],
  [
    'an unknown type',
    rrset('u', 3600, 'TYPE65280', '\\# 1 0a'),
    'u                        IN TYPE65280 \\# 1 0a',
  ],
])('%s', (_what, set, line) => {
  const lines = writeBindZone(new Zone(origin, [set])).split('\n')
  expect(lines[2]?.toLowerCase()).toBe(line.toLowerCase())
})

test('an owner keeps its letter case, also where it is that of the zone', () => {
  const owners = ['WWW.Example.com.', 'Mail.example.com.'].map(owner => rrset(owner, 60, 'A', '192.0.2.1'))
  const { records } = readText(writeBindZone(new Zone(origin, owners)))
  expect(records).toEqual(['Mail.example.com. 60 A 192.0.2.1', 'WWW.Example.com. 60 A 192.0.2.1'])
})

test('names of the root zone are relative to it', () => {
  const root = parseName('.')
  const zone = new Zone(root, [
    { ...rrset('@', 60, 'NS', 'a.root-servers.net.'), owner: root },
    rrset('com.', 60, 'NS', 'a.gtld-servers.net.'),
  ])
  const text = writeBindZone(zone)
  expect(text.split('\n').slice(2)).toEqual([
    '@                        IN NS a.root-servers.net.',
    'com                      IN NS a.gtld-servers.net.',
    '',
  ])
  expect(readText(text, { file: 'a b' }).records).toHaveLength(2)
})

test('a large zone comes in chunks of whole lines', () => {
  const zone = new Zone(origin)
  for (let i = 0; i < 5000; i++) zone.add(rrset(`host${i}`, 60, 'A', '192.0.2.1'))
  const chunks = [...bindChunks(zone)]
  expect(chunks.length).toBeGreaterThan(1)
  expect(chunks.every(chunk => chunk.endsWith('\n'))).toBe(true)
  expect(readText(chunks.join('')).records).toHaveLength(5000)
})

test('what is no DNS record is refused, all of it at once', () => {
  const alias = { owner: parseName('a', origin), type: 'ALIAS', ttl: 60, rdatas: [] }
  const weighted: RRset = { ...rrset('w', 60, 'A'), policy: { kind: 'weighted', sets: [] } }
  expect(() => writeBindZone(new Zone(origin, [alias, weighted]))).toThrow(
    'bind-type-unwritable: a.example.com. ALIAS is no DNS record\nbind-type-unwritable: w.example.com. A has the policy "weighted"',
  )
})

describe('what is written is read as the same zone', () => {
  const label = fc.oneof(
    fc.stringMatching(/^[a-z0-9-]{1,12}$/).map(text => Buffer.from(text)),
    fc
      .constantFrom('*', '@', '$ORIGIN', '\\', '"', '(', ';', ' ', 'A', '300', 'IN', '\\#')
      .map(text => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 5 }),
  )
  const name = (suffix: string): fc.Arbitrary<Name> =>
    fc.array(label, { maxLength: 3 }).map(labels => {
      const wire = [...labels.flatMap(octets => [octets.length, ...octets]), 0]
      const relative = nameFromWire(Uint8Array.from(wire)).name
      return relative === '.' ? parseName(suffix) : parseName(relative.slice(0, -1), parseName(suffix))
    })
  const anyName = fc.oneof(name('example.com.'), name('example.net.'), fc.constant(parseName('.')))
  const octets = fc.uint8Array({ maxLength: 20 })
  const data = fc.oneof(
    fc.tuple(
      fc.constantFrom('NS', 'PTR', 'DNAME'),
      anyName.map(target => [String(target)]),
    ),
    fc.tuple(
      fc.constant('MX'),
      anyName.map(target => [`0 ${target}`]),
    ),
    fc.tuple(
      fc.constantFrom('TXT', 'TYPE65280'),
      fc.array(octets, { minLength: 1, maxLength: 3 }).map(strings => {
        const wire = Buffer.concat(strings.flatMap(string => [Buffer.of(string.length), string]))
        return [`\\# ${wire.length} ${wire.toString('hex')}`]
      }),
    ),
    fc
      .constantFrom(...rrTypes.filter(type => !type.virtual && !type.meta && type.name !== 'SOA'))
      .map(
        type => [type.name, type.singleton ? type.examples.slice(0, 1) : type.examples] as [string, string[]],
      ),
  )
  const anyRRset = fc
    .tuple(name('example.com.'), fc.constantFrom(0, 60, 3600, 2 ** 31 - 1), data)
    .map(([owner, ttl, [type, values]]): RRset => {
      const { parse, canonical } = typeOf(type)
      const rdatas = new Map(values.map(value => [canonical(parse(value)), parse(value)]))
      return { owner, ttl, type, rdatas: [...rdatas.values()] }
    })
  const anyZone = fc
    .uniqueArray(anyRRset, { selector: ({ owner, type }) => `${nameKey(owner)}/${type}`, maxLength: 12 })
    .map(rrsets => new Zone(origin, [soa, ...rrsets]))

  const shown = (zone: Zone): string[] =>
    [...zone.rrsets()].map(set => `${canonicalRRset(set)} ${set.type === 'SOA' && set.rdatas}`).sort()

  test('for any zone', () => {
    fc.assert(
      fc.property(anyZone, zone => {
        const { problems, zone: read } = readText(writeBindZone(zone))
        expect(problems).toEqual([])
        expect(shown(read!.zone)).toEqual(shown(zone))
      }),
      { numRuns: 300 },
    )
  })

  test('and a changed text gives problems or another zone, never a fault', () => {
    const edit = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(4),
      fc.constantFrom(
        '',
        '"',
        '(',
        ')',
        '\\',
        ';',
        '\n',
        ' ',
        '\0',
        '\ud800',
        '$GENERATE 1-9 ',
        '$INCLUDE x\n',
        '@',
        '${',
        '9',
      ),
    )
    fc.assert(
      fc.property(anyZone, fc.array(edit, { minLength: 1, maxLength: 4 }), (zone, edits) => {
        let text = writeBindZone(zone)
        for (const [where, removed, added] of edits) {
          const at = Math.floor(where * text.length)
          text = text.slice(0, at) + added + text.slice(at + removed)
        }
        const result = readText(text, { files: { x: text } })
        expect(result.zone !== undefined || result.problems.length > 0).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
