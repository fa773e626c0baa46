import { expect, test } from 'vitest'
import { planOrZones } from '../../src/cli/plan-argument.ts'

const none = {
  zone: undefined,
  provider: undefined,
  'only-changed-since': undefined,
  'verify-key': undefined,
  'max-age': undefined,
}

test.each<[string[], object, object]>([
  [[], {}, { select: [] }],
  [['example.com'], { zone: ['example.org'] }, { select: ['example.com'] }],
  [['plan.json'], {}, { planFile: 'plan.json' }],
  [['plan.json'], { 'verify-key': 'k', 'max-age': 0 }, { planFile: 'plan.json' }],
])('%j with %j', (args, flags, expected) => {
  expect(planOrZones(args, { ...none, ...flags })).toEqual(expected)
})

test.each<[string[], object, string]>([
  [['plan.json', 'example.com'], {}, 'the plan file plan.json is applied as a whole'],
  [['plan.json'], { zone: ['example.com'] }, 'the plan file plan.json is applied as a whole'],
  [['plan.json'], { provider: ['aws'] }, 'the plan file plan.json is applied as a whole'],
  [['plan.json'], { 'only-changed-since': 'main' }, 'the plan file plan.json is applied as a whole'],
  [[], { 'verify-key': 'plan.pub' }, '--verify-key is of a plan file, and none is given'],
  [['example.com'], { 'max-age': 1000 }, '--max-age is of a plan file, and none is given'],
])('%j with %j is refused', (args, flags, message) => {
  expect(() => planOrZones(args, { ...none, ...flags })).toThrow(`usage-invalid: ${message}`)
})
