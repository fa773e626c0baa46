// RFC 8162 §2; the data are those of TLSA.
import { defineType } from '../define-type.ts'
import { certificateAssociation } from './tlsa.ts'

export const SMIMEA = defineType({
  name: 'SMIMEA',
  code: 53,
  rfcs: [8162],
  summary: 'The certificate of a mail address.',
  examples: ['3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'],
  ...certificateAssociation,
})
