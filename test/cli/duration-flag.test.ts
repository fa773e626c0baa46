import { expect, test } from 'vitest'
import { durationFlag } from '../../src/cli/duration-flag.ts'

test.each([
  [5000, '5s'],
  [300_000, '5m'],
  [604_800_000, '1w'],
])('--help writes %i ms as %s, which may be typed', async (milliseconds, text) => {
  const flag = durationFlag({ default: milliseconds })
  const { defaultHelp: shown } = flag
  expect(typeof shown === 'function' ? await shown({ options: flag, flags: {} }) : shown).toBe(text)
})
