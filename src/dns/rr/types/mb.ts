// RFC 1035 §3.3.3.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const MB = defineType({
  name: 'MB',
  code: 7,
  rfcs: [1035],
  summary: 'The host of a mailbox; experimental.',
  examples: ['host.example.com.'],
  fields: {
    madname: name({ compress: true, additional: true }),
  },
  descriptions: {
    madname: 'The host',
  },
})
