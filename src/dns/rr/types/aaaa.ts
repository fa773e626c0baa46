// RFC 3596 §2.
import { defineType } from '../define-type.ts'
import { ipv6 } from '../kinds/addresses.ts'

export const AAAA = defineType({
  name: 'AAAA',
  code: 28,
  rfcs: [3596],
  summary: 'An IPv6 address of the owner.',
  examples: ['2001:db8::1'],
  fields: {
    address: ipv6,
  },
  descriptions: {
    address: 'The address',
  },
})
