// RFC 1035 §3.4.1.
import { defineType } from '../define-type.ts'
import { ipv4 } from '../kinds/addresses.ts'

export const A = defineType({
  name: 'A',
  code: 1,
  rfcs: [1035],
  summary: 'An IPv4 address of the owner.',
  examples: ['192.0.2.1'],
  fields: {
    address: ipv4,
  },
  descriptions: {
    address: 'The address',
  },
})
