// Types whose data are octets to us: those without a declaration (RFC 3597), and those of messages only.
import { fault } from '../../base/errors.ts'
import { defineType, genericOctets, genericText, type RRType } from './define-type.ts'
import type { FieldKind } from './field-kind.ts'
import { hexText } from './kinds/octets.ts'

/** Any octets, as hexadecimal digits; as text in the `\#` form alone. */
const octets: FieldKind<string> = {
  label: 'hexadecimal digits',
  readText(text, _context, field) {
    const octets = genericOctets(text.rest())
    if (!octets)
      throw fault('rdata-syntax', `${field} is not of the form \\# LENGTH DIGITS, which the type needs`)
    return hexText(octets)
  },
  writeText: value => genericText(Buffer.from(value, 'hex')),
  readWire: wire => hexText(wire.rest()),
  writeWire: (wire, value) => wire.bytes(Buffer.from(value, 'hex')),
  schema: { type: 'string', pattern: '^(?:[0-9A-Fa-f]{2})*$' },
  fromJson: input => (input as string).toUpperCase(),
}

/** The type `TYPEnnn` of a code that the table does not know. */
export const unknownType = (code: number): RRType =>
  octetsType({ name: `TYPE${code}`, code, rfcs: [3597], summary: 'A type that is not in the table.' })

/** A type of messages only, whose data nothing here looks into. */
export const metaType = (facts: TypeFacts): RRType => octetsType({ ...facts, meta: true })

type TypeFacts = Pick<RRType, 'name' | 'code' | 'rfcs' | 'summary'>

// A reader of types by code does not know which one it gets, so the fields are plain data to it.
const octetsType = (facts: TypeFacts & { readonly meta?: true }): RRType =>
  defineType({
    ...facts,
    examples: ['\\# 4 0a000001'],
    fields: { data: octets },
    descriptions: { data: 'The octets' },
  }) as RRType
