import { expect, test } from 'vitest'
import { printable } from '../../src/cli/printable.ts'

test.each([
  ['plain, ünïcode → too', 'plain, ünïcode → too'],
  ['\u001b[2J', '\\u{1b}[2J'],
  ['a\nb\tc', 'a\\u{a}b\\u{9}c'],
  ['\u009b1m', '\\u{9b}1m'],
  ['\u202etxt', '\\u{202e}txt'],
  ['a\u2028b\u061c', 'a\\u{2028}b\\u{61c}'],
])('%j', (text, expected) => {
  expect(printable(text)).toBe(expected)
})
