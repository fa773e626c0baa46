// RFC 1035 §3.3.8.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const MR = defineType({
  name: 'MR',
  code: 9,
  rfcs: [1035],
  summary: 'The new name of a mailbox; experimental.',
  examples: ['new.example.com.'],
  fields: {
    newname: name({ compress: true }),
  },
  descriptions: {
    newname: 'The new name',
  },
})
