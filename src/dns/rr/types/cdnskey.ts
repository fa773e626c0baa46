// RFC 7344 §3.2; `0 3 0 AA==` asks the parent to remove every DS (RFC 8078 §4).
import { defineType } from '../define-type.ts'
import { publicKey } from './dnskey.ts'

export const CDNSKEY = defineType({
  name: 'CDNSKEY',
  code: 60,
  rfcs: [7344, 8078],
  summary: 'The DNSKEY that the zone wants its parent to make a DS of.',
  examples: [
    '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
    '0 3 0 AA==',
  ],
  ...publicKey,
})
