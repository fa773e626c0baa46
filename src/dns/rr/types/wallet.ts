// IANA template WALLET; of the form of TXT.
import { defineType } from '../define-type.ts'
import { characterStrings, textScalar } from '../kinds/strings.ts'

export const WALLET = defineType({
  name: 'WALLET',
  code: 262,
  rfcs: [],
  summary: 'The address of a wallet of a cryptocurrency.',
  examples: ['ETH 0x0000000000000000000000000000000000000000'],
  fields: {
    strings: characterStrings,
  },
  descriptions: {
    strings: 'The currency and the address',
  },
  ...textScalar,
})
