// Types without a declaration: their data are octets (RFC 3597).
import { fault } from '../../base/errors.ts'
import { genericOctets, genericText, type RRType } from './define-type.ts'
import { tokenize } from './text.ts'

/** The type `TYPEnnn` of a code that the table does not know. */
export function unknownType(code: number): RRType {
  const type: RRType = {
    name: `TYPE${code}`,
    code,
    rfcs: [3597],
    summary: 'A type that is not in the table.',
    examples: ['\\# 4 0a000001'],
    fields: {},
    singleton: false,
    virtual: false,
    schema: false as never,
    parse(input) {
      const octets = genericOctets(typeof input === 'string' ? tokenize(input) : input)
      if (!octets) throw fault('rdata-syntax', `data of ${type.name} start with \\# and a length`)
      return genericText(octets)
    },
    parseScalar: (text, context) => type.parse(text, context),
    fromFields() {
      throw fault('rdata-syntax', `${type.name} has no fields; use the \\# form`)
    },
    toFields: () => ({}),
    fromWire: (octets, offset = 0, length = octets.length - offset) =>
      genericText(octets.subarray(offset, offset + length)),
    toWire: rdata => genericOctets(tokenize(rdata))!,
    writeWire: (wire, rdata) => wire.bytes(type.toWire(rdata)),
    canonical: rdata => rdata,
  }
  return type
}
