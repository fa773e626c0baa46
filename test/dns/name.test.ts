import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compareNames,
  isAtOrBelow,
  labelsOf,
  nameFromWire,
  nameKey,
  nameToWire,
  parentOf,
  parseName,
  relativeName,
  root,
  sameName,
} from '../../src/dns/name.ts'

const vectors = JSON.parse(readFileSync(new URL('../vectors/names.json', import.meta.url), 'utf8')) as {
  valid: { text: string; normal: string; wire: string }[]
  invalid: string[]
  order: string[]
}
const example = parseName('example.com.')
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
const refusal = expect.objectContaining({ code: 'name-syntax' })

test.each(vectors.valid)('$text reads as $normal', ({ text, normal, wire }) => {
  const name = parseName(text)
  expect(name).toBe(normal)
  expect(parseName(name)).toBe(normal)
  expect(hex(nameToWire(name))).toBe(wire)
  expect(nameFromWire(Buffer.from(wire, 'hex'))).toEqual({ name, next: wire.length / 2 })
})

test.each(vectors.invalid)('%j is refused', text => {
  expect(() => parseName(text)).toThrow(refusal)
})

test.each([
  ['www', 'www.example.com.'],
  ['@', 'example.com.'],
  ['\\@', '\\@.example.com.'],
  ['a.b', 'a.b.example.com.'],
  ['a\\.', 'a\\..example.com.'],
  ['a\\\\.', 'a\\\\.'],
  ['www.example.net.', 'www.example.net.'],
  ['*', '*.example.com.'],
])('%s below example.com. is %s', (text, name) => {
  expect(parseName(text, example)).toBe(name)
})

test.each(['', 'a..b', 'a\\', '.www', `${'a'.repeat(64)}`])('%j below example.com. is refused', text => {
  expect(() => parseName(text, example)).toThrow(refusal)
})

test('names sort as RFC 4034 §6.1 shows', () => {
  const order = vectors.order.map(text => parseName(text))
  for (const [i, a] of order.entries())
    for (const [j, b] of order.entries()) expect(Math.sign(compareNames(a, b))).toBe(Math.sign(i - j))
})

test.each([
  ['www.example.com.', ['www', 'example', 'com'], 'example.com.'],
  ['a\\.b.example.com.', ['a\\.b', 'example', 'com'], 'example.com.'],
  ['a\\\\.b.', ['a\\\\', 'b'], 'b.'],
  ['\\000\\.\\255.com.', ['\\000\\.\\255', 'com'], 'com.'],
  ['com.', ['com'], '.'],
  ['.', [], '.'],
])('%s has the labels %j and the parent %s', (text, labels, parent) => {
  expect(labelsOf(parseName(text))).toEqual(labels)
  expect(parentOf(parseName(text))).toBe(parent)
})

test.each([
  ['www.example.com.', 'example.com.', true],
  ['WWW.Example.COM.', 'exAmple.com.', true],
  ['example.com.', 'example.com.', true],
  ['anexample.com.', 'example.com.', false],
  ['www\\.example.com.', 'example.com.', false],
  ['www\\\\.example.com.', 'example.com.', true],
  ['com.', 'example.com.', false],
  ['com.', '.', true],
])('%s at or below %s: %s', (name, ancestor, is) => {
  expect(isAtOrBelow(parseName(name), parseName(ancestor))).toBe(is)
})

test.each([
  ['www.example.com.', 'www'],
  ['EXAMPLE.com.', '@'],
  ['a.b.Example.com.', 'a.b'],
  ['www.example.net.', 'www.example.net.'],
  ['www\\.example.com.', 'www\\.example.com.'],
])('%s relative to example.com. is %s', (text, relative) => {
  const name = parseName(text)
  expect(relativeName(name, example)).toBe(relative)
  expect(sameName(parseName(relative, example), name)).toBe(true)
})

test('relative to the root only the dot goes', () => {
  expect(relativeName(example, root)).toBe('example.com')
})

const anyName = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 63 }), { maxLength: 5 })
  .map(labels =>
    Buffer.concat([...labels.map(octets => Buffer.from([octets.length, ...octets])), Buffer.of(0)]),
  )
  .filter(wire => wire.length <= 255)

test('any octets come back through text', () => {
  fc.assert(
    fc.property(anyName, wire => {
      const { name } = nameFromWire(wire)
      expect(name).toMatch(/^[!-~]+$/)
      expect(parseName(name)).toBe(name)
      expect(hex(nameToWire(name))).toBe(hex(wire))
    }),
  )
})

test('any text gives a name or name-syntax', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'aZ.\\09"@ \u00fc') }),
    fc.string({ unit: 'binary', maxLength: 300 }),
  )
  fc.assert(
    fc.property(text, fc.boolean(), (text, isRelative) => {
      try {
        const name = parseName(text, isRelative ? example : undefined)
        expect(parseName(name)).toBe(name)
        expect(nameToWire(name).length).toBeLessThanOrEqual(255)
        expect(nameKey(nameFromWire(nameToWire(name)).name)).toBe(nameKey(name))
      } catch (error) {
        expect(error).toEqual(refusal)
      }
    }),
  )
})

test('order is that of the labels from the right', () => {
  const folded = (name: string): Buffer[] =>
    labelsOf(parseName(name))
      .reverse()
      .map(label => Buffer.from(nameToWire(parseName(`${label}.`)).slice(1, -1)))
      .map(octets => Buffer.from(octets.map(octet => (octet >= 65 && octet <= 90 ? octet + 32 : octet))))
  fc.assert(
    fc.property(anyName, anyName, (left, right) => {
      const [a, b] = [nameFromWire(left).name, nameFromWire(right).name]
      const [as, bs] = [folded(a), folded(b)]
      const differs = as.findIndex((label, i) => !bs[i] || !label.equals(bs[i]))
      const expected =
        differs < 0 ? as.length - bs.length : bs[differs] ? Buffer.compare(as[differs]!, bs[differs]) : 1
      expect(Math.sign(compareNames(a, b))).toBe(Math.sign(expected))
    }),
  )
})
