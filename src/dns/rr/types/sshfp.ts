// RFC 4255 §3.
import { defineType } from '../define-type.ts'
import { lengthProblems } from '../kinds/dnssec-numbers.ts'
import { u8 } from '../kinds/numbers.ts'
import { hex } from '../kinds/octets.ts'

const fingerprintOctets: Readonly<Record<number, number>> = { 1: 20, 2: 32 }

export const SSHFP = defineType({
  name: 'SSHFP',
  code: 44,
  rfcs: [4255, 6594, 7479],
  summary: 'The fingerprint of an SSH host key.',
  examples: ['4 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF'],
  fields: {
    algorithm: u8,
    type: u8,
    fingerprint: hex,
  },
  descriptions: {
    algorithm: 'Of the key: 1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519, 6 Ed448',
    type: 'Of the fingerprint: 1 SHA-1, 2 SHA-256',
    fingerprint: 'The fingerprint',
  },
  check: ({ type, fingerprint }) =>
    lengthProblems('fingerprint', `type ${type}`, fingerprint, fingerprintOctets[type]),
})
