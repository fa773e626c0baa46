// RFC 5155 §4.
import { defineType } from '../define-type.ts'
import { u8, u16 } from '../kinds/numbers.ts'
import { salt } from '../kinds/octets.ts'

export const NSEC3PARAM = defineType({
  name: 'NSEC3PARAM',
  code: 51,
  rfcs: [5155, 9276],
  summary: 'How the names of the zone are hashed for NSEC3.',
  examples: ['1 0 0 -'],
  fields: {
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: salt,
  },
  descriptions: {
    hashAlgorithm: '1 for SHA-1',
    flags: '1 if unsigned delegations may be left out',
    iterations: 'How often more the hash is made; 0 is best (RFC 9276)',
    salt: 'What goes into the hash beside the name, or -',
  },
})
