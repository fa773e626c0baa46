// RFC 7929 §2.
import { defineType } from '../define-type.ts'
import { base64 } from '../kinds/octets.ts'

export const OPENPGPKEY = defineType({
  name: 'OPENPGPKEY',
  code: 61,
  rfcs: [7929],
  summary: 'The OpenPGP key of a mail address.',
  examples: ['AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=='],
  fields: {
    publicKey: base64,
  },
  descriptions: {
    publicKey: 'The transferable public key',
  },
})
