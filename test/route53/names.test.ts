// Names of the API: the Developer Guide's own examples, and any octets there and back.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameFromWire, nameKey, parseName } from '../../src/dns/name.ts'
import { nameFromApi, nameToApi } from '../../src/route53/names.ts'

const same: readonly (readonly [api: string, name: string])[] = [
  ['www.example.com.', 'www.example.com.'],
  ['_sip._tcp.example.com.', '_sip._tcp.example.com.'],
  ['\\052.example.com.', '*.example.com.'],
  ['ex\\344mple.com.', 'ex\\228mple.com.'],
  ['a\\056b.example.com.', 'a\\.b.example.com.'],
  ['0\\05725.2.0.192.in-addr.arpa.', '0/25.2.0.192.in-addr.arpa.'],
  ['a\\134b\\040c.example.com.', 'a\\\\b\\032c.example.com.'],
  ['\\100\\042.example.com.', '\\@\\".example.com.'],
  ['.', '.'],
]
test.each(same)('%s is %s', (api, name) => {
  expect(nameToApi(parseName(name))).toBe(api)
  expect(nameFromApi(api)).toBe(parseName(name))
})

const spellings: readonly (readonly [api: string, name: string])[] = [
  ['WWW.Example.COM', 'www.example.com.'],
  ['*.example.com', '*.example.com.'],
  ['\\127\\127\\127.example.com', 'www.example.com.'],
  ['a/b!.example.com.', 'a/b!.example.com.'],
  ['a"b;c@d$e(f).example.com', 'a\\"b\\;c\\@d\\$e\\(f\\).example.com.'],
]
test.each(spellings)('%s is read as %s', (api, name) => {
  expect(nameFromApi(api)).toBe(parseName(name))
})

test.each([
  'a..b',
  '',
  'a\\.b.example.com',
  'a\\400.example.com',
  'a\\09.example.com',
  'ex\u00e4mple.com',
  'x'.repeat(64),
])('%s is no name', api => {
  expect(() => nameFromApi(api)).toThrow(expect.objectContaining({ code: 'name-syntax' }))
})

test('any octets come back, in lower case', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(fc.array(label, { maxLength: 8 }), labels => {
      const octets = Uint8Array.from([...labels.flatMap(octets => [octets.length, ...octets]), 0])
      const { name } = nameFromWire(octets)
      const api = nameToApi(name)
      expect(api).toMatch(/^(?:[a-z0-9_.-]|\\[0-3][0-7]{2})+$/)
      // Name keys lower-case plain letters; escapes of Name are never of letters.
      expect(nameFromApi(api)).toBe(nameKey(name))
    }),
  )
})
