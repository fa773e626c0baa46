import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../src/base/canonical-json.ts'

test.each<[unknown, string]>([
  [{ b: 1, a: [true, null, 'x"'] }, '{"a":[true,null,"x\\""],"b":1}'],
  [{ b: undefined, a: {} }, '{"a":{}}'],
  [[undefined], '[null]'],
  [{ 10: 1, 9: 2, é: 3, Z: 4 }, '{"10":1,"9":2,"Z":4,"é":3}'],
  [JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
])('%j', (value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

test('it is the same data, and the same text in whatever order the members were', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(value))).toBe(text)
    }),
  )
})

const reversed = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(reversed)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, member]) => [key, reversed(member)]),
        )
      : value
