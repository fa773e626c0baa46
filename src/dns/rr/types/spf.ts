// RFC 7208 §3.1 took it back in favour of TXT.
import { defineType } from '../define-type.ts'
import { characterStrings, textScalar } from '../kinds/strings.ts'

export const SPF = defineType({
  name: 'SPF',
  code: 99,
  rfcs: [7208],
  summary: 'A sender policy as it once was; write it as TXT.',
  examples: ['v=spf1 mx -all'],
  fields: {
    strings: characterStrings,
  },
  descriptions: {
    strings: 'The policy',
  },
  ...textScalar,
})
