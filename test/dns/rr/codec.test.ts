// What must hold of every record type for any octets and any text.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import type { Rdata, RRType } from '../../../src/dns/rr/define-type.ts'
import { rrTypes, typeOf, typeOfCode } from '../../../src/dns/rr/table.ts'

const vectorsOf = (type: RRType): { text: string; wire?: string }[] =>
  JSON.parse(readFileSync(new URL(`../../vectors/${type.name.toLowerCase()}.json`, import.meta.url), 'utf8'))
    .valid

/** What `read` gives, or undefined if it refuses as it may; any other error fails the test. */
function accepted(read: () => Rdata): Rdata | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(DnsctlError)
    expect((error as DnsctlError).code).not.toBe('internal-fault')
    return undefined
  }
}

/** Text and octets of accepted data lead to one another, and structured data to the same. */
function expectStable(type: RRType, rdata: Rdata): void {
  const wire = type.toWire(rdata)
  expect(type.fromWire(wire)).toBe(rdata)
  expect(type.toWire(type.fromWire(wire))).toEqual(wire)
  expect(type.canonical(type.canonical(rdata))).toBe(type.canonical(rdata))
  try {
    expect(type.parse(rdata)).toBe(rdata)
  } catch (error) {
    // What is well formed on the wire may still break a rule of the type.
    expect(error).toMatchObject({ code: 'rdata-invalid' })
    return
  }
  expect(type.fromFields(JSON.parse(JSON.stringify(type.toFields(rdata))))).toBe(rdata)
}

const numRuns = 50
const onWire = [...rrTypes.filter(type => !type.virtual), typeOfCode(65280)]

describe.each(onWire.map(type => [type.name, type] as const))('%s', (name, type) => {
  const known = name === 'TYPE65280' ? [{ text: '\\# 3 010203', wire: '010203' }] : vectorsOf(type)
  const wires = known.flatMap(({ wire }) => (wire === undefined ? [] : [Buffer.from(wire, 'hex')]))
  const someWire = fc.constantFrom(...wires)

  test('random octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), octets => {
        const rdata = accepted(() => type.fromWire(octets))
        if (rdata !== undefined) expectStable(type, rdata)
      }),
      { numRuns },
    )
  })

  test('octets that are cut or changed', () => {
    fc.assert(
      fc.property(someWire, fc.nat(), fc.nat(), fc.nat(255), (wire, cut, at, octet) => {
        const changed = Buffer.from(wire.subarray(0, wire.length - (cut % 4)))
        if (changed.length > 0) changed[at % changed.length] = octet
        const rdata = accepted(() => type.fromWire(changed))
        if (rdata !== undefined) expectStable(type, rdata)
        accepted(() => type.parse(`\\# ${changed.length} ${changed.toString('hex')}`))
      }),
      { numRuns },
    )
  })

  test('data that end early', () => {
    for (const wire of wires)
      for (let length = 0; length < wire.length; length++) {
        const rdata = accepted(() => type.fromWire(wire.subarray(0, length)))
        if (rdata !== undefined) expectStable(type, rdata)
      }
  })

  test('changed text', () => {
    const piece = fc.constantFrom(
      '',
      ' ',
      '"',
      '\\',
      '.',
      '0',
      '-',
      '9999999999',
      '\\000',
      '!',
      '=',
      ',',
      '\u00fc',
      '@',
      ':',
    )
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), fc.nat(3), piece, ({ text }, at, skip, insert) => {
        const start = at % (text.length + 1)
        const changed = text.slice(0, start) + insert + text.slice(start + skip)
        const rdata = accepted(() => type.parse(changed))
        if (rdata !== undefined) expectStable(type, rdata)
      }),
      { numRuns },
    )
  })
})

test('any text of TXT comes back as the scalar it was', () => {
  const TXT = typeOf('TXT')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), text => {
      const rdata = accepted(() => TXT.parseScalar(text))
      if (rdata === undefined || text.startsWith('"')) return
      expect(TXT.parse(rdata)).toBe(rdata)
      expect(TXT.toScalar(rdata, String)).toBe(text)
    }),
  )
})
