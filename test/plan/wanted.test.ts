import { describe, expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import { Zone } from '../../src/dns/zone.ts'
import type { Capabilities } from '../../src/plan/capabilities.ts'
import { startDiff } from '../../src/plan/diff.ts'
import { objectionsTo } from '../../src/plan/objections.ts'
import { rrsetMatcher } from '../../src/plan/pattern.ts'
import type { ZoneDiff } from '../../src/plan/zone-diff.ts'
import { capable, origin, rrset, zoneOf } from './rrsets.ts'

/** Turns an ALIAS into A and AAAA aliases, leaves out what leads to "lost", and lengthens all TTLs of TXT to 600. */
const forms: NonNullable<Capabilities['hold']> = stated => {
  if (stated.type === 'TXT') {
    const objections = [{ code: 'plan-ttl-raised', why: 'is held longer' } as const]
    return stated.ttl === 600
      ? { rrsets: [stated], objections: [] }
      : { rrsets: [{ ...stated, ttl: 600 }], objections }
  }
  if (stated.type !== 'ALIAS') return { rrsets: [stated], objections: [] }
  const target = parseName(stated.rdatas[0]!)
  if (target.startsWith('lost'))
    return { rrsets: [], objections: [{ code: 'plan-alias-unsupported', why: 'is left out: lost' }] }
  return { rrsets: ['A', 'AAAA'].map(type => alias(stated.owner, type, target)), objections: [] }
}
const able: Capabilities = { ...capable, virtualTypes: ['ALIAS'], hold: forms }

const alias = (owner: string, type: string, target: string): RRset => ({
  owner: parseName(owner, origin),
  type,
  ttl: 0,
  rdatas: [],
  alias: { target: parseName(target, origin), evaluateHealth: false },
})

const place = { file: 'zone.yaml', line: 1, column: 1 }
function diff(
  wanted: Zone,
  held: readonly RRset[],
  capabilities: Capabilities = able,
  ignore: readonly string[] = [],
): ZoneDiff {
  const lines = new Map([...wanted.rrsets()].map((one, i) => [one, { ...place, line: i + 1 }]))
  const placeOf = (one: RRset) => lines.get(one)
  const run = startDiff({ wanted, capabilities, ignore: rrsetMatcher(ignore, origin), placeOf })
  for (const one of held) run.meet(one)
  return run.finish()
}
const changesOf = ({ changes }: ZoneDiff): string[] =>
  changes
    .map(({ action, owner, type }) => `${action} ${owner.slice(0, -'.example.com.'.length)} ${type}`)
    .sort()
const problemsOf = ({ problems }: ZoneDiff): string[] =>
  problems.map(({ code, place }) => `${code} ${place?.line}`).sort()

describe('an RRset that a provider holds in another form', () => {
  test.each<[string, string[], RRset[], string[], string[]]>([
    ['is created in it', ['www 60 ALIAS web'], [], ['create www A', 'create www AAAA'], []],
    [
      'is no change once it is there',
      ['www 60 ALIAS web', 'b 60 TXT "x"'],
      [alias('www', 'A', 'web'), alias('www', 'AAAA', 'web'), rrset('b 600 TXT "x"')],
      [],
      ['plan-ttl-raised 2'],
    ],
    [
      'is updated where it differs',
      ['www 60 ALIAS web'],
      [alias('www', 'A', 'old'), alias('www', 'AAAA', 'web')],
      ['update www A'],
      [],
    ],
    [
      'takes what it was before away',
      ['www 60 ALIAS web'],
      [rrset('www 60 CNAME web')],
      ['create www A', 'create www AAAA', 'delete www CNAME'],
      [],
    ],
    [
      'may not be stated as well',
      ['www 60 ALIAS web', 'www 60 A 192.0.2.1', 'www 60 AAAA 2001:db8::1'],
      [],
      ['create www A', 'create www AAAA'],
      ['plan-form-collision 1', 'plan-form-collision 1'],
    ],
    [
      'is left out, and what the provider has for it stays',
      ['www 60 ALIAS lost', 'b 60 A 192.0.2.1'],
      [rrset('www 60 A 192.0.2.1'), alias('www', 'AAAA', 'web'), rrset('www 60 MX 1 a')],
      ['create b A', 'delete www MX'],
      ['plan-alias-unsupported 1'],
    ],
  ])('%s', (_what, wanted, held, changes, problems) => {
    const result = diff(zoneOf(wanted), held)
    expect(changesOf(result)).toEqual(changes)
    expect(problemsOf(result)).toEqual(problems)
  })

  test.each(['www/ALIAS', 'www/A', 'www'])('is an error if "%s" is ignored', pattern => {
    const codes = problemsOf(diff(zoneOf(['www 60 ALIAS web']), [], able, [pattern]))
    expect(codes).toContain('plan-ignored-wanted 1')
  })
})

test('a provider that has no ALIAS keeps the addresses of its name', () => {
  const held = ['www 60 A 192.0.2.1', 'www 60 TXT "x"', 'b 60 A 192.0.2.1'].map(rrset)
  expect(changesOf(diff(zoneOf(['www 60 ALIAS web']), held, capable))).toEqual([
    'delete b A',
    'delete www TXT',
  ])
})

describe('aliases and TTLs', () => {
  const sets = [
    { id: 'a', weight: 1, rdatas: rrset('x 60 A 192.0.2.1').rdatas },
    { id: 'b', weight: 1, rdatas: [], alias: { target: origin, evaluateHealth: true } },
  ]
  const weighted = (...chosen: typeof sets): RRset => ({
    ...rrset('w 60 A 192.0.2.1'),
    rdatas: [],
    policy: { kind: 'weighted', sets: chosen },
  })
  const zone = (one: RRset) => new Zone(origin, [one])

  test.each<[string, RRset]>([
    ['an alias', alias('x', 'A', 'y')],
    ['a set that is one', weighted(...sets)],
  ])('%s is left out by a provider without aliases', (_what, one) => {
    const result = diff(zone(one), [], { ...capable, aliases: false })
    expect([changesOf(result), problemsOf(result)]).toEqual([[], ['plan-alias-unsupported 1']])
    expect(problemsOf(diff(zone(one), []))).toEqual([])
  })

  test.each<[string, RRset, number | undefined, (number | undefined)[]]>([
    ['an alias has none', alias('x', 'A', 'y'), 0, []],
    ['sets that are aliases have none', { ...weighted(sets[1]!), ttl: 0 }, 0, [undefined]],
    ['a value has one', weighted(...sets), 300, [undefined, undefined]],
    ['a set has its own', { ...weighted({ ...sets[0]!, ...{ ttl: 30 } }), ttl: 900 }, 900, [300]],
    ['a set has a longer one', { ...weighted({ ...sets[0]!, ...{ ttl: 600 } }), ttl: 900 }, 900, [600]],
  ])('%s', (_what, one, ttl, ofSets) => {
    const [change] = diff(zone(one), [], { ...capable, minTtl: 300 }).changes
    const after = change?.action === 'create' ? change.after : undefined
    expect([after?.ttl, (after?.policy?.sets ?? []).map(set => set.ttl)]).toEqual([ttl, ofSets])
  })
})

describe('what something else manages', () => {
  const managedBy = 'traffic policy instance 1'
  const managed: RRset = { ...rrset('www 60 A 192.0.2.1'), managedBy }
  const by = { owner: managed.owner, type: 'A', by: managedBy }

  test.each<[string, string[], string[], string[], number]>([
    ['is not deleted', [], [], [], 1],
    ['is not updated', ['www 60 A 192.0.2.2'], [], ['plan-unmanaged 1'], 1],
    ['hides no other type', ['www 600 TXT "x"'], ['create www TXT'], [], 1],
    [
      'gets no CNAME beside it',
      ['www 60 CNAME b', 'b 60 A 192.0.2.1'],
      ['create b A'],
      ['plan-unmanaged 1'],
      1,
    ],
    [
      'is left alone by what takes its form',
      ['www 60 ALIAS web'],
      ['create www AAAA'],
      ['plan-unmanaged 1'],
      1,
    ],
  ])('%s', (_what, wanted, changes, problems, existing) => {
    const result = diff(zoneOf(wanted), [managed])
    expect(changesOf(result)).toEqual(changes)
    expect(problemsOf(result)).toEqual(problems)
    expect(result).toMatchObject({ unmanaged: [by], existing, own: 0, ignored: 0 })
  })

  test('counts as ignored if it is', () => {
    expect(diff(zoneOf([]), [managed], able, ['www'])).toMatchObject({ unmanaged: [], ignored: 1 })
  })
})

describe('objections without a provider', () => {
  const objections = (lines: readonly string[], capabilities: Capabilities): string[] =>
    objectionsTo(zoneOf(lines), capabilities, rrsetMatcher(['x'], origin), () => place).map(
      ({ code, message }) => `${code}: ${message}`,
    )

  test.each<[string, Capabilities]>([
    ['in their own form', { ...capable, types: ['A'], soa: false, apexNs: false, virtualTypes: ['ALIAS'] }],
    ['in another', { ...able, types: ['A'], soa: false, apexNs: false }],
  ])('are those of the plan, %s', (_what, capabilities) => {
    const lines = [
      '@ 60 NS a',
      '@ 60 SOA a b 1 2 3 4 5',
      'x 60 MX 1 a',
      'www 60 MX 1 a',
      'www 60 A 192.0.2.1',
    ]
    expect(objections(lines, capabilities)).toEqual([
      'plan-type-unsupported: www.example.com. MX is left out: the provider has no such type',
    ])
  })

  test('are each made once', () => {
    expect(objections(['www 60 ALIAS lost', 'b 60 TXT "x"'], able)).toEqual([
      'plan-alias-unsupported: www.example.com. ALIAS is left out: lost',
      'plan-ttl-raised: b.example.com. TXT is held longer',
    ])
  })
})
