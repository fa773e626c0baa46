// RFC 7043 §3.
import { defineType } from '../define-type.ts'
import { eui48 } from '../kinds/identifiers.ts'

export const EUI48 = defineType({
  name: 'EUI48',
  code: 108,
  rfcs: [7043],
  summary: 'A 48-bit hardware address.',
  examples: ['00-00-5e-00-53-2a'],
  fields: {
    address: eui48,
  },
  descriptions: {
    address: 'The address',
  },
})
