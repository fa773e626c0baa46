// RFC 4034 §4; the name keeps its letter case (RFC 6840 §5.1) and is never compressed.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { typeBitmap } from '../kinds/type-names.ts'

export const NSEC = defineType({
  name: 'NSEC',
  code: 47,
  rfcs: [4034],
  summary: 'The next name of the zone, and the types at the owner.',
  examples: ['host.example.com. A MX RRSIG NSEC TYPE1234'],
  fields: {
    next: name({ foldCase: false }),
    types: typeBitmap,
  },
  descriptions: {
    next: 'The next name in canonical order',
    types: 'The types at the owner',
  },
  check: ({ types }) =>
    types.length === 0 ? ['the types at an NSEC are NSEC itself at least (RFC 4034 §4.1.2)'] : [],
})
