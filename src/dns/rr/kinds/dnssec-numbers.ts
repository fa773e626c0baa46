// The algorithms of DNSSEC by number or mnemonic (IANA "DNS Security Algorithm Numbers", "Digest Algorithms").
import { type NamedNumberOptions, namedNumber } from './numbers.ts'

const algorithms = {
  RSAMD5: 1,
  DH: 2,
  DSA: 3,
  RSASHA1: 5,
  'DSA-NSEC3-SHA1': 6,
  NSEC3DSA: 6,
  'RSASHA1-NSEC3-SHA1': 7,
  NSEC3RSASHA1: 7,
  RSASHA256: 8,
  RSASHA512: 10,
  ECCGOST: 12,
  'ECC-GOST': 12,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
  SM2SM3: 17,
  'ECC-GOST12': 23,
  INDIRECT: 252,
  PRIVATEDNS: 253,
  PRIVATEOID: 254,
}

/** A signing algorithm; `13` or `ECDSAP256SHA256`. */
export const algorithm = (options: Pick<NamedNumberOptions, 'writesMnemonic'> = {}) =>
  namedNumber({ bits: 8, mnemonics: algorithms, ...options })

/** A digest algorithm of DS; `2` or `SHA-256`. */
export const digestType = namedNumber({
  bits: 8,
  mnemonics: {
    'SHA-1': 1,
    SHA1: 1,
    'SHA-256': 2,
    SHA256: 2,
    GOST: 3,
    'SHA-384': 4,
    SHA384: 4,
    GOST12: 5,
    SM3: 6,
  },
})

/** Octets of a DS digest by digest type (RFC 3658, 4509, 5933, 6605, 9558, 9563). */
const digestOctets: Readonly<Record<number, number>> = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 }

/** What is wrong with the length of a DS digest, in hexadecimal digits. */
export const digestProblems = (type: number, digest: string): readonly string[] =>
  lengthProblems('digest', `digest type ${type}`, digest, digestOctets[type])

/** What is wrong if data of hexadecimal digits have to be `octets` long; nothing if that is undefined. */
export function lengthProblems(
  what: string,
  kind: string,
  hex: string,
  octets: number | undefined,
): readonly string[] {
  return octets === undefined || hex.length === 2 * octets
    ? []
    : [`a ${what} of ${kind} has ${octets} octets, not ${hex.length / 2}`]
}
