// RFC 3123.
import { defineType } from '../define-type.ts'
import { prefixes } from '../kinds/prefixes.ts'

export const APL = defineType({
  name: 'APL',
  code: 42,
  rfcs: [3123],
  summary: 'A list of address prefixes.',
  examples: ['1:192.0.2.0/24 !1:192.0.2.64/28 2:2001:db8::/32'],
  fields: {
    prefixes: prefixes,
  },
  descriptions: {
    prefixes: 'Each is family:address/length with family 1 (IPv4) or 2 (IPv6); ! excludes it',
  },
})
