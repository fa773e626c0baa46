import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { judgedAgain } from '../../../src/plan/guards/judge-again.ts'
import type { SafetyLimits } from '../../../src/plan/guards/safety.ts'
import { rrsetMatcher } from '../../../src/plan/pattern.ts'
import type { Change, ZonePlan } from '../../../src/plan/plan.ts'
import { origin, rrset } from '../rrsets.ts'

const limits: SafetyLimits = {
  maxDeletePercent: 30,
  maxUpdatePercent: 50,
  minChanges: 3,
  protect: rrsetMatcher(['mail'], origin),
  access: [{ name: parseName('vpn.example.com.'), as: 'vpn' }],
}
const remove = (line: string): Change => {
  const before = rrset(line)
  return { action: 'delete', owner: before.owner, type: before.type, before }
}
const planOf = (changes: readonly Change[], more: Partial<ZonePlan> = {}): ZonePlan => ({
  zone: origin,
  provider: 'local',
  createsZone: false,
  serial: 'increment',
  fingerprint: 'ab',
  existing: 10,
  ignored: 0,
  unmanaged: [],
  changes,
  cachedFor: 0,
  safety: [],
  warnings: [],
  ...more,
})
const guardsOf = ({ safety }: ZonePlan): string[] => safety.map(({ guard }) => guard)

test.each<[string, readonly Change[], Partial<ZonePlan>, string[]]>([
  ['nothing dangerous', [remove('a 60 A 192.0.2.1')], {}, []],
  ['what is protected', [remove('mail 60 A 192.0.2.1')], {}, ['protected']],
  ['the apex', [remove('@ 60 NS ns1')], {}, ['apex']],
  ['access', [remove('vpn 60 A 192.0.2.1')], {}, ['access']],
  [
    'access by a CNAME',
    [remove('vpn 60 CNAME gate'), remove('gate 60 A 192.0.2.1')],
    {},
    ['access', 'access'],
  ],
  ['a wildcard that may make no name', [remove('* 60 A 192.0.2.1')], {}, []],
  ['a zone that goes', [], { deletesZone: true }, ['empty']],
  ['a new zone', [], { createsZone: true }, []],
  ['too many deletes', ['a', 'b', 'c', 'd'].map(name => remove(`${name} 60 A 192.0.2.1`)), {}, ['deletes']],
  ['all of it', [remove('a 60 A 192.0.2.1')], { existing: 1 }, ['empty']],
])('%s is found though the file says nothing of it', (_title, changes, more, guards) => {
  expect(guardsOf(judgedAgain(planOf(changes, more), limits))).toEqual(guards)
})

test('what the file says already is not said again, whoever depends on it', () => {
  const changes = [remove('mail 60 A 192.0.2.1'), remove('vpn 60 A 192.0.2.1'), remove('a 60 A 192.0.2.1')]
  const said = judgedAgain(planOf(changes, { existing: 5 }), limits)
  expect(guardsOf(said)).toEqual(['deletes', 'protected', 'access'])
  const elsewhere = { ...limits, access: [{ ...limits.access[0]!, as: 'this machine' }] }
  expect(judgedAgain({ ...said, existing: 6, safety: said.safety.toReversed() }, elsewhere).safety).toEqual(
    said.safety.toReversed(),
  )
})
