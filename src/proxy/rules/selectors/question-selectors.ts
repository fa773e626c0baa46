// Selectors that look at the rest of the question, and at the header: type, class, opcode, flags, rcode.
import { fault } from '../../../base/errors.ts'
import { definePart } from '../define-part.ts'
import type { RulePart, Selector } from '../rule.ts'
import { opcodeSchema, rcodeSchema, readClass, readOpcode, readRcode, readType } from '../rule-values.ts'

const numericValue = (what: string) =>
  ({
    type: 'integer',
    minimum: 0,
    maximum: 0xffff,
    description: `The ${what} as a number, instead.`,
  }) as const

const qtype = definePart({
  type: 'QType',
  summary: 'Matches questions for a type.',
  properties: {
    qtype: { type: 'string', description: 'The type: `AAAA`, `ANY`, `TYPE65`, or its number.' },
    numeric_value: numericValue('type'),
  },
  required: [],
  make({ qtype, numeric_value: number }): Selector {
    const type = readType(given('qtype', qtype, number))
    return t => t.type === type
  },
})

const qclass = definePart({
  type: 'QClass',
  summary: 'Matches questions of a class.',
  properties: {
    qclass: { type: 'string', description: 'The class: `IN`, `CHAOS`, `ANY`, or its number.' },
    numeric_value: numericValue('class'),
  },
  required: [],
  make({ qclass, numeric_value: number }): Selector {
    const value = readClass(given('qclass', qclass, number))
    return t => t.class === value
  },
})

/** The one of two settings that is there. */
function given(name: string, text: string | undefined, number: number | undefined): string | number {
  const value = text || number
  if (value === undefined) throw fault('proxy-rule-invalid', `${name} says nothing`)
  return value
}

const opcode = definePart({
  type: 'Opcode',
  summary: 'Matches messages that ask for something to be done: an opcode.',
  properties: {
    code: { ...opcodeSchema, description: 'The opcode: `Query`, `Notify`, `Update`, or its number.' },
  },
  required: ['code'],
  make({ code }): Selector {
    const bits = readOpcode(code) << 3
    return ({ message }) => (message[2]! & 0x78) === bits
  },
})

const rd = definePart({
  type: 'RD',
  summary: 'Matches messages with the flag that asks for recursion.',
  properties: {},
  required: [],
  make:
    (): Selector =>
    ({ message }) =>
      (message[2]! & 1) !== 0,
})

const rcode = definePart({
  type: 'RCode',
  summary: 'Matches answers with an rcode, as far as the header has it: 0 to 15.',
  properties: { rcode: { ...rcodeSchema, description: 'The rcode: `NXDomain`, `ServFail`, or its number.' } },
  required: ['rcode'],
  make({ rcode }): Selector {
    const value = readRcode(rcode, 15)
    return ({ message }) => (message[3]! & 15) === value
  },
})

/** QType, QClass, Opcode, RD and RCode. */
export const questionSelectors: readonly RulePart<Selector>[] = [qtype, qclass, opcode, rd, rcode]
