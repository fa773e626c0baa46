// RFC 1035 §3.3.12.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const PTR = defineType({
  name: 'PTR',
  code: 12,
  rfcs: [1035],
  summary: 'The name of an address, or any other name to look at.',
  examples: ['www.example.com.'],
  fields: {
    ptrdname: name({ compress: true }),
  },
  descriptions: {
    ptrdname: 'The name pointed to',
  },
})
