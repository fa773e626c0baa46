// Sets of names find what names as text find, however they are written.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { isAtOrBelow, type Name, nameFromWire, sameName } from '../../../src/dns/name.ts'
import { createAskedName, forgetName, nameText, readName } from '../../../src/proxy/rules/asked-name.ts'
import { createNameSet, hasName, hasNameOrAbove } from '../../../src/proxy/rules/name-set.ts'
import { createTransaction } from '../../../src/proxy/transaction.ts'
import { noPool } from '../transaction-of.ts'

const asked = createAskedName(createRandom(5))
const t = createTransaction(noPool)
t.message = new Uint8Array(512)

function ask(wire: Uint8Array): void {
  t.message.set(wire, 12)
  t.nameEnd = 12 + wire.length
  forgetName(asked)
  readName(asked, t)
}

/** Names in wire form that share labels, with letters of both cases and octets that are none. */
const label = fc.oneof(
  fc.constantFrom('a', 'A', 'b', 'example', 'EXAMPLE', 'com', 'x'.repeat(63)).map(text => Buffer.from(text)),
  fc.uint8Array({ minLength: 1, maxLength: 3 }),
)
const wireName = fc
  .array(label, { maxLength: 5 })
  .map(labels => Uint8Array.from([...labels.flatMap(each => [each.length, ...each]), 0]))
  .filter(({ length }) => length <= 255)

const textOf = (wire: Uint8Array): Name => nameFromWire(wire).name

test('a set has the names that are in it, and those below', () => {
  fc.assert(
    fc.property(
      fc.array(wireName, { maxLength: 6 }),
      fc.array(wireName, { minLength: 1 }),
      (names, questions) => {
        const texts = names.map(textOf)
        const set = createNameSet(texts, asked.seed)
        for (const wire of [...questions, ...names]) {
          ask(wire)
          const name = textOf(wire)
          expect(hasName(set, asked)).toBe(texts.some(each => sameName(each, name)))
          expect(hasNameOrAbove(set, asked)).toBe(texts.some(each => isAtOrBelow(name, each)))
          expect(nameText(asked, t)).toBe(name.toLowerCase().slice(0, -1))
        }
      },
    ),
  )
})

test('a name of the most labels and octets is read as a whole', () => {
  const longest = Uint8Array.from([...Array(127).fill([1, 0x61]).flat(), 0])
  ask(longest)
  expect(asked.labels).toBe(127)
  const set = createNameSet([textOf(longest), 'a.', '.'], asked.seed)
  expect([hasName(set, asked), hasNameOrAbove(set, asked)]).toEqual([true, true])
})

test('whatever a message holds, reading ends', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), octets => {
      ask(octets)
      const set = createNameSet(['example.com'], asked.seed)
      expect(hasName(set, asked) && hasNameOrAbove(set, asked)).toBe(false)
    }),
  )
})

test('a large set finds its own names only', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `n${i}.example.com`)
  const set = createNameSet(names, asked.seed)
  for (const [text, isFound] of [
    ['n0.example.com.', true],
    ['n19999.example.com.', true],
    ['x.n777.example.com.', true],
    ['n20000.example.com.', false],
    ['example.com.', false],
  ] as const) {
    ask(
      Uint8Array.from([
        ...text
          .split('.')
          .slice(0, -1)
          .flatMap(each => [each.length, ...Buffer.from(each)]),
        0,
      ]),
    )
    expect(hasNameOrAbove(set, asked), text).toBe(isFound)
  }
})
