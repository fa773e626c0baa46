// Timed sets have what was added, as long as it was added for.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { takeTimedIpSet } from '../../../../src/proxy/rules/limits/timed-ip-set.ts'
import { keepMemory } from '../../../../src/proxy/shared-memory.ts'

const addressOf = (number: number): Int32Array => Int32Array.of(0, 0, 0xffff, number)
const addresses = 12

const step = fc.oneof(
  fc.record({ kind: fc.constant('add'), number: fc.nat(addresses - 1), value: fc.nat(30) }),
  fc.record({ kind: fc.constant('remove'), number: fc.nat(addresses - 1), value: fc.constant(0) }),
  fc.record({ kind: fc.constant('wait'), number: fc.constant(0), value: fc.nat(20) }),
  fc.record({ kind: fc.constant('clear'), number: fc.constant(0), value: fc.constant(0) }),
)

test('a set is a map of addresses to their ends', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), steps => {
      const clock = { ms: 500, seconds: 0 }
      const set = takeTimedIpSet(keepMemory(new Map()), 'a', clock)
      const model = new Map<number, number>()
      const isThere = (number: number) => (model.get(number) ?? 0) > clock.ms
      for (const { kind, number, value } of steps) {
        if (kind === 'wait') clock.ms += 1000 * value
        else if (kind === 'clear') {
          set.clear()
          model.clear()
        } else if (kind === 'remove') {
          expect(set.remove(addressOf(number))).toBe(isThere(number))
          model.delete(number)
        } else {
          set.add(addressOf(number), value)
          model.set(number, Math.max(model.get(number) ?? 0, clock.ms + 1000 * value))
        }
        const numbers = [...Array(addresses).keys()]
        expect(numbers.filter(each => set.has(addressOf(each)))).toEqual(numbers.filter(isThere))
      }
      const entries = set.entries().map(({ address, seconds }) => [address[3], seconds] as const)
      expect(new Map(entries)).toEqual(
        new Map(
          [...model]
            .filter(([number]) => isThere(number))
            .map(([number, end]) => [number, (end - clock.ms) / 1000]),
        ),
      )
    }),
    { numRuns: 60 },
  )
})

test('it stays over a reload, and what would go next gives way where there is no room', () => {
  const clock = { ms: 1000, seconds: 1 }
  const memory = keepMemory(new Map())
  const set = takeTimedIpSet(memory, 'a', clock)
  const count = 200_000
  for (let i = 0; i < count; i++) set.add(addressOf(i), 10)
  set.add(addressOf(count), 1e9)
  const later = takeTimedIpSet(keepMemory(memory.taken), 'a', clock)
  expect(later.has(addressOf(count))).toBe(true)
  const kept = later.entries().length
  expect(kept).toBeGreaterThan(60_000)
  expect(kept).toBeLessThanOrEqual(65_536)
  expect(takeTimedIpSet(memory, 'b', clock).entries()).toEqual([])
})
