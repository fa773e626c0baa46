import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quotedWord, splitLine, splitTyped } from '../../../src/cli/console/split-line.ts'

test.each<[string, readonly string[]]>([
  ['', []],
  ['  \t ', []],
  ['show servers', ['show', 'servers']],
  ['  show   servers ', ['show', 'servers']],
  [`flush pool ''`, ['flush', 'pool', '']],
  [`flush pool '' type A`, ['flush', 'pool', '', 'type', 'A']],
  [`rules add x '{ a: "b c" }' 0`, ['rules', 'add', 'x', '{ a: "b c" }', '0']],
  [`a"b c"d`, ['ab cd']],
  [`"a \\" b" 'c \\ d' e\\ f`, ['a " b', 'c \\ d', 'e f']],
  ['a\\', ['a\\']],
])('%j is split', (line, words) => {
  expect(splitLine(line)).toEqual(words)
})

test.each([`'a b`, `show "`, `a 'b' 'c`])('%j has a quote that is not closed', line => {
  expect(() => splitLine(line)).toThrow(/^usage-invalid: the quote . is not closed$/)
})

test('words that are quoted are read as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), words => {
      expect(splitLine(words.map(quotedWord).join(' '))).toEqual(words)
    }),
  )
})

test('what is typed so far has a last word that may go on', () => {
  expect(splitTyped('set server se')).toEqual({ words: ['set', 'server'], last: 'se', quote: '' })
  expect(splitTyped('set server ')).toEqual({ words: ['set', 'server'], last: '', quote: '' })
  expect(splitTyped(`block 'a b`)).toEqual({ words: ['block'], last: 'a b', quote: "'" })
})
