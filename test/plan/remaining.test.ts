import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { RRset } from '../../src/dns/rrset.ts'
import type { Change } from '../../src/plan/plan.ts'
import { remainingOf } from '../../src/plan/remaining.ts'
import { change, create, creation, ns, remove, rrset, soa, update } from '../providers/contract/notation.ts'

const one = rrset('a', 'A', '192.0.2.1')
const two = rrset('a', 'A', '192.0.2.2')
const other = rrset('a', 'A', '192.0.2.3')

describe('remainingOf', () => {
  test.each<[string, Change, RRset | undefined, 'done' | 'left' | 'moved']>([
    ['a create that is in place', create(two), two, 'done'],
    ['a create that is not', create(two), undefined, 'left'],
    ['a create where something else is', create(two), other, 'moved'],
    ['an update that is in place', update(one, two), two, 'done'],
    ['an update that is not', update(one, two), one, 'left'],
    ['an update of something else', update(one, two), other, 'moved'],
    ['an update of what has gone', update(one, two), undefined, 'moved'],
    ['a delete that is done', remove(one), undefined, 'done'],
    ['a delete that is not', remove(one), one, 'left'],
    ['a delete of something else', remove(one), other, 'moved'],
  ])('sorts %s', (_what, single, held, expected) => {
    const { rest, moved } = remainingOf(change(single), true, () => held)
    expect(rest?.changes ?? []).toEqual(expected === 'left' ? [single] : [])
    expect(moved.map(({ code }) => code)).toEqual(expected === 'moved' ? ['resume-moved'] : [])
  })

  it('replaces what a new zone came with, and goes on in it', () => {
    const brought = rrset('@', 'NS', 'ns-1.example.net.')
    const held = new Map([
      ['NS', brought],
      ['SOA', soa(1)],
    ])
    const { rest, moved } = remainingOf(creation([ns, one]), true, ({ type }) => held.get(type))
    expect(moved).toEqual([])
    expect(rest).toMatchObject({ createsZone: false, changes: [update(brought, ns), create(one)] })
  })

  it('creates a zone that is not there, and does not miss one that has gone', () => {
    const all = creation([ns, one])
    expect(remainingOf(all, false, () => undefined)).toEqual({ rest: all, moved: [] })
    expect(remainingOf(change(create(one)), false, () => undefined).moved).toMatchObject([
      { code: 'resume-moved' },
    ])
  })

  it('has nothing left of any change set of which any part is in place, once the rest is made', () => {
    const owners = ['a', 'b', 'c', 'd', 'e', 'f']
    const step = fc.record({ action: fc.constantFrom('create', 'update', 'delete'), isDone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { minLength: owners.length, maxLength: owners.length }), steps => {
        const held = new Map<string, RRset>()
        const changes = owners.map((owner, i): Change => {
          const [before, after] = [rrset(owner, 'A', '192.0.2.1'), rrset(owner, 'A', '192.0.2.2')]
          const { action, isDone } = steps[i]!
          const now =
            action === 'delete'
              ? isDone
                ? undefined
                : before
              : isDone
                ? after
                : action === 'create'
                  ? undefined
                  : before
          if (now) held.set(now.owner, now)
          return action === 'create'
            ? create(after)
            : action === 'update'
              ? update(before, after)
              : remove(before)
        })
        const left = remainingOf(change(...changes), true, ({ owner }) => held.get(owner))
        expect(left.moved).toEqual([])
        expect(left.rest?.changes ?? []).toEqual(changes.filter((_, i) => !steps[i]!.isDone))
      }),
    )
  })
})
