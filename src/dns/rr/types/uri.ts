// RFC 7553; the target is quoted, but not a character string (§4.4).
import { defineType } from '../define-type.ts'
import { u16 } from '../kinds/numbers.ts'
import { remainingText } from '../kinds/strings.ts'

export const URI = defineType({
  name: 'URI',
  code: 256,
  rfcs: [7553],
  summary: 'A URI of a service.',
  examples: ['10 1 "https://www.example.com/path"'],
  fields: {
    priority: u16,
    weight: u16,
    target: remainingText,
  },
  descriptions: {
    priority: 'The lowest is tried first',
    weight: 'The share among those of one priority',
    target: 'The URI',
  },
  check: ({ target }) => (target === '' ? ['the target is empty (RFC 7553 §4.4)'] : []),
})
