// RFC 7043 §4.
import { defineType } from '../define-type.ts'
import { eui64 } from '../kinds/identifiers.ts'

export const EUI64 = defineType({
  name: 'EUI64',
  code: 109,
  rfcs: [7043],
  summary: 'A 64-bit hardware address.',
  examples: ['00-00-5e-ef-10-00-00-2a'],
  fields: {
    address: eui64,
  },
  descriptions: {
    address: 'The address',
  },
})
