// What a certificate association is of, by number or mnemonic (RFC 6698 §2.1, RFC 7218 §2).
import { lengthProblems } from './dnssec-numbers.ts'
import { namedNumber } from './numbers.ts'

/** Whose certificate is meant, and how it is checked. */
export const certificateUsage = namedNumber({
  bits: 8,
  mnemonics: { 'PKIX-TA': 0, 'PKIX-EE': 1, 'DANE-TA': 2, 'DANE-EE': 3, PRIVCERT: 255 },
})

/** Which part of the certificate is meant. */
export const selector = namedNumber({ bits: 8, mnemonics: { CERT: 0, SPKI: 1, PRIVSEL: 255 } })

/** How that part is given. */
export const matchingType = namedNumber({
  bits: 8,
  mnemonics: { FULL: 0, 'SHA2-256': 1, 'SHA2-512': 2, PRIVMATCH: 255 },
})

const digestOctets: Readonly<Record<number, number>> = { 1: 32, 2: 64 }

/** What is wrong with the length of the data, in hexadecimal digits, for a matching type. */
export const associationProblems = (type: number, data: string): readonly string[] =>
  lengthProblems('digest', `matching type ${type}`, data, digestOctets[type])
