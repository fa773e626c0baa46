// RFC 4398 §2.
import { defineType } from '../define-type.ts'
import { algorithm } from '../kinds/dnssec-numbers.ts'
import { namedNumber, u16 } from '../kinds/numbers.ts'
import { base64 } from '../kinds/octets.ts'

const certificateType = namedNumber({
  bits: 16,
  mnemonics: {
    PKIX: 1,
    SPKI: 2,
    PGP: 3,
    IPKIX: 4,
    ISPKI: 5,
    IPGP: 6,
    ACPKIX: 7,
    IACPKIX: 8,
    URI: 253,
    OID: 254,
  },
  writesMnemonic: true,
})

export const CERT = defineType({
  name: 'CERT',
  code: 37,
  rfcs: [4398],
  summary: 'A certificate, a revocation list, or where to find one.',
  examples: ['PKIX 12345 RSASHA256 AQIDBA=='],
  fields: {
    type: certificateType,
    keyTag: u16,
    algorithm: algorithm({ writesMnemonic: true }),
    certificate: base64,
  },
  descriptions: {
    type: 'The form of the certificate',
    keyTag: 'The tag of the key in it, or 0',
    algorithm: 'The algorithm of the key in it, or 0',
    certificate: 'The certificate',
  },
})
