// RFC 1035 §3.3.1.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const CNAME = defineType({
  name: 'CNAME',
  code: 5,
  rfcs: [1035, 2181],
  summary: 'The owner is another name for this name.',
  examples: ['www.example.com.'],
  fields: {
    target: name({ compress: true }),
  },
  descriptions: {
    target: 'The canonical name',
  },
  singleton: true,
})
