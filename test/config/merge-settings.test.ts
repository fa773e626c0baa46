import { describe, expect, test } from 'vitest'
import { problemText } from '../../src/base/errors.ts'
import type { Path } from '../../src/base/json-schema.ts'
import { readSettings } from '../../src/config/document.ts'
import { mergeSettings, type SettingsPart } from '../../src/config/merge-settings.ts'

const part = (text: string, file: string): SettingsPart => readSettings(text, file, {})

const merge = (first: string, ...others: string[]) =>
  mergeSettings([part(first, 'a.yaml'), ...others.map((text, i) => part(text, `${'bcd'[i]}.yaml`))])

const wrong = (...texts: [string, ...string[]]) => merge(...texts).problems.map(problemText)

test.each<[[string, ...string[]], unknown]>([
  [[''], {}],
  [['', '# nothing'], {}],
  [['a: 1'], { a: 1 }],
  [['', 'a: 1'], { a: 1 }],
  [['a: 1', 'b: 2'], { a: 1, b: 2 }],
  [['a: [1, 2]', 'a: [3]', 'a: []'], { a: [1, 2, 3] }],
  [
    ['a: { b: { c: 1 } }', 'a: { b: { d: [1] }, e: 2 }', 'a: { b: { d: [2] } }'],
    { a: { b: { c: 1, d: [1, 2] }, e: 2 } },
  ],
])('%j become one', (texts, value) => {
  expect(merge(...texts)).toMatchObject({ value, problems: [] })
})

test('the parts stay as they are', () => {
  const parts = [part('a: [1]', 'a.yaml'), part('a: [2]', 'b.yaml')] as const
  mergeSettings([...parts])
  expect(parts.map(({ value }) => value)).toEqual([{ a: [1] }, { a: [2] }])
})

test.each<[[string, ...string[]], string[]]>([
  [
    ['a: 1', 'x: 0\na: 1'],
    ['b.yaml:2:1: config-setting-invalid: "a" is stated a second time; the first is at a.yaml:1'],
  ],
  [
    ['a: { b: 1 }', 'a: { b: 2 }', 'a: { b: 3 }'],
    [
      'b.yaml:1:6: config-setting-invalid: "a.b" is stated a second time; the first is at a.yaml:1',
      'c.yaml:1:6: config-setting-invalid: "a.b" is stated a second time; the first is at a.yaml:1',
    ],
  ],
  [
    ['a: [1]', 'a: 2'],
    ['b.yaml:1:1: config-setting-invalid: "a" is stated a second time; the first is at a.yaml:1'],
  ],
  [['a: 1', '[1]'], ['b.yaml:1:1: config-setting-invalid: the file is [1], not a mapping']],
  [['text', 'a: 1'], ['a.yaml:1:1: config-setting-invalid: the file is text, not a mapping']],
])('of %j is told', (texts, problems) => {
  expect(wrong(...texts)).toEqual(problems)
})

describe('a path leads to the file that states it', () => {
  const merged = merge('a: [{ x: 1 }]\nm: { p: 1 }', 'a: [{ x: 2 }, { x: 3 }]\nm: { q: { r: 1 } }')

  test.each<[Path, string, Path]>([
    [['a', 0, 'x'], 'a.yaml:1:7', ['a', 0, 'x']],
    [['a', 1, 'x'], 'b.yaml:1:7', ['a', 0, 'x']],
    [['a', 2, 'x'], 'b.yaml:1:17', ['a', 1, 'x']],
    [['a', 2, 'y'], 'b.yaml:1:15', ['a', 1, 'y']],
    [['m', 'p'], 'a.yaml:2:6', ['m', 'p']],
    [['m', 'q', 'r'], 'b.yaml:2:11', ['m', 'q', 'r']],
    [['m', 's'], 'a.yaml:2:1', ['m', 's']],
    [[], 'a.yaml:1:1', []],
    [['z'], 'a.yaml:1:1', ['z']],
  ])('%j', (path, place, own) => {
    const { part: at, path: found } = merged.originOf(path)
    const { file, line, column } = at.placeOf(found)!
    expect([`${file}:${line}:${column}`, found]).toEqual([place, own])
  })
})
