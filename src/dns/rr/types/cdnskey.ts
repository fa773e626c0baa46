// RFC 7344 §3.2; `0 3 0 AA==` asks the parent to remove every DS (RFC 8078 §4).
import { defineType } from '../define-type.ts'
import { algorithm } from '../kinds/dnssec-numbers.ts'
import { u8, u16 } from '../kinds/numbers.ts'
import { base64 } from '../kinds/octets.ts'

export const CDNSKEY = defineType({
  name: 'CDNSKEY',
  code: 60,
  rfcs: [7344, 8078],
  summary: 'The DNSKEY that the zone wants its parent to make a DS of.',
  examples: [
    '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
    '0 3 0 AA==',
  ],
  fields: {
    flags: u16,
    protocol: u8,
    algorithm: algorithm(),
    publicKey: base64,
  },
  descriptions: {
    flags: '256 for a zone key, 257 for a key that the parent vouches for',
    protocol: 'Always 3',
    algorithm: 'The signing algorithm; 13 is ECDSAP256SHA256',
    publicKey: 'The key',
  },
  check: ({ protocol }) => (protocol === 3 ? [] : [`the protocol is 3, not ${protocol} (RFC 4034 §2.1.2)`]),
})
