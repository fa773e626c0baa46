// RFC 5155 §3.
import { defineType } from '../define-type.ts'
import { u8, u16 } from '../kinds/numbers.ts'
import { countedBase32hex, salt } from '../kinds/octets.ts'
import { typeBitmap } from '../kinds/type-names.ts'

export const NSEC3 = defineType({
  name: 'NSEC3',
  code: 50,
  rfcs: [5155, 9276],
  summary: 'The next hashed name of the zone, and the types at the hashed owner.',
  examples: ['1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S A RRSIG'],
  fields: {
    hashAlgorithm: u8,
    flags: u8,
    iterations: u16,
    salt: salt,
    nextHash: countedBase32hex,
    types: typeBitmap,
  },
  descriptions: {
    hashAlgorithm: '1 for SHA-1',
    flags: '1 if unsigned delegations may be left out',
    iterations: 'How often more the hash is made; 0 is best (RFC 9276)',
    salt: 'What goes into the hash beside the name, or -',
    nextHash: 'The next hash in order',
    types: 'The types at the name that has the hash',
  },
})
