import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import { classes, opcodes, rcodes } from '../../../src/dns/codes.ts'
import { type Name, nameFromWire, root } from '../../../src/dns/name.ts'
import type { Rdata } from '../../../src/dns/rr/define-type.ts'
import { plainEdns } from '../../../src/dns/wire/edns.ts'
import { decodeMessage, encodeMessage, type Flag, type Message } from '../../../src/dns/wire/message.ts'

describe('properties', () => {
  const name = fc
    .array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 6 })
    .map(labels => nameFromWire(Uint8Array.from([...labels.flatMap(l => [l.length, ...l]), 0])).name)
  const anyRecord = fc
    .oneof(
      fc.record({ type: fc.constant('NS'), rdata: name as fc.Arbitrary<string> }),
      fc.record({ type: fc.constant('A'), rdata: fc.ipV4() }),
      fc.record({ type: fc.constant('SRV'), rdata: name.map(n => `1 2 3 ${n}`) }),
      fc.record({
        type: fc.constant('TYPE65281'),
        rdata: fc
          .uint8Array({ maxLength: 40 })
          .map(o => `\\# ${o.length} ${Buffer.from(o).toString('hex')}`.trimEnd()),
      }),
    )
    .chain(({ type, rdata }) =>
      fc.record({
        owner: name,
        type: fc.constant(type),
        class: fc.integer({ min: 0, max: 252 }).map(classes.name),
        ttl: fc.nat(),
        rdata: fc.constant(rdata as Rdata),
      }),
    )
  // A message is equal to what is read of it only up to the letter case of compressed names.
  const lower = (parts: unknown) => JSON.parse(JSON.stringify(parts).toLowerCase())
  const section = fc.array(anyRecord, { maxLength: 5 })
  const flags = fc.uniqueArray(fc.constantFrom<Flag>('qr', 'aa', 'rd', 'ra', 'z', 'ad', 'cd'))
  const anyMessage: fc.Arbitrary<Message> = fc.record({
    id: fc.nat(65535),
    opcode: fc.nat(15).map(opcodes.name),
    rcode: fc.nat(4095).map(rcodes.name),
    flags: flags.map(list => new Set(list)),
    questions: fc.array(
      fc.record({ name, type: fc.constantFrom('A', 'TYPE65282'), class: fc.constant('IN' as const) }),
      { maxLength: 2 },
    ),
    answers: section,
    authorities: section,
    additionals: section,
    edns: fc.constant(plainEdns),
  })

  test('what is encoded is decoded to the same', () => {
    fc.assert(
      fc.property(anyMessage, parts => {
        const read = decodeMessage(encodeMessage(parts))
        expect(read.flags).toEqual(parts.flags)
        expect(lower(read)).toEqual(lower(parts))
      }),
    )
  })

  const decodesOrRefuses = (octets: Uint8Array) => {
    try {
      const read = decodeMessage(octets)
      expect(lower(decodeMessage(encodeMessage(read, 65535)))).toEqual(lower(read))
    } catch (error) {
      if (!(error instanceof DnsctlError)) throw error
      expect(error.code).toBe('wire-malformed')
    }
  }

  test('random octets are decoded or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), decodesOrRefuses), { numRuns: 1000 })
  })

  test('mutated messages are decoded or refused', () => {
    const mutation = fc.record({ at: fc.nat(), octet: fc.nat(255) })
    fc.assert(
      fc.property(
        anyMessage,
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (parts, mutations, cut) => {
          const octets = Uint8Array.from(encodeMessage(parts))
          for (const { at, octet } of mutations) octets[at % octets.length] = octet
          decodesOrRefuses(cut % 4 === 0 ? octets.subarray(0, cut % octets.length) : octets)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('a message full of names and pointers is read in bounded time', () => {
    const depth = 120
    const chain = Array.from({ length: depth }, (_, i) =>
      i === 0 ? '016100' : `0161${(0xc000 + (i === 1 ? 12 : 12 + 7 + (i - 2) * 8)).toString(16)}`,
    )
    const header = `00010000${depth.toString(16).padStart(4, '0')}000000000000`
    const octets = Buffer.from(header + chain.map(n => `${n}00010001`).join(''), 'hex')
    const read = decodeMessage(octets)
    expect(read.questions.at(-1)!.name).toBe('a.'.repeat(depth) as Name)
    expect(read.questions[0]!.name).not.toBe(root)
  })
})
