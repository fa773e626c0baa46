import { describe, expect, test } from 'vitest'
import type { RRset } from '../../src/dns/rrset.ts'
import type { Capabilities } from '../../src/plan/capabilities.ts'
import { startDiff } from '../../src/plan/diff.ts'
import { rrsetMatcher } from '../../src/plan/pattern.ts'
import type { ZoneDiff } from '../../src/plan/zone-diff.ts'
import { capable, origin, rrset, zoneOf } from './rrsets.ts'

interface Case {
  readonly wanted: readonly string[]
  readonly held: readonly string[]
  readonly ignore?: readonly string[]
  readonly able?: Partial<Capabilities>
}

function diff({ wanted, held, ignore = [], able = {} }: Case): ZoneDiff {
  const run = startDiff({
    wanted: zoneOf(wanted),
    capabilities: { ...capable, ...able },
    ignore: rrsetMatcher(ignore, origin),
  })
  for (const line of held) run.meet(rrset(line))
  return run.finish()
}

const changesOf = ({ changes }: ZoneDiff): string[] =>
  changes.map(({ action, owner, type }) => `${action} ${owner} ${type}`).sort()
const codesOf = ({ problems }: ZoneDiff): string[] => problems.map(({ code }) => code)

const soa = (serial: number, minimum = 300): string =>
  `@ 3600 SOA ns1 hostmaster ${serial} 7200 3600 86400 ${minimum}`
const ns = '@ 3600 NS ns1 | ns2'

test.each<[string, Case, string[]]>([
  ['nothing on either side', { wanted: [], held: [] }, []],
  ['create', { wanted: ['www 60 A 192.0.2.1'], held: [] }, ['create www.example.com. A']],
  ['delete', { wanted: [], held: ['www 60 A 192.0.2.1'] }, ['delete www.example.com. A']],
  [
    'a value',
    { wanted: ['www 60 A 192.0.2.1'], held: ['www 60 A 192.0.2.2'] },
    ['update www.example.com. A'],
  ],
  ['a TTL', { wanted: ['www 60 A 192.0.2.1'], held: ['www 61 A 192.0.2.1'] }, ['update www.example.com. A']],
  ['order of values', { wanted: ['@ 60 MX 1 a | 2 b'], held: ['@ 60 MX 2 b | 1 a'] }, []],
  ['letter case', { wanted: ['WWW 60 CNAME Web'], held: ['www 60 CNAME web'] }, []],
  ['one value more', { wanted: ['@ 60 MX 1 a | 2 b'], held: ['@ 60 MX 1 a'] }, ['update example.com. MX']],
  [
    'another type',
    { wanted: ['www 60 A 192.0.2.1'], held: ['www 60 CNAME web'] },
    ['create www.example.com. A', 'delete www.example.com. CNAME'],
  ],
  ['the serial', { wanted: [soa(0)], held: [soa(7)] }, []],
  ['an SOA timer', { wanted: [soa(0, 60)], held: [soa(7)] }, ['update example.com. SOA']],
  ['an SOA that the zone file does not state', { wanted: [], held: [soa(7)] }, []],
])('%s', (_title, input, expected) => {
  expect(changesOf(diff(input))).toEqual(expected)
  expect(codesOf(diff(input))).toEqual([])
})

test('an updated SOA keeps the serial of the provider', () => {
  const [change] = diff({ wanted: [soa(0, 60)], held: [soa(7)] }).changes
  expect(change).toMatchObject({ after: rrset(soa(7, 60)) })
})

test('notes are no difference', () => {
  const zone = zoneOf([])
  zone.add({ ...rrset('www 60 A 192.0.2.1'), annotations: { owner: 'team' } })
  const run = startDiff({ wanted: zone, capabilities: capable, ignore: () => undefined })
  run.meet(rrset('www 60 A 192.0.2.1'))
  expect(run.finish().changes).toEqual([])
})

describe('what is left alone', () => {
  test.each<[string, Case, string[], string[]]>([
    ['apex NS not stated', { wanted: [], held: [ns] }, [], ['plan-apex-ns-kept']],
    ['apex NS that come with the zone', { wanted: [], held: [ns], able: { bringsApexNs: true } }, [], []],
    ['NS of a delegation', { wanted: [], held: ['sub 60 NS a'] }, ['delete sub.example.com. NS'], []],
    ['apex NS the provider sets, same', { wanted: [ns], held: [ns], able: { apexNs: false } }, [], []],
    [
      'apex NS the provider sets, other',
      { wanted: ['@ 60 NS x'], held: [ns], able: { apexNs: false } },
      [],
      ['plan-apex-ns-kept'],
    ],
    ['apex NS the provider sets, not stated', { wanted: [], held: [ns], able: { apexNs: false } }, [], []],
    [
      'an SOA of the provider',
      { wanted: [soa(0, 60)], held: [soa(1)], able: { soa: false } },
      [],
      ['plan-soa-kept'],
    ],
    [
      'a type it lacks',
      { wanted: ['@ 60 MX 1 a'], held: [], able: { types: ['A'] } },
      [],
      ['plan-type-unsupported'],
    ],
    ['a virtual type', { wanted: ['www 60 ALIAS web'], held: [] }, [], ['plan-type-unsupported']],
    [
      'a virtual type, unless the provider answers it',
      { wanted: ['www 60 ALIAS web'], held: [], able: { virtualTypes: ['ALIAS'] } },
      ['create www.example.com. ALIAS'],
      [],
    ],
    ['an ignored RRset', { wanted: [], held: ['x.dev 60 A 192.0.2.1'], ignore: ['*.dev'] }, [], []],
    [
      'an ignored RRset that is stated',
      { wanted: ['x.dev 60 A 192.0.2.2'], held: ['x.dev 60 A 192.0.2.1'], ignore: ['*.dev'] },
      [],
      ['plan-ignored-wanted'],
    ],
    [
      'an ignored RRset that is stated and not there',
      { wanted: ['x.dev 60 A 192.0.2.2'], held: [], ignore: ['*.dev/A'] },
      [],
      ['plan-ignored-wanted'],
    ],
  ])('%s', (_title, input, changes, codes) => {
    expect(changesOf(diff(input))).toEqual(changes)
    expect(codesOf(diff(input))).toEqual(codes)
  })

  test('a policy that the provider lacks', () => {
    const zone = zoneOf([])
    const plain = rrset('www 60 A 192.0.2.1')
    const routed: RRset = {
      ...plain,
      rdatas: [],
      policy: { kind: 'weighted', sets: [{ id: 'a', weight: 1, rdatas: plain.rdatas }] },
    }
    zone.add(routed)
    const run = startDiff({
      wanted: zone,
      capabilities: { ...capable, policies: [] },
      ignore: () => undefined,
    })
    run.meet(plain)
    const result = run.finish()
    expect(changesOf(result)).toEqual([])
    expect(codesOf(result)).toEqual(['plan-policy-unsupported'])
  })
})

test('a TTL below the least is raised before the comparison', () => {
  const able = { minTtl: 300 }
  const same = diff({ wanted: ['www 60 A 192.0.2.1'], held: ['www 300 A 192.0.2.1'], able })
  expect(changesOf(same)).toEqual([])
  expect(codesOf(same)).toEqual(['plan-ttl-raised'])
  const [change] = diff({ wanted: ['www 60 A 192.0.2.1'], held: [], able }).changes
  expect(change).toMatchObject({ action: 'create', after: { ttl: 300 } })
})

test('counts what is there, what is ignored and what is the zone file’s own', () => {
  const held = [soa(1), ns, 'a 60 A 192.0.2.1', 'x.dev 60 A 192.0.2.1', 'b 60 TXT "x"']
  expect(diff({ wanted: [], held, ignore: ['**.dev'] })).toMatchObject({ existing: 5, ignored: 1, own: 2 })
})
