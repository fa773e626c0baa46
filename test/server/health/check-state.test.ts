import { expect, test } from 'vitest'
import { afterResult, unchecked } from '../../../src/server/health/check-state.ts'

const check = { failures: 3, successes: 2 }

/** The states after each result, `+` good and `-` bad: `w` well, `i` ill. */
const course = (results: string, of: typeof check & { inverted?: true } = check): string => {
  let state = unchecked
  let course = ''
  for (const result of results) {
    state = afterResult(state, { isGood: result === '+', detail: '' }, of)
    course += state.isWell ? 'w' : 'i'
  }
  return course
}

test.each<[string, string]>([
  ['+++', 'www'],
  ['--', 'ww'],
  ['---', 'wwi'],
  ['--+--+', 'wwwwww'],
  ['---++', 'wwiiw'],
  ['---+-+', 'wwiiii'],
  ['---+-++', 'wwiiiiw'],
  ['---++---', 'wwiiwwwi'],
])('results %s make %s', (results, states) => {
  expect(course(results)).toBe(states)
})

test('inverted, a server that answers makes the set ill', () => {
  expect(course('++---', { ...check, inverted: true })).toBe('wiiiw')
})
