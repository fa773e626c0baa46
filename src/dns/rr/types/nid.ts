// RFC 6742 §2.1.
import { defineType } from '../define-type.ts'
import { locator64 } from '../kinds/identifiers.ts'
import { u16 } from '../kinds/numbers.ts'

export const NID = defineType({
  name: 'NID',
  code: 104,
  rfcs: [6742],
  summary: 'A node identifier in the Identifier-Locator Network Protocol.',
  examples: ['10 14:4fff:ff20:ee64'],
  fields: {
    preference: u16,
    nodeId: locator64,
  },
  descriptions: {
    preference: 'The lowest is tried first',
    nodeId: 'The identifier',
  },
})
