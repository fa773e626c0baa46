import { describe, expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { type SafetyLimits, safetyFindings } from '../../../src/plan/guards/safety.ts'
import { rrsetMatcher } from '../../../src/plan/pattern.ts'
import type { Change, SafetyFinding } from '../../../src/plan/plan.ts'
import { origin, rrset, zoneOf } from '../rrsets.ts'

const limits: SafetyLimits = {
  maxDeletePercent: 30,
  maxUpdatePercent: 50,
  minChanges: 3,
  protect: rrsetMatcher(['mail/**', 'old/A'], origin),
  access: [],
}
const set = (name: string) => rrset(`${name} 60 A 192.0.2.1`)
const change = (action: Change['action'], name: string): Change =>
  ({ action, owner: set(name).owner, type: 'A', before: set(name), after: set(name) }) as Change
const many = (action: Change['action'], count: number): Change[] =>
  Array.from({ length: count }, (_, i) => change(action, `n${i}`))
const swap = (count: number): Change[] => [...many('delete', count), ...many('create', count)]

const find = (
  changes: readonly Change[],
  own: number,
  more: Partial<SafetyLimits> = {},
  zone: { createsZone?: boolean; deletesZone?: boolean } = {},
): SafetyFinding[] =>
  safetyFindings({ changes, own, after: zoneOf([]), createsZone: false, ...zone }, { ...limits, ...more })

const guardsOf = (findings: readonly SafetyFinding[]): string[] => findings.map(({ guard }) => guard)

test.each<[string, Change[], number, string[]]>([
  ['nothing', [], 0, []],
  ['creates', many('create', 100), 0, []],
  ['deletes at the share', many('delete', 3), 10, []],
  ['deletes above the share', many('delete', 4), 10, ['deletes']],
  ['one of two', many('delete', 1), 2, ['deletes']],
  ['two of four', many('delete', 2), 4, ['deletes']],
  ['one of three', many('delete', 1), 3, []],
  ['two of five', many('delete', 2), 5, []],
  ['the only one', many('delete', 1), 1, ['empty']],
  ['two of two', many('delete', 2), 2, ['empty']],
  ['all of a hundred', many('delete', 100), 100, ['empty']],
  ['all, others instead', [...many('delete', 2), change('create', 'new')], 2, ['empty']],
  ['the only name changes its type', swap(1), 1, []],
  ['updates at the share', many('update', 5), 10, []],
  ['updates above the share', many('update', 6), 10, ['updates']],
  ['replacements count as updates', swap(6), 10, ['updates']],
  ['the only one is updated', many('update', 1), 1, []],
  ['both of two are updated', many('update', 2), 2, ['updates']],
  ['one of two is updated', many('update', 1), 2, []],
  ['two of three are updated', many('update', 2), 3, []],
  ['protected, updated', [change('update', 'mail')], 10, ['protected']],
  ['protected, deleted', [change('delete', 'mail')], 10, ['protected']],
  ['protected, created', [change('create', 'mail')], 10, []],
])('%s', (_title, changes, own, guards) => {
  expect(guardsOf(find(changes, own))).toEqual(guards)
})

describe('limits', () => {
  test.each<[string, Change[], number, Partial<SafetyLimits>, string[]]>([
    ['percentages bind from the first', many('delete', 1), 3, { minChanges: 0 }, ['deletes']],
    ['half is no more than allowed', many('delete', 1), 2, { maxDeletePercent: 50 }, []],
    ['all updates are allowed', many('update', 2), 2, { maxUpdatePercent: 100 }, []],
    ['all deletes never are', many('delete', 2), 2, { maxDeletePercent: 100 }, ['empty']],
    ['none', many('delete', 3), 1000, { maxDeletePercent: 0 }, ['deletes']],
  ])('%s', (_title, changes, own, more, guards) => {
    expect(guardsOf(find(changes, own, more))).toEqual(guards)
  })
})

test('messages say how many, of how many, and the limit', () => {
  const message = (changes: Change[], own: number) => find(changes, own)[0]!.message
  expect(message(many('delete', 4), 10)).toBe('deletes 4 of 10 RRsets (40 %); the most is 30 %')
  expect(message(many('delete', 1), 2)).toBe('deletes 1 of 2 RRsets (50 %); the most is less than half')
  expect(message(many('update', 2), 2)).toBe('updates 2 of 2 RRsets (100 %); the most is all but one')
  expect(message([change('delete', 'mail')], 9)).toBe('deletes mail.example.com. A, which "mail/**" protects')
})

describe('the apex', () => {
  const soa = (serial: number) => rrset(`@ 3600 SOA ns1 hostmaster ${serial} 7200 3600 86400 300`)
  const update = (before: string, after: string): Change => {
    const { owner, type } = rrset(before)
    return { action: 'update', owner, type, before: rrset(before), after: rrset(after) }
  }
  test.each<[string, Change, string[]]>([
    ['NS updated', update('@ 60 NS a', '@ 60 NS b'), ['apex']],
    ['NS of a delegation updated', update('sub 60 NS a', 'sub 60 NS b'), []],
    [
      'SOA updated',
      { action: 'update', owner: origin, type: 'SOA', before: soa(1), after: soa(2) },
      ['apex'],
    ],
    [
      'NS deleted',
      { action: 'delete', owner: parseName('EXAMPLE.com.'), type: 'NS', before: rrset('@ 60 NS a') },
      ['apex'],
    ],
    ['NS created', { action: 'create', owner: origin, type: 'NS', after: rrset('@ 60 NS a') }, []],
    ['other data', update('@ 60 TXT "a"', '@ 60 TXT "b"'), []],
  ])('%s', (_title, one, guards) => {
    expect(guardsOf(find([one], 10))).toEqual(guards)
  })
})

test('a zone that is created has nothing to guard, and one that is deleted has everything', () => {
  expect(find(many('delete', 2), 2, {}, { createsZone: true })).toEqual([])
  expect(find(many('delete', 2), 2, {}, { deletesZone: true })).toEqual([
    { guard: 'empty', message: 'deletes the zone with its 2 RRsets' },
  ])
})

describe('registries that the zone file does not know of', () => {
  const deletion = (line: string): Change => {
    const before = rrset(line)
    return { action: 'delete', owner: before.owner, type: before.type, before }
  }
  const external = '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/web/app"'
  const own = '"heritage=dnsctl,dnsctl/owner=team-web,dnsctl/rrset=app/A"'

  test('what external-dns has', () => {
    expect(find([deletion('app 60 A 192.0.2.1'), deletion(`a-app 60 TXT ${external}`)], 50)).toEqual([
      {
        guard: 'deletes',
        message:
          'deletes or changes app.example.com. A, a-app.example.com. TXT, which belong to external-dns, owner prod; `ownership: txt` in the zone file leaves them alone',
      },
    ])
  })
  test('what another zone file has', () => {
    const found = find([deletion('app 60 A 192.0.2.1'), deletion(`_dnsctl-a-app 60 TXT ${own}`)], 50)
    expect(found).toMatchObject([
      { guard: 'deletes', message: expect.stringMatching(/^deletes or changes app/) },
    ])
  })
  test('our own records alone are no loss, and count on neither side', () => {
    expect(find([deletion(`_dnsctl-a-app 60 TXT ${own}`)], 1)).toEqual([])
  })
})
