import { expect, test } from 'vitest'
import { takesColors } from '../../src/cli/colors.ts'

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, { CI: 'true', FORCE_COLOR: '1' }, false],
])('%j %j: %s', (stream, env, expected) => {
  expect(takesColors(stream, env)).toBe(expected)
})
