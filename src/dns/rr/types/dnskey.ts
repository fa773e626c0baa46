// RFC 4034 §2.
import { defineData } from '../declaration.ts'
import { defineType } from '../define-type.ts'
import { algorithm } from '../kinds/dnssec-numbers.ts'
import { u8, u16 } from '../kinds/numbers.ts'
import { base64 } from '../kinds/octets.ts'

/** A key and what it is for (RFC 4034 §2.1). */
export const publicKey = defineData({
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

export const DNSKEY = defineType({
  name: 'DNSKEY',
  code: 48,
  rfcs: [4034],
  summary: 'A public key that signs the zone.',
  examples: [
    '257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
  ],
  ...publicKey,
})
