// Every record type against its vectors, which are from the RFCs and from BIND's named-rrchecker.
import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Rdata } from '../../../src/dns/rr/define-type.ts'
import { rrTypes } from '../../../src/dns/rr/table.ts'

interface Vectors {
  readonly valid: readonly {
    readonly text: string
    /** The normal form, if it is not the text. */
    readonly normal?: string
    /** In hexadecimal digits; virtual types have none. */
    readonly wire?: string
    /** The structured form. */
    readonly fields?: object
    /** The canonical form, if it is not the normal one. */
    readonly canonical?: string
  }[]
  readonly invalid: readonly ({ readonly code: string } & (
    | { readonly text: string }
    | { readonly wire: string }
    | { readonly fields: Readonly<Record<string, unknown>> }
  ))[]
}

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')
const octets = (digits: string): Uint8Array => Buffer.from(digits, 'hex')
const ajv = new Ajv({ strictTypes: false, formats: { ipv4: true, ipv6: true } })

describe.each(rrTypes.map(type => [type.name, type] as const))('%s', (name, type) => {
  const file = new URL(`../../vectors/${name.toLowerCase()}.json`, import.meta.url)
  expect(existsSync(file), `test/vectors/${name.toLowerCase()}.json is there`).toBe(true)
  const { valid, invalid } = JSON.parse(readFileSync(file, 'utf8')) as Vectors
  const accepts = ajv.compile(type.schema)

  test('has vectors enough', () => {
    expect(valid.length).toBeGreaterThanOrEqual(2)
    expect(invalid.length).toBeGreaterThanOrEqual(3)
  })

  test.each(valid)('reads $text', ({ text, normal = text, wire, fields, canonical = normal }) => {
    const rdata = type.parse(text)
    expect(rdata).toBe(normal)
    expect(type.parse(rdata)).toBe(rdata)
    expect(type.canonical(rdata)).toBe(canonical)
    if (fields) expect(type.toFields(rdata)).toEqual(fields)
    expectFieldsToComeBack(rdata)
    if (wire === undefined) return expect(type.virtual).toBe(true)
    expect(hex(type.toWire(rdata))).toBe(wire)
    expect(type.fromWire(octets(wire))).toBe(rdata)
    expect(type.parse(`\\# ${wire.length / 2} ${wire}`)).toBe(rdata)
  })

  test.each(type.examples)('reads the example %s', text => {
    expectFieldsToComeBack(type.parseScalar(text))
  })

  test.each(invalid.map(({ code, ...input }) => [JSON.stringify(input), code, input] as const))(
    'refuses %s as %s',
    (_, code, input) => {
      const read = () => {
        if ('text' in input) return type.parse(input.text)
        if ('wire' in input) return type.fromWire(octets(input.wire))
        expect(accepts(input.fields), ajv.errorsText(accepts.errors)).toBe(true)
        return type.fromFields(input.fields)
      }
      expect(read).toThrow(expect.objectContaining({ code }))
    },
  )

  function expectFieldsToComeBack(rdata: Rdata): void {
    const fields = JSON.parse(JSON.stringify(type.toFields(rdata)))
    expect(accepts(fields), ajv.errorsText(accepts.errors)).toBe(true)
    expect(type.fromFields(fields)).toBe(rdata)
  }
})
