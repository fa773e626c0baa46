import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { PolicyKind, RoutedSet } from '../../../src/dns/routing.ts'
import { typeOf } from '../../../src/dns/rr/table.ts'
import type { Annotations, RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { checkZone } from '../../../src/zonefile/checks/check-zone.ts'
import type { LoadedZone } from '../../../src/zonefile/loaded-zone.ts'

const origin = parseName('example.com.')
const servers = ['@ NS ns1', 'ns1 A 192.0.2.53']

/** A zone of lines `owner TYPE data`; lines of one owner and type make one set. */
function zoneOf(lines: readonly string[], annotations?: Annotations): Zone {
  const zone = new Zone(origin)
  for (const line of lines) {
    const [, ownerText, type, data] = /^(\S+) (\S+) (.*)$/.exec(line)!
    const owner = parseName(ownerText!, origin)
    const rdata = typeOf(type!).parse(data!, { name: text => parseName(text, origin) })
    const rdatas = [...(zone.get(owner, type!)?.rdatas ?? []), rdata]
    zone.replace({ owner, type: type!, ttl: 300, rdatas, ...(annotations && { annotations }) })
  }
  return zone
}

function check(
  zone: Zone,
  settings: Partial<LoadedZone['settings']> = {},
  checksOffAt: readonly string[] = [],
  isWhole = true,
): string[] {
  const loaded: LoadedZone = {
    origin,
    zone,
    settings: { serial: 'increment', ignore: [], checksOff: [], health: {}, ...settings },
    files: ['zones/example.com.yaml'],
    placeOf: () => undefined,
    checksOffAt: () => checksOffAt,
  }
  return checkZone(loaded, { now: Date.parse('2026-06-01T12:00:00Z'), isWhole }).map(({ code }) => code)
}

const cases: readonly { finds: readonly string[]; in: readonly string[] }[] = [
  { finds: [], in: ['www CNAME @', '@ A 192.0.2.1', '@ MX 10 ns1', '* TXT "wild"'] },
  { finds: ['cname-at-apex'], in: ['@ CNAME ns1'] },
  { finds: ['cname-and-other-data'], in: ['www CNAME ns1', 'www TXT "x"'] },
  { finds: [], in: ['www CNAME ns1', 'www NSEC x.example.com. CNAME RRSIG NSEC'] },
  { finds: ['cname-loop'], in: ['a CNAME b', 'b CNAME c', 'c CNAME a'] },
  { finds: ['cname-loop'], in: ['a CNAME A'] },
  { finds: ['cname-loop'], in: ['x CNAME a', 'a CNAME b', 'b CNAME a'] },
  { finds: ['alias-and-address'], in: ['www ALIAS ns1', 'www A 192.0.2.1'] },
  { finds: ['several-singletons'], in: ['www CNAME ns1', 'www CNAME ns1.example.net.'] },
  { finds: ['dname-hides-name'], in: ['old DNAME ns1', 'a.b.old A 192.0.2.1'] },
  { finds: [], in: ['old DNAME ns1', 'old A 192.0.2.1', 'very-old A 192.0.2.1'] },
  { finds: ['name-server-address-missing'], in: ['@ NS ns2'] },
  { finds: ['name-server-address-missing'], in: ['sub NS ns.sub'] },
  { finds: ['name-server-address-missing'], in: ['sub NS missing'] },
  { finds: [], in: ['sub NS ns.sub', 'ns.sub A 192.0.2.1', 'sub NS ns.example.net.'] },
  { finds: [], in: ['sub NS ns.other', 'other NS ns.other', 'ns.other AAAA 2001:db8::1'] },
  { finds: ['name-below-cut'], in: ['sub NS ns1', 'www.sub A 192.0.2.1'] },
  { finds: ['name-below-cut'], in: ['sub NS ns1', 'ns.sub TXT "x"'] },
  { finds: ['data-at-cut'], in: ['sub NS ns1', 'sub TXT "x"'] },
  { finds: ['data-at-cut'], in: ['sub NS ns1', 'sub A 192.0.2.1'] },
  { finds: [], in: ['sub NS sub', 'sub A 192.0.2.1'] },
  { finds: [], in: ['sub NS ns1', `sub DS 12345 13 2 ${'00'.repeat(32)}`] },
  { finds: ['ds-without-delegation'], in: [`sub DS 12345 13 2 ${'00'.repeat(32)}`] },
  { finds: ['ds-without-delegation'], in: [`@ DS 12345 13 2 ${'00'.repeat(32)}`] },
  { finds: ['wildcard-delegation'], in: ['*.sub NS ns1'] },
  { finds: ['target-is-alias'], in: ['@ MX 10 mail', 'mail CNAME ns1'] },
  { finds: ['target-is-alias'], in: ['@ NS ns2', 'ns2 CNAME ns1'] },
  { finds: ['target-is-alias'], in: ['_sip._udp SRV 0 0 5060 sip', 'sip CNAME ns1'] },
  { finds: ['target-missing'], in: ['www CNAME web'] },
  { finds: ['target-missing'], in: ['@ MX 10 mail'] },
  { finds: [], in: ['www CNAME web.dev', '*.dev A 192.0.2.1'] },
  { finds: [], in: ['www CNAME web', '* A 192.0.2.1'] },
  { finds: ['target-missing'], in: ['www CNAME x.ns1', '* A 192.0.2.1'] },
  { finds: ['target-missing'], in: ['www CNAME a.web.dev', '*.dev A 192.0.2.1', 'x.web.dev A 192.0.2.1'] },
  { finds: [], in: ['www CNAME ent', 'below.ent A 192.0.2.1'] },
  { finds: [], in: ['www CNAME anything.sub', 'sub NS ns1'] },
  { finds: [], in: ['www CNAME x.old', 'old DNAME example.net.'] },
  { finds: [], in: ['_sip._udp SRV 0 0 0 .', '@ MX 0 .'] },
  { finds: ['null-mx-with-others'], in: ['@ MX 0 .', '@ MX 10 ns1'] },
  {
    finds: [],
    in: [
      '@ TXT "v=spf1 mx ip4:192.0.2.0/24 ip6:2001:db8::/32 include:_spf.example.net a:%{d}.example.net/24 -all"',
    ],
  },
  { finds: ['spf-several'], in: ['@ TXT "v=spf1 -all"', '@ TXT "v=spf1 mx -all"'] },
  { finds: ['spf-syntax'], in: ['@ TXT "v=spf1 ipv4:192.0.2.1 -all"'] },
  { finds: ['spf-syntax'], in: ['@ TXT "v=spf1 ip4:192.0.2.0/33 -all"'] },
  { finds: ['spf-syntax'], in: ['@ TXT "v=spf1 include: -all"'] },
  {
    finds: [],
    in: [
      '@ TXT "v=spf1 a mx ptr exists:x.example.net include:1.example.net include:2.example.net include:3.example.net include:4.example.net include:5.example.net include:6.example.net -all"',
    ],
  },
  { finds: ['spf-lookups'], in: [`@ TXT "v=spf1 ${'a '.repeat(11)}-all"`] },
  {
    finds: ['spf-lookups'],
    in: [
      `@ TXT "v=spf1 include:s1.example.com include:s2.example.com -all"`,
      `s1 TXT "v=spf1 ${'mx '.repeat(5)}-all"`,
      `s2 TXT "v=spf1 ${'a '.repeat(4)}-all"`,
    ],
  },
  { finds: [], in: ['@ TXT "v=spf1 include:example.com -all"'] },
  { finds: [], in: ['_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com; pct=50; adkim=s"'] },
  { finds: ['dmarc-syntax'], in: ['_dmarc TXT "p=reject"'] },
  { finds: ['dmarc-syntax'], in: ['_dmarc TXT "v=DMARC1; p=block"'] },
  { finds: ['dmarc-syntax'], in: ['_dmarc TXT "v=DMARC1; rua=mailto:dmarc@example.com"'] },
  { finds: ['dmarc-syntax'], in: ['_dmarc TXT "v=DMARC1; p=none; color=red"'] },
  {
    finds: [],
    in: [
      '@ CAA 0 issue "letsencrypt.org; validationmethods=dns-01"',
      '@ CAA 0 issuewild ";"',
      '@ CAA 0 iodef "mailto:security@example.com"',
    ],
  },
  { finds: ['caa-syntax'], in: ['@ CAA 0 isue "letsencrypt.org"'] },
  { finds: ['caa-syntax'], in: ['@ CAA 0 iodef "security@example.com"'] },
  { finds: ['caa-syntax'], in: ['@ CAA 0 issue "https://letsencrypt.org/"'] },
  { finds: ['private-address'], in: ['a A 10.0.0.1'] },
  { finds: ['private-address'], in: ['a AAAA fd00::1'] },
  { finds: [], in: ['a A 172.15.0.1', 'b A 192.0.2.1', 'c AAAA 2001:db8::1'] },
]

test.each(cases)('finds $finds in $in', ({ finds, in: lines }) => {
  expect(check(zoneOf([...servers, ...lines]))).toEqual(finds)
})

test('wants NS at the apex', () => {
  expect(check(zoneOf(['www A 192.0.2.1']))).toEqual(['apex-ns-missing'])
  expect(check(zoneOf([]))).toEqual(['apex-ns-missing'])
  expect(check(zoneOf([]), { checksOff: ['apex-ns-missing'] })).toEqual([])
})

test('wants one CNAME in each set of a policy', () => {
  const zone = zoneOf([...servers, 'www CNAME a.example.net.', 'www CNAME b.example.net.'])
  const www = zone.get(parseName('www', origin), 'CNAME')!
  const sets = [
    { id: 'one', rdatas: www.rdatas.slice(0, 1) },
    { id: 'two', rdatas: www.rdatas },
  ]
  zone.replace({ ...www, rdatas: [], policy: { kind: 'multivalue', sets } })
  expect(check(zone)).toEqual(['several-singletons'])
})

test('tells when a date has passed', () => {
  expect(check(zoneOf(servers, { expires: '2026-05-31' }))).toEqual(['record-expired', 'record-expired'])
  expect(check(zoneOf(servers, { expires: '2026-06-01' }))).toEqual([])
})

/** An RRset of `www A lb` that is an alias. */
function alias(line: string): RRset {
  const [owner = '', type = '', target = ''] = line.split(' ')
  const to = { target: parseName(target, origin), evaluateHealth: false }
  return { owner: parseName(owner, origin), type, ttl: 0, rdatas: [], alias: to }
}

test.each<[string, string[], string[], string[]]>([
  ['an alias of a name with its type, at the apex', ['lb A 192.0.2.1'], ['@ A lb'], []],
  ['an alias out of the zone', [], ['www A lb.example.net.'], []],
  ['an alias of another type', ['lb A 192.0.2.1'], ['www AAAA lb'], ['target-missing']],
  ['an alias of nothing', [], ['www A lb'], ['target-missing']],
  ['an alias of what an ALIAS gives', ['lb ALIAS cdn.example.net.'], ['www A lb', 'www AAAA lb'], []],
  [
    'an alias of what a wildcard gives',
    ['*.lb A 192.0.2.1'],
    ['www A a.b.lb', 'www AAAA a.lb'],
    ['target-missing'],
  ],
  ['an alias of a name between names', ['a.b A 192.0.2.1', '* A 192.0.2.1'], ['www A b'], ['target-missing']],
  ['an alias below a delegation', ['sub NS ns.example.net.'], ['www A a.sub'], []],
  ['an alias below a DNAME', ['sub DNAME example.net.'], ['www A a.sub'], []],
  ['an alias of itself', [], ['www A www'], ['alias-loop']],
  ['a loop that others lead into', [], ['a A b', 'b A c', 'c A b', 'd A a'], ['alias-loop']],
  ['two loops', [], ['a A b', 'b A a', 'c A c'], ['alias-loop', 'alias-loop']],
  ['a loop of names only', ['a A 192.0.2.1'], ['b A a', 'a AAAA b', 'b AAAA ns1'], ['target-missing']],
  ['a loop through a wildcard', [], ['*.a A b', 'b A x.a'], ['alias-loop']],
  ['a chain', ['d A 192.0.2.1'], ['a A b', 'b A c', 'c A d'], []],
  ['an alias beside a CNAME', ['www CNAME ns1', 'lb A 192.0.2.1'], ['www A lb'], ['cname-and-other-data']],
  [
    'an alias that is a CNAME, beside others',
    ['www A 192.0.2.1', 'c CNAME ns1'],
    ['www CNAME c'],
    ['cname-and-other-data'],
  ],
])('looks at %s', (_what, lines, aliases, finds) => {
  const zone = zoneOf([...servers, ...lines])
  for (const line of aliases) zone.add(alias(line))
  expect(check(zone)).toEqual(finds)
})

const routed = (kind: PolicyKind, ...sets: Partial<RoutedSet>[]): Zone => {
  const zone = zoneOf(servers)
  const whole = sets.map((set, i) => ({ id: `s${i}`, rdatas: [], ...set }))
  zone.add({
    owner: parseName('shop', origin),
    type: 'A',
    ttl: 60,
    rdatas: [],
    policy: { kind, sets: whole },
  })
  return zone
}

test.each<[PolicyKind, Partial<RoutedSet>[], string[]]>([
  ['weighted', [{ weight: 0 }, { weight: 0 }], ['policy-all-zero']],
  ['weighted', [{ weight: 0 }, { weight: 1 }], []],
  ['geolocation', [{ location: 'EU' }], ['policy-without-rest']],
  ['geolocation', [{ location: 'EU' }, { location: '*' }], []],
  ['ip', [{ networks: ['192.0.2.0/24'] }], ['policy-without-rest']],
  ['ip', [{ networks: ['192.0.2.0/24'] }, { networks: ['*'] }], []],
  ['latency', [{ region: 'eu-west-1' }], []],
])('looks at a %s policy with the sets %j', (kind, sets, finds) => {
  expect(check(routed(kind, ...sets))).toEqual(finds)
  expect(check(routed(kind, ...sets), { checksOff: finds })).toEqual([])
})

test('follows the aliases in the sets of policies', () => {
  const set = (name: string) => ({
    weight: 1,
    alias: { target: parseName(name, origin), evaluateHealth: false },
  })
  expect(check(routed('weighted', set('ns1'), set('gone')))).toEqual(['target-missing'])
  expect(check(routed('weighted', set('ns1'), set('shop')))).toEqual(['alias-loop'])
})

test('loops of a hundred thousand aliases are found', () => {
  const zone = zoneOf(servers)
  for (let i = 0; i < 100_000; i++) zone.add(alias(`a${i} A a${(i + 1) % 100_000}`))
  expect(check(zone)).toEqual(['alias-loop'])
})

test('leaves out what is turned off, if it may be', () => {
  const zone = zoneOf([...servers, 'a A 10.0.0.1', 'a CNAME ns1'])
  expect(check(zone)).toEqual(['cname-and-other-data', 'private-address'])
  expect(check(zone, { checksOff: ['private-address', 'cname-and-other-data'] })).toEqual([
    'cname-and-other-data',
  ])
  expect(check(zone, {}, ['private-address'])).toEqual(['cname-and-other-data'])
})

test('misses nothing in a zone of which a part could not be read', () => {
  expect(check(zoneOf(['www CNAME web', 'a A 10.0.0.1']), {}, [], false)).toEqual(['private-address'])
})
