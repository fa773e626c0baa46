// RFC 1183 §3.1.
import { defineType } from '../define-type.ts'
import { characterString } from '../kinds/strings.ts'

export const X25 = defineType({
  name: 'X25',
  code: 19,
  rfcs: [1183],
  summary: 'A PSDN address in an X.25 network.',
  examples: ['"311061700956"'],
  fields: {
    address: characterString,
  },
  descriptions: {
    address: 'The digits of the address',
  },
  check: ({ address }) =>
    /^\d{4,}$/.test(address)
      ? []
      : [`the address "${address}" is not of four or more digits (RFC 1183 §3.1)`],
})
