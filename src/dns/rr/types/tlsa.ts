// RFC 6698 §2; mnemonics are RFC 7218.
import { defineData } from '../declaration.ts'
import { defineType } from '../define-type.ts'
import { associationProblems, certificateUsage, matchingType, selector } from '../kinds/dane-numbers.ts'
import { hex } from '../kinds/octets.ts'

/** A certificate and how it is matched (RFC 6698 §2.1). */
export const certificateAssociation = defineData({
  fields: {
    usage: certificateUsage,
    selector: selector,
    matchingType: matchingType,
    data: hex,
  },
  descriptions: {
    usage: 'What is matched: 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE',
    selector: 'Of the certificate: 0 all of it, 1 its public key',
    matchingType: 'How it is given: 0 in full, 1 SHA-256, 2 SHA-512',
    data: 'The certificate, key or digest',
  },
  check: ({ matchingType, data }) => associationProblems(matchingType, data),
})

export const TLSA = defineType({
  name: 'TLSA',
  code: 52,
  rfcs: [6698, 7218],
  summary: 'The certificate of a TLS service, or its key, or a digest of them.',
  examples: ['3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'],
  ...certificateAssociation,
})
