// RFC 6742 §2.3.
import { defineType } from '../define-type.ts'
import { locator64 } from '../kinds/identifiers.ts'
import { u16 } from '../kinds/numbers.ts'

export const L64 = defineType({
  name: 'L64',
  code: 106,
  rfcs: [6742],
  summary: 'A 64-bit locator in the Identifier-Locator Network Protocol.',
  examples: ['10 2001:db8:1140:1000'],
  fields: {
    preference: u16,
    locator: locator64,
  },
  descriptions: {
    preference: 'The lowest is tried first',
    locator: 'The locator',
  },
})
