import { describe, expect, it, test } from 'vitest'
import { sameRRset } from '../../../src/dns/canonical.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { stagesOf } from '../../../src/operations/apply/stages.ts'
import type { Change, ZonePlan } from '../../../src/plan/plan.ts'
import { create, origin, remove, rrset, update } from '../../providers/contract/notation.ts'

const plan = (changes: readonly Change[], rest: Partial<ZonePlan> = {}): ZonePlan => ({
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: 'abc',
  existing: 0,
  ignored: 0,
  unmanaged: [],
  changes,
  cachedFor: 0,
  safety: [],
  warnings: [],
  ...rest,
})
const withTtl = (ttl: number, one: RRset): RRset => ({ ...one, ttl })
const old = withTtl(3600, rrset('www', 'A', '192.0.2.1'))
const next = withTtl(7200, rrset('www', 'A', '192.0.2.2'))
const mail = withTtl(86_400, rrset('@', 'MX', '10 mail.example.com.'))

describe('stagesOf', () => {
  it('is the plan itself where TTLs are not lowered', () => {
    const [stage, ...others] = stagesOf(plan([update(old, next)]), undefined)
    expect(others).toEqual([])
    expect(stage).toEqual({
      zone: origin,
      createsZone: false,
      serial: 'increment',
      changes: [update(old, next)],
    })
  })

  it('lowers the TTLs of what changes, waits for the longest, and ends with the stated ones', () => {
    const [first, second] = stagesOf(
      plan([remove(mail), update(old, next), create(rrset('new', 'A', '192.0.2.9'))]),
      60,
    )
    expect(first!.waitFor).toBe(86_400)
    expect(first!.changes).toEqual([update(mail, withTtl(60, mail)), update(old, withTtl(60, old))])
    expect(second!.waitFor).toBeUndefined()
    expect(second!.changes).toEqual([
      remove(withTtl(60, mail)),
      update(withTtl(60, old), next),
      create(rrset('new', 'A', '192.0.2.9')),
    ])
  })

  it('lowers the TTLs of sets, and waits for the longest of them', () => {
    const sets = [
      { id: 'a', rdatas: old.rdatas, weight: 1, ttl: 30 },
      { id: 'b', rdatas: old.rdatas, weight: 1, ttl: 900 },
      { id: 'c', rdatas: old.rdatas, weight: 1 },
    ]
    const routed: RRset = { ...withTtl(300, old), rdatas: [], policy: { kind: 'weighted', sets } }
    const [first] = stagesOf(plan([update(routed, next)]), 60)
    const [change] = first!.changes as [Extract<Change, { action: 'update' }>]
    expect(first!.waitFor).toBe(900)
    expect(change.after.ttl).toBe(60)
    expect(change.after.policy!.sets.map(({ ttl }) => ttl)).toEqual([30, 60, undefined])
    expect(sameRRset(change.before, routed)).toBe(true)
  })

  test.each<[string, ZonePlan]>([
    ['nothing but creates', plan([create(next)])],
    ['TTLs that are low already', plan([update(withTtl(60, old), next), remove(withTtl(5, mail))])],
    [
      'an alias, which has no TTL',
      plan([remove({ ...withTtl(0, old), rdatas: [], alias: { target: origin, evaluateHealth: false } })]),
    ],
    ['a zone that is deleted', plan([remove(old)], { deletesZone: true })],
  ])('needs one stage only for %s', (_what, one) => {
    const stages = stagesOf(one, 60)
    expect(stages).toHaveLength(1)
    expect(stages[0]!.changes).toEqual(one.changes)
    expect(stages[0]!.deletesZone).toEqual(one.deletesZone && { fingerprint: 'abc' })
  })
})
