// Route 53's order of listing, which differs from that of DNSSEC where labels have characters before the dot.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareRecordSets, orderKey } from '../../src/route53/order.ts'

test.each([
  ['www.example.com.', 'com.example.www.'],
  ['www.example.com', 'com.example.www.'],
  ['ex\\344mple.com.', 'com.ex\\344mple.'],
  ['.', '.'],
])('%s is ordered as %s', (name, key) => {
  expect(orderKey(name)).toBe(key)
})

const listed = [
  ['a-b.example.com.', 'A'],
  ['example.com.', 'MX'],
  ['example.com.', 'NS'],
  ['example.com.', 'SOA'],
  ['example.com.', 'TXT'],
  ['\\052.example.com.', 'A'],
  ['a-b.a.example.com.', 'A'],
  ['a.example.com.', 'A', 'blue'],
  ['a.example.com.', 'A', 'green'],
  ['a.example.com.', 'AAAA'],
  ['z.a.example.com.', 'A'],
  ['www.example.com.', 'CNAME'],
] as const

test('record sets come by reversed name, type and set', () => {
  // a-b.example.com is com.example.a-b. and comes behind \052 and before a, where - comes before the dot.
  const sorted = [
    ['example.com.', 'MX'],
    ['example.com.', 'NS'],
    ['example.com.', 'SOA'],
    ['example.com.', 'TXT'],
    ['\\052.example.com.', 'A'],
    ['a-b.example.com.', 'A'],
    ['a.example.com.', 'A', 'blue'],
    ['a.example.com.', 'A', 'green'],
    ['a.example.com.', 'AAAA'],
    ['a-b.a.example.com.', 'A'],
    ['z.a.example.com.', 'A'],
    ['www.example.com.', 'CNAME'],
  ]
  const sets = listed.map(([Name, Type, SetIdentifier]) => ({
    Name,
    Type,
    ...(SetIdentifier && { SetIdentifier }),
  }))
  const keys = sets
    .reverse()
    .sort(compareRecordSets)
    .map(set => Object.values(set))
  expect(keys).toEqual(sorted)
})

test('the order is total', () => {
  const set = fc.record({
    Name: fc.constantFrom(...listed.map(([name]) => name)),
    Type: fc.constantFrom('A', 'AAAA', 'TXT'),
    SetIdentifier: fc.constantFrom('', 'a', 'b'),
  })
  fc.assert(
    fc.property(set, set, set, (a, b, c) => {
      expect(compareRecordSets(a, b) + compareRecordSets(b, a)).toBe(0)
      if (compareRecordSets(a, b) < 0 && compareRecordSets(b, c) < 0) expect(compareRecordSets(a, c)).toBe(-1)
    }),
  )
})
