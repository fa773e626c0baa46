import { expect, test } from 'vitest'
import { tokenize } from '../../../src/dns/rr/text.ts'

test.each<[text: string, words: string[]]>([
  ['', []],
  [' \t', []],
  ['10 mail.example.com.', ['10', 'mail.example.com.']],
  [' 10\t mail \r\n', ['10', 'mail']],
  ['"a b" c', ['"a b"', 'c']],
  ['"" ""', ['""', '""']],
  ['"a\\"b" c\\ d', ['"a\\"b"', 'c\\ d']],
  ['alpn="h2,h3" port=1', ['alpn=', '"h2,h3"', 'port=1']],
  ['"a""b"', ['"a"', '"b"']],
  ['\\# 1 00', ['\\#', '1', '00']],
])('%j', (text, words) => {
  expect(tokenize(text).map(token => (token.quoted ? `"${token.text}"` : token.text))).toEqual(words)
})

test.each(['"a', 'a "', 'a\\', '"a\\"'])('%j is refused', text => {
  expect(() => tokenize(text)).toThrow(expect.objectContaining({ code: 'rdata-syntax' }))
})
