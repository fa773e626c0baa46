import { expect, test } from 'vitest'
import { toAsciiLabels } from '../../src/dns/idn.ts'
import { parseName } from '../../src/dns/name.ts'

test.each([
  ['www.example.com.', 'www.example.com.'],
  ['bücher.example.com.', 'xn--bcher-kva.example.com.'],
  ['BÜCHER.example.com.', 'xn--bcher-kva.example.com.'],
  ['_dmarc.bücher.example.com.', '_dmarc.xn--bcher-kva.example.com.'],
  ['*.bücher', '*.xn--bcher-kva'],
  ['faß.example.', 'xn--fa-hia.example.'],
  ['例え.テスト。', 'xn--r8jz45g.xn--zckzah.'],
  ['a\\.b.ü.', 'a\\.b.xn--tda.'],
  ['ＷＷＷ.example.', 'www.example.'],
])('%s becomes %s', (text, ascii) => {
  expect(toAsciiLabels(text)).toBe(ascii)
})

test.each([
  ['an escape beside it', 'a\\.ü.example.'],
  ['an escaped character', '\\ü.example.'],
  ['nothing but a soft hyphen', '\u00ad.example.'],
  ['a hyphen at the end', 'ü-.example.'],
  ['digits of another direction first', '١a.example.'],
  ['an underscore beside it', '_ü.example.'],
  ['over 63 octets', `${'ü'.repeat(70)}.example.`],
])('%s is refused', (_what, text) => {
  expect(() => toAsciiLabels(text)).toThrow(expect.objectContaining({ code: 'name-syntax' }))
})

test('parseName takes ASCII only', () => {
  expect(() => parseName('ü.example.')).toThrow(expect.objectContaining({ code: 'name-syntax' }))
  expect(() => parseName('\\ü.example.')).toThrow(expect.objectContaining({ code: 'name-syntax' }))
})
