// RFC 1183 §3.3; compression is out since RFC 3597 §4.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'
import { u16 } from '../kinds/numbers.ts'

export const RT = defineType({
  name: 'RT',
  code: 21,
  rfcs: [1183],
  summary: 'A host that relays to the owner.',
  examples: ['10 relay.example.com.'],
  fields: {
    preference: u16,
    intermediate: name({ additional: true }),
  },
  descriptions: {
    preference: 'The lowest is tried first',
    intermediate: 'The host that relays',
  },
})
