// Cisco's Application Visibility and Control; of the form of TXT (IANA template AVC).
import { defineType } from '../define-type.ts'
import { characterStrings, textScalar } from '../kinds/strings.ts'

export const AVC = defineType({
  name: 'AVC',
  code: 258,
  rfcs: [],
  summary: 'Metadata of an application for network equipment.',
  examples: ['app-name:WOLFGANG|app-class:OAM|business=yes'],
  fields: {
    strings: characterStrings,
  },
  descriptions: {
    strings: 'The metadata',
  },
  ...textScalar,
})
