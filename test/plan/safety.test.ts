import { expect, test } from 'vitest'
import { rrsetMatcher } from '../../src/plan/pattern.ts'
import type { Change } from '../../src/plan/plan.ts'
import { type SafetyLimits, safetyFindings } from '../../src/plan/safety.ts'
import { origin, rrset } from './rrsets.ts'

const limits: SafetyLimits = {
  maxDeletePercent: 30,
  maxUpdatePercent: 50,
  minChanges: 3,
  protect: rrsetMatcher(['mail/**', '@/NS'], origin),
}
const set = (name: string) => rrset(`${name} 60 A 192.0.2.1`)
const change = (action: Change['action'], name: string): Change =>
  ({ action, owner: set(name).owner, type: 'A', before: set(name), after: set(name) }) as Change
const many = (action: Change['action'], count: number): Change[] =>
  Array.from({ length: count }, (_, i) => change(action, `n${i}`))
const swap = (count: number): Change[] => [...many('delete', count), ...many('create', count)]

test.each<[string, Change[], number, string[]]>([
  ['nothing', [], 0, []],
  ['creates', many('create', 100), 0, []],
  ['deletes below the share', many('delete', 3), 10, []],
  ['deletes above the share', many('delete', 4), 10, ['max-delete-percent']],
  ['too few deletes to count in percent', many('delete', 2), 4, []],
  ['one of two', many('delete', 1), 2, []],
  ['the only one', many('delete', 1), 1, ['empties-zone']],
  ['two of two', many('delete', 2), 2, ['empties-zone']],
  ['all of a hundred', many('delete', 100), 100, ['empties-zone']],
  ['all, others instead', [...many('delete', 2), change('create', 'new')], 2, ['empties-zone']],
  ['the only name changes its type', swap(1), 1, []],
  ['updates below the share', many('update', 5), 10, []],
  ['updates above the share', many('update', 6), 10, ['max-update-percent']],
  ['replacements count as updates', swap(6), 10, ['max-update-percent']],
  ['too few updates to count in percent', many('update', 2), 2, []],
  ['protected, updated', [change('update', 'mail')], 10, ['protected']],
  ['protected, deleted', [change('delete', 'mail')], 10, ['protected']],
  ['protected, created', [change('create', 'mail')], 10, []],
])('%s', (_title, changes, own, rules) => {
  expect(safetyFindings(changes, own, limits).map(({ rule }) => rule)).toEqual(rules)
})

test('messages say how many, of how many, and the limit', () => {
  expect(safetyFindings(many('delete', 4), 10, limits)[0]!.message).toBe(
    'deletes 4 of 10 RRsets (40 %); the most is 30 %',
  )
  expect(safetyFindings([change('delete', 'mail')], 9, limits)[0]!.message).toBe(
    'deletes mail.example.com. A, which "mail/**" protects',
  )
})
