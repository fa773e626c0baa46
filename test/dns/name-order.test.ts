import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareNames, nameFromWire, nameOrderKey } from '../../src/dns/name.ts'

const label = fc.uint8Array({ minLength: 1, maxLength: 3 })
const name = fc
  .array(label, { maxLength: 4 })
  .map(labels => nameFromWire(Uint8Array.from([...labels.flatMap(l => [l.length, ...l]), 0])).name)

test('order keys sort as names do (RFC 4034 §6.1)', () => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      const [keyA, keyB] = [nameOrderKey(a), nameOrderKey(b)]
      expect(Math.sign(compareNames(a, b))).toBe(keyA < keyB ? -1 : keyA > keyB ? 1 : 0)
    }),
    { numRuns: 2000 },
  )
})
