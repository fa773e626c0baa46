import fc from 'fast-check'
import { load, YAML11_SCHEMA } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { keyText, scalarText } from '../../../src/zonefile/yaml/scalar.ts'

describe('what needs no quotes has none', () => {
  test.each([
    'www',
    '192.0.2.1',
    '2001:db8::1',
    '10 mail',
    'v=spf1 include:_spf.example.net -all',
    '0 issue "letsencrypt.org"',
    '-all',
    '_dmarc',
    'a#b',
    'ä',
    '1h30m',
    '2027-01-01',
    '\\# 4 0a000001',
  ])('%s', text => expect(scalarText(text, 'block')).toBe(text))
})

describe('what another reader would take for something else is quoted', () => {
  test.each([
    ['@', "'@'"],
    ['*.dev', "'*.dev'"],
    ['', "''"],
    ['12', "'12'"],
    ['1.5', "'1.5'"],
    ['1:30', "'1:30'"],
    ['no', "'no'"],
    ['NULL', "'NULL'"],
    ['2001:db8::', "'2001:db8::'"],
    ['a: b', "'a: b'"],
    ['a # b', "'a # b'"],
    ["'a'", "'''a'''"],
    [' a', "' a'"],
    ['a\tb\n', '"a\\tb\\n"'],
    ['\u2028\x7f\ufeff', '"\\u2028\\u007f\\ufeff"'],
  ])('%j', (text, written) => expect(scalarText(text, 'block')).toBe(written))

  test('commas and brackets only inside of lists', () => {
    expect(scalarText('a, b', 'block')).toBe('a, b')
    expect(scalarText('a, b', 'flow')).toBe("'a, b'")
  })

  test('numbers are plain as keys', () => {
    expect(keyText('10', 'block')).toBe('10')
    expect(keyText('010', 'block')).toBe("'010'")
  })
})

const odd = fc.string({
  unit: fc.constantFrom(...'aA10.-:#@*!&|>%?,[]{}\'"\\ \t\n~=<_$eExo', 'ä', '\u00ad', '\u2028', '😀', '\0'),
  maxLength: 8,
})
const text = fc.oneof(odd, fc.string({ unit: 'binary' }))

test('any text reads back as itself, by three readers, alone and in lists, as value and as key', () => {
  fc.assert(
    fc.property(text, value => {
      const block = `${keyText(value, 'block')}: ${scalarText(value, 'block')}\n`
      const flow = `a: [${scalarText(value, 'flow')}, { ${keyText(value, 'flow')}: ${scalarText(value, 'flow')} }]\n`
      for (const read of [load, (source: string) => load(source, { schema: YAML11_SCHEMA }), parse]) {
        expect(Object.entries(read(block) as object)).toEqual([[value, value]])
        const [first, second] = (read(flow) as { a: [string, object] }).a
        expect([first, ...Object.entries(second)]).toEqual([value, [value, value]])
      }
    }),
    { numRuns: 500 },
  )
})
