// RFC 1035 §3.3.7.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const MINFO = defineType({
  name: 'MINFO',
  code: 14,
  rfcs: [1035],
  summary: 'Who is responsible for a mailing list; experimental.',
  examples: ['admin.example.com. errors.example.com.'],
  fields: {
    rmailbx: name({ compress: true }),
    emailbx: name({ compress: true }),
  },
  descriptions: {
    rmailbx: 'The mailbox of who is responsible',
    emailbx: 'The mailbox that gets error messages',
  },
})
