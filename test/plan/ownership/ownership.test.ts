import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalRRset } from '../../../src/dns/canonical.ts'
import { nameKey } from '../../../src/dns/name.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { Zone } from '../../../src/dns/zone.ts'
import { startDiff } from '../../../src/plan/diff.ts'
import { orderChanges } from '../../../src/plan/order.ts'
import { isOfZone, type Ownership, readOwners } from '../../../src/plan/ownership/owners.ts'
import { registryRRset } from '../../../src/plan/ownership/registry.ts'
import { rrsetMatcher } from '../../../src/plan/pattern.ts'
import type { Change } from '../../../src/plan/plan.ts'
import type { ZoneDiff } from '../../../src/plan/zone-diff.ts'
import { capable, origin, rrset, zoneOf } from '../rrsets.ts'

const web: Ownership = { id: 'web', adopt: false, externalDns: {} }

interface Case {
  readonly wanted?: readonly string[]
  readonly held?: readonly (string | RRset)[]
  readonly ignore?: readonly string[]
  readonly adopt?: boolean
  readonly ownership?: Ownership | undefined
}

function diff({ wanted = [], held = [], ignore = [], adopt = false, ownership = web }: Case): ZoneDiff {
  const run = startDiff({
    wanted: zoneOf(wanted),
    capabilities: capable,
    ignore: rrsetMatcher(ignore, origin),
    ownership: { ...ownership, adopt },
  })
  for (const one of held) run.meet(typeof one === 'string' ? rrset(one) : one)
  return run.finish()
}

const short = (text: string): string => text.replaceAll('.example.com.', '').replaceAll('example.com.', '@')
const changesOf = ({ changes }: ZoneDiff): string[] =>
  changes.map(({ action, owner, type }) => short(`${action} ${owner} ${type}`)).sort()
const codesOf = ({ problems }: ZoneDiff): string[] => problems.map(({ code }) => code)

/** Our record of an RRset: `owned('www 60 A 192.0.2.1')` gives both. */
const record = (line: string, id = 'web'): RRset => registryRRset(rrset(line), origin, id, 0)
const owned = (line: string, id = 'web'): RRset[] => [rrset(line), record(line, id)]
const external = (name: string, owner = 'prod'): string =>
  `${name} 300 TXT "heritage=external-dns,external-dns/owner=${owner},external-dns/resource=ingress/web/app"`

const a = 'www 60 A 192.0.2.1'
const b = 'www 60 A 192.0.2.2'

describe('what is ours', () => {
  test.each<[string, Case, string[]]>([
    ['is created with its record', { wanted: [a] }, ['create _dnsctl-a-www TXT', 'create www A']],
    ['is left as it is where it is the same', { wanted: [a], held: owned(a) }, []],
    ['is updated, and its record stays', { wanted: [b], held: owned(a) }, ['update www A']],
    ['is deleted with its record', { held: owned(a) }, ['delete _dnsctl-a-www TXT', 'delete www A']],
    ['a record without its RRset goes', { held: [record(a)] }, ['delete _dnsctl-a-www TXT']],
    ['a record whose RRset comes back stays', { wanted: [a], held: [record(a)] }, ['create www A']],
    [
      'changes its type',
      { wanted: ['www 60 CNAME web'], held: owned(a) },
      ['create _dnsctl-cname-www TXT', 'create www CNAME', 'delete _dnsctl-a-www TXT', 'delete www A'],
    ],
    [
      'the SOA and the apex NS have no record',
      { wanted: ['@ 60 NS ns1', '@ 60 SOA ns1 h 1 2 3 4 5'] },
      ['create @ NS', 'create @ SOA'],
    ],
    [
      'below a delegation the record is not',
      { wanted: ['sub 60 NS ns.sub', 'ns.sub 60 A 192.0.2.1'] },
      expect.arrayContaining([expect.stringMatching(/^create _dnsctl-a-ns_sub_[0-9a-f]{12} TXT$/)]),
    ],
  ])('%s', (_title, input, expected) => {
    expect(changesOf(diff(input))).toEqual(expected)
    expect(codesOf(diff(input))).toEqual([])
  })

  test('counts without its registry', () => {
    expect(diff({ held: [...owned(a), rrset('nobody 60 A 192.0.2.1')] })).toMatchObject({
      existing: 3,
      own: 1,
    })
  })
})

describe('what nobody has', () => {
  test.each<[string, Case, string[], string[]]>([
    ['is taken where it is the same', { wanted: [a], held: [a] }, ['create _dnsctl-a-www TXT'], []],
    ['is left alone where it is another', { wanted: [b], held: [a] }, [], ['plan-unowned']],
    [
      'is taken over with `adopt`',
      { wanted: [b], held: [a], adopt: true },
      ['create _dnsctl-a-www TXT', 'update www A'],
      [],
    ],
    ['is left alone where it is not stated', { held: [a] }, [], []],
    ['is never deleted, with `adopt` neither', { held: [a], adopt: true }, [], []],
    ['is no place for a CNAME', { wanted: ['www 60 CNAME web'], held: [a] }, [], ['plan-unmanaged']],
    [
      'is not hidden',
      { wanted: ['sub 60 NS ns.example.net.'], held: ['x.sub 60 TXT "x"'] },
      ['create _dnsctl-ns-sub TXT', 'create sub NS'],
      ['plan-conflict'],
    ],
  ])('%s', (_title, input, changes, codes) => {
    expect(changesOf(diff(input))).toEqual(changes)
    expect(codesOf(diff(input))).toEqual(codes)
  })
})

describe('what others have', () => {
  const by = 'external-dns, owner prod'
  test.each<[string, Case, [string, string][]]>([
    [
      'by external-dns’s new form',
      { held: [a, external('a-www')] },
      [
        ['www A', by],
        ['a-www TXT', by],
      ],
    ],
    [
      'by its old form',
      { held: [a, external('www')] },
      [
        ['www A', by],
        ['www TXT', by],
      ],
    ],
    [
      'the record first',
      { held: [external('a-www'), a] },
      [
        ['a-www TXT', by],
        ['www A', by],
      ],
    ],
    [
      'by another dnsctl',
      { held: owned(a, 'mail') },
      [
        ['www A', 'dnsctl, owner mail'],
        ['_dnsctl-a-www TXT', 'dnsctl, owner mail'],
      ],
    ],
    [
      'by external-dns and by us',
      { held: [...owned(a), external('a-www')] },
      [
        ['www A', by],
        ['a-www TXT', by],
      ],
    ],
    [
      'with a prefix',
      { held: [a, external('x-a.www')], ownership: { ...web, externalDns: { prefix: 'x-%{record_type}.' } } },
      [
        ['www A', by],
        ['x-a.www TXT', by],
      ],
    ],
    [
      'a wildcard',
      {
        held: ['* 60 A 192.0.2.1', external('a-any')],
        ownership: { ...web, externalDns: { wildcard: 'any' } },
      },
      [
        ['* A', by],
        ['a-any TXT', by],
      ],
    ],
  ])('%s', (_title, input, expected) => {
    const result = diff({ ...input, adopt: true })
    expect(changesOf(result)).toEqual([])
    expect(result.unmanaged.map(one => [short(`${one.owner} ${one.type}`), one.by])).toEqual(expected)
    expect(result).toMatchObject({ own: 0 })
  })

  test('an alias of external-dns was a CNAME to it once', () => {
    const alias = { ...rrset(a), rdatas: [], alias: { target: origin, evaluateHealth: false } }
    expect(diff({ held: [alias, external('cname-www')] }).unmanaged).toHaveLength(2)
  })

  test.each<[string, Case]>([
    ['stated as it is', { wanted: [a], held: [a, external('a-www')] }],
    ['stated otherwise', { wanted: [b], held: [a, external('a-www')], adopt: true }],
    ['stated while it is not there', { wanted: [b], held: [external('a-www')] }],
    ['a CNAME beside it', { wanted: ['www 60 CNAME web'], held: [a, external('a-www')] }],
  ])('is left out: %s', (_title, input) => {
    expect(changesOf(diff(input))).toEqual([])
    expect(codesOf(diff(input))).toEqual(['plan-unmanaged'])
  })

  test('other types of a name may be ours', () => {
    const result = diff({ wanted: ['www 60 TXT "x"'], held: [a, external('a-www')] })
    expect(changesOf(result)).toEqual(['create _dnsctl-txt-www TXT', 'create www TXT'])
  })
})

describe('what is ignored', () => {
  test.each<[string, Case, string[], string[]]>([
    ['stays, and its record with it', { held: owned(a), ignore: ['www'] }, [], []],
    [
      'a record that is ignored is read, and stays',
      { held: owned(a), ignore: ['*/TXT'] },
      ['delete www A'],
      [],
    ],
    [
      'what is ours by an ignored record is updated',
      { wanted: [b], held: owned(a), ignore: ['*/TXT'] },
      ['update www A'],
      [],
    ],
    [
      'a record that would be ignored is an error',
      { wanted: [a], ignore: ['*/TXT'] },
      ['create www A'],
      ['plan-ignored-wanted'],
    ],
    [
      'external-dns’s ignored record is read',
      { wanted: [b], held: [a, external('a-www')], ignore: ['a-www'] },
      [],
      ['plan-unmanaged'],
    ],
  ])('%s', (_title, input, changes, codes) => {
    expect(changesOf(diff(input))).toEqual(changes)
    expect(codesOf(diff(input))).toEqual(codes)
  })

  test('what something else manages stays with its record', () => {
    const [managed, txt] = owned(a)
    expect(
      changesOf(diff({ held: [{ ...managed!, managedBy: 'traffic policy instance 1' }, txt!] })),
    ).toEqual([])
    expect(
      changesOf(diff({ held: [managed!, { ...txt!, managedBy: 'traffic policy instance 1' }] })),
    ).toEqual(['delete www A'])
  })
})

test('a name of the registry that says something else is an error', () => {
  for (const input of [
    { wanted: [a], held: ['_dnsctl-a-www 60 TXT "x"'] },
    { wanted: [a, '_dnsctl-a-www 60 TXT "x"'] },
  ])
    expect(codesOf(diff(input))).toContain('plan-conflict')
})

test('the registry comes last', () => {
  const { changes } = diff({ wanted: ['zzz 60 A 192.0.2.1'], held: owned(a) })
  expect(orderChanges(changes).map(({ action, owner }) => short(`${action} ${owner}`))).toEqual([
    'delete www',
    'create zzz',
    'delete _dnsctl-a-www',
    'create _dnsctl-a-zzz',
  ])
})

test('without `ownership` the registry goes as anything that is not stated', () => {
  const run = startDiff({ wanted: zoneOf([a]), capabilities: capable, ignore: () => undefined })
  for (const one of owned(a)) run.meet(one)
  const result = run.finish()
  expect(changesOf(result)).toEqual(['delete _dnsctl-a-www TXT'])
  expect(result.own).toBe(1)
})

/** Does to a zone what a provider would. */
function applied(zone: Zone, changes: readonly Change[]): Zone {
  const result = new Zone(zone.origin, zone.rrsets())
  for (const change of changes)
    if (change.action === 'delete') expect(result.delete(change.owner, change.type)).toBe(true)
    else if (change.action === 'create') result.add(change.after)
    else result.replace(change.after)
  return result
}

const keyOf = ({ owner, type }: RRset): string => `${nameKey(owner)}/${type}`

const data: fc.Arbitrary<RRset> = fc
  .record({
    owner: fc.constantFrom('@', 'a', 'b', 'c.b', '*.c', 'sub', 'cname-a', 'a-b'),
    value: fc.constantFrom(
      'A 192.0.2.1',
      'A 192.0.2.2',
      'AAAA 2001:db8::1',
      'MX 10 a',
      'CNAME a',
      'TXT "x"',
      'NS ns.example.net.',
    ),
  })
  .map(({ owner, value }) => rrset(`${owner} 60 ${value}`))

const zoneWith = (rrsets: readonly RRset[]): Zone =>
  new Zone(origin, new Map([...rrsets, rrset('@ 60 NS ns1')].map(one => [keyOf(one), one])).values())

/** An RRset with the records of who has it: us, another, external-dns in either form, nobody. */
const held: fc.Arbitrary<RRset[]> = fc
  .record({ one: data, owners: fc.subarray(['web', 'mail', 'new', 'old', 'orphan'] as const) })
  .map(({ one, owners }) => {
    const [first, ...rest] = one.owner === origin ? [''] : one.owner.split('.')
    const name = (label: string): string =>
      [label, ...rest].join('.').replace(/\.example\.com\.$/, '.example.com.')
    const records = owners.flatMap((owner): RRset[] => {
      if (owner === 'web' || owner === 'mail') return [registryRRset(one, origin, owner, 0)]
      if (owner === 'orphan' || first === '') return []
      return [rrset(external(owner === 'new' ? name(`${one.type.toLowerCase()}-${first}`) : one.owner))]
    })
    return owners.includes('orphan') ? records : [...records, one]
  })

const zones = fc.array(held, { maxLength: 10 }).map(all => zoneWith(all.flat()))
const wantedZones = fc.array(data, { maxLength: 10 }).map(zoneWith)

test('no plan touches what another has, and what was applied is planned no more', () => {
  fc.assert(
    fc.property(wantedZones, zones, fc.boolean(), (wanted, there, adopt) => {
      const plan = (zone: Zone): ZoneDiff => {
        const run = startDiff({
          wanted,
          capabilities: capable,
          ignore: () => undefined,
          ownership: { ...web, adopt },
        })
        for (const one of zone.rrsets()) run.meet(one)
        return run.finish()
      }
      const owners = readOwners(there.rrsets(), origin, web)
      const first = plan(there)
      for (const change of first.changes) {
        const { action, owner, type } = change
        if (isOfZone(change, origin)) continue
        const before = action === 'create' ? undefined : change.before
        const isRecord = before && owners.registryStandingOf(before)
        if (isRecord) expect(isRecord.of).toBe('us')
        else if (!nameKey(owner).startsWith('_dnsctl-'))
          expect(owners.standingOf({ owner, type }).of).not.toBe('other')
        if (action === 'delete') expect(isRecord?.of ?? owners.standingOf(before!).of).toBe('us')
      }
      const result = applied(there, first.changes)
      const second = plan(result)
      expect(second.changes).toEqual([])
      const others = (zone: Zone): string[] =>
        [...zone.rrsets()]
          .filter(
            one =>
              !isOfZone(one, origin) &&
              (owners.registryStandingOf(one) ?? owners.standingOf(one)).of === 'other',
          )
          .map(canonicalRRset)
          .sort()
      expect(others(result)).toEqual(others(there))
    }),
    { numRuns: 100 },
  )
})
