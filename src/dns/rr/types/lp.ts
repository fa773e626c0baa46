// RFC 6742 §2.4; the name is never compressed.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const LP = defineType({
  name: 'LP',
  code: 107,
  rfcs: [6742],
  summary: 'The name that has the locators of the owner.',
  examples: ['10 l64-subnet1.example.com.'],
  fields: {
    preference: u16,
    fqdn: name({ foldCase: false }),
  },
  descriptions: {
    preference: 'The lowest is tried first',
    fqdn: 'The name with L32 and L64 records',
  },
})
