// RFC 8659 §4.
import { defineType } from '../define-type.ts'
import { u8 } from '../kinds/numbers.ts'
import { remainingText, tag } from '../kinds/strings.ts'

export const CAA = defineType({
  name: 'CAA',
  code: 257,
  rfcs: [8659],
  summary: 'Which certification authorities may issue for the owner.',
  examples: ['0 issue "letsencrypt.org"', '0 issuewild ";"', '128 iodef "mailto:security@example.com"'],
  fields: {
    flags: u8,
    tag: tag,
    value: remainingText,
  },
  descriptions: {
    flags: '128 if an authority that does not know the tag may not issue, else 0',
    tag: 'The property: issue, issuewild, iodef and so on',
    value: 'What the property is set to',
  },
})
