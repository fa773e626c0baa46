// RFC 6742 §2.2.
import { defineType } from '../define-type.ts'
import { ipv4 } from '../kinds/addresses.ts'
import { u16 } from '../kinds/numbers.ts'

export const L32 = defineType({
  name: 'L32',
  code: 105,
  rfcs: [6742],
  summary: 'A 32-bit locator in the Identifier-Locator Network Protocol.',
  examples: ['10 10.1.2.0'],
  fields: {
    preference: u16,
    locator: ipv4,
  },
  descriptions: {
    preference: 'The lowest is tried first',
    locator: 'The locator',
  },
})
