import { expect, test } from 'vitest'
import type { Event } from '../../../src/base/io.ts'
import { parseName } from '../../../src/dns/name.ts'
import { refuseUnsafe } from '../../../src/operations/apply/refuse-unsafe.ts'
import type { Guard, SafetyFinding, ZonePlan } from '../../../src/plan/plan.ts'

const planOf = (...safety: SafetyFinding[]) => ({
  zones: [{ zone: parseName('example.com.'), provider: 'aws', safety } as unknown as ZonePlan],
})
const deletes: SafetyFinding = { guard: 'deletes', message: 'deletes 4 of 10 RRsets' }
const apex: SafetyFinding = { guard: 'apex', message: 'updates example.com. NS' }

test('each finding that is not lifted is refused, and says how it is lifted', () => {
  expect(() => refuseUnsafe(planOf(deletes, apex), new Set<Guard>(['apex']))).toThrow(
    expect.objectContaining({
      problems: [
        expect.objectContaining({
          code: 'plan-refused',
          message: 'example.com. at aws: deletes 4 of 10 RRsets; --force=deletes applies it',
        }),
      ],
    }),
  )
  expect(() => refuseUnsafe(planOf(deletes, apex), new Set())).toThrow(/--force=deletes[^]*--force=apex/)
})

test('what is lifted is applied, and what need not be lifted is told', () => {
  const events: Event[] = []
  refuseUnsafe(planOf(deletes), new Set<Guard>(['deletes', 'access']), event => events.push(event))
  expect(events).toEqual([
    { kind: 'note', text: '--force=access was not needed: nothing in the plan asks for it' },
  ])
})
