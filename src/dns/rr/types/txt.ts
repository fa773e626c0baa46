// RFC 1035 §3.3.14.
import { defineType } from '../define-type.ts'
import { characterStrings, textScalar } from '../kinds/strings.ts'

export const TXT = defineType({
  name: 'TXT',
  code: 16,
  rfcs: [1035],
  summary: 'Text of any length.',
  examples: ['v=spf1 mx -all', '"first string" "second string"'],
  fields: {
    strings: characterStrings,
  },
  descriptions: {
    strings: 'The text; most readers join the strings',
  },
  ...textScalar,
})
