// RFC 1183 §2; compression is out since RFC 3597 §4.
import { defineType } from '../define-type.ts'
import { name } from '../kinds/name.ts'

export const RP = defineType({
  name: 'RP',
  code: 17,
  rfcs: [1183],
  summary: 'Who is responsible for the owner.',
  examples: ['admin.example.com. admin-contact.example.com.'],
  fields: {
    mbox: name(),
    txt: name(),
  },
  descriptions: {
    mbox: 'The mail address, its @ as a dot, or .',
    txt: 'A name with TXT that says more, or .',
  },
})
