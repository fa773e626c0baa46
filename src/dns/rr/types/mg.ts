// RFC 1035 §3.3.6.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const MG = defineType({
  name: 'MG',
  code: 8,
  rfcs: [1035],
  summary: 'A member of a mail group; experimental.',
  examples: ['member.example.com.'],
  fields: {
    mgmname: name({ compress: true }),
  },
  descriptions: {
    mgmname: 'The mailbox of the member',
  },
})
