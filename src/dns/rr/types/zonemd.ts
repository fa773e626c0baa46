// RFC 8976 §2.
import { defineType } from '../define-type.ts'
import { lengthProblems } from '../kinds/dnssec-numbers.ts'
import { u8, u32 } from '../kinds/numbers.ts'
import { hex } from '../kinds/octets.ts'

const digestOctets: Readonly<Record<number, number>> = { 1: 48, 2: 64 }

export const ZONEMD = defineType({
  name: 'ZONEMD',
  code: 63,
  rfcs: [8976],
  summary: 'A digest of the whole zone.',
  examples: [
    '2026010101 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF',
  ],
  fields: {
    serial: u32,
    scheme: u8,
    hashAlgorithm: u8,
    digest: hex,
  },
  descriptions: {
    serial: 'The serial of the zone that was digested',
    scheme: '1 for SIMPLE',
    hashAlgorithm: '1 for SHA-384, 2 for SHA-512',
    digest: 'The digest',
  },
  check({ hashAlgorithm, digest }) {
    if (digest.length < 24) return ['a digest has 12 octets or more (RFC 8976 §2.2.4)']
    return lengthProblems('digest', `hash algorithm ${hashAlgorithm}`, digest, digestOctets[hashAlgorithm])
  },
})
