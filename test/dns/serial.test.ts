import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { bumpSerial, compareSerials } from '../../src/dns/serial.ts'

const day = Date.UTC(2026, 0, 2, 23, 59, 59)
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })

describe('compareSerials (RFC 1982 §3.2)', () => {
  test.each([
    [1, 1, 0],
    [1, 2, -1],
    [2, 1, 1],
    [0xffff_ffff, 0, -1],
    [0, 0xffff_ffff, 1],
    [0, 0x7fff_ffff, -1],
    [0, 0x8000_0001, 1],
  ])('%i against %i', (a, b, order) => {
    expect(compareSerials(a, b)).toBe(order)
  })
})

describe('bumpSerial', () => {
  test.each([
    ['increment', undefined, 1],
    ['increment', 41, 42],
    ['increment', 0xffff_ffff, 1],
    ['date', undefined, 2026010201],
    ['date', 7, 2026010201],
    ['date', 2026010201, 2026010202],
    ['date', 2026010299, 2026010300],
    ['date', 2027010101, 2027010102],
    ['epoch', undefined, Math.floor(day / 1000)],
    ['epoch', 7, Math.floor(day / 1000)],
    ['epoch', Math.floor(day / 1000), Math.floor(day / 1000) + 1],
    ['epoch', 2026010201, 2026010202],
  ] as const)('%s after %s gives %i', (policy, old, serial) => {
    expect(bumpSerial(old, policy, day)).toBe(serial)
  })

  it('always moves forward', () => {
    fc.assert(
      fc.property(u32, fc.constantFrom('increment', 'date', 'epoch'), (old, policy) => {
        const next = bumpSerial(old, policy, day)
        expect(compareSerials(old, next)).toBe(-1)
        expect(next).toBeGreaterThan(0)
        expect(next).toBeLessThanOrEqual(0xffff_ffff)
      }),
    )
  })
})
