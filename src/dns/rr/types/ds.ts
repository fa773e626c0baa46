// RFC 4034 §5.
import { defineData } from '../declaration.ts'
import { defineType } from '../define-type.ts'
import { algorithm, digestProblems, digestType } from '../kinds/dnssec-numbers.ts'
import { u16 } from '../kinds/numbers.ts'
import { hex } from '../kinds/octets.ts'

/** The digest of a key (RFC 4034 §5.1). */
export const delegationSigner = defineData({
  fields: {
    keyTag: u16,
    algorithm: algorithm(),
    digestType: digestType,
    digest: hex,
  },
  descriptions: {
    keyTag: 'The tag of the DNSKEY',
    algorithm: 'The algorithm of the DNSKEY',
    digestType: 'How the digest is made; 2 is SHA-256',
    digest: 'The digest of the DNSKEY',
  },
  check: ({ digestType, digest }) => digestProblems(digestType, digest),
})

export const DS = defineType({
  name: 'DS',
  code: 43,
  rfcs: [4034, 4509, 6605],
  summary: 'The digest of a key that signs the delegated zone at the owner.',
  examples: ['60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A'],
  ...delegationSigner,
})
