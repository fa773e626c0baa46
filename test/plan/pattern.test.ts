import { expect, test } from 'vitest'
import { parseName } from '../../src/dns/name.ts'
import { rrsetMatcher, zoneNameMatcher } from '../../src/plan/pattern.ts'
import { origin } from './rrsets.ts'

test.each<[string, string, string, boolean]>([
  ['@/NS', '@', 'NS', true],
  ['@/NS', '@', 'A', false],
  ['@/NS', 'www', 'NS', false],
  ['www', 'www', 'TXT', true],
  ['WWW/a', 'www', 'A', true],
  ['www', 'WWW', 'A', true],
  ['mail/**', 'mail', 'MX', true],
  ['mail/*', 'mail', 'MX', true],
  ['mail/*', 'a.mail', 'MX', false],
  ['*.dev/A', 'x.dev', 'A', true],
  ['*.dev/A', '*.dev', 'A', true],
  ['*.dev/A', 'dev', 'A', false],
  ['*.dev/A', 'y.x.dev', 'A', false],
  ['*', '@', 'A', false],
  ['*', 'www', 'A', true],
  ['_acme-challenge.**/TXT', '_acme-challenge', 'TXT', true],
  ['_acme-challenge.**/TXT', '_acme-challenge.a.b', 'TXT', true],
  ['_acme-challenge.**/TXT', 'x_acme-challenge', 'TXT', false],
  ['**', '@', 'SOA', true],
  ['**', 'a.b.c', 'A', true],
  ['**.**.c', 'a.b.c', 'A', true],
  ['**/TXT', 'a.b', 'A', false],
  ['www.example.com.', 'www', 'A', true],
  ['www.example.org.', 'www', 'A', false],
  ['0/25', '0/25', 'NS', true],
  ['0/25/NS', '0/25', 'A', false],
  [String.raw`a\.b.*`, String.raw`a\.b.c`, 'A', true],
  [String.raw`a\.b`, 'a.b', 'A', false],
  ['*', String.raw`a\.b`, 'A', true],
  ['www/TYPE65280', 'www', 'TYPE65280', true],
])('%s on %s %s: %s', (pattern, owner, type, expected) => {
  const found = rrsetMatcher([pattern], origin)(parseName(owner, origin), type)
  expect(found).toBe(expected ? pattern : undefined)
})

test('no pattern matches nothing, and the first that matches is named', () => {
  expect(rrsetMatcher([], origin)(origin, 'A')).toBeUndefined()
  expect(rrsetMatcher(['x', '@', '**'], origin)(origin, 'A')).toBe('@')
})

test.each([
  ['www/AX', 'names the unknown record type "AX"'],
  ['web-*/A', '"*" beside other letters'],
  ['a..b', 'empty label'],
  ['/A', 'empty label'],
])('%s is refused', (pattern, message) => {
  expect(() => rrsetMatcher([pattern], origin)).toThrow(message)
  expect(() => rrsetMatcher([pattern], origin)).toThrow('pattern-syntax')
})

test.each([
  ['example.com', true],
  ['example.com.', true],
  ['*.com', true],
  ['**', true],
  ['EXAMPLE.*', true],
  ['example.org', false],
  ['*', false],
])('zone %s: %s', (pattern, expected) => {
  expect(zoneNameMatcher(pattern)(origin)).toBe(expected)
})
