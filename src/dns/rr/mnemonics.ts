// Mnemonics and codes of the declared record types, for data that name types (NSEC, RRSIG, CSYNC).
import { fault } from '../../base/errors.ts'

/** Types of the IANA registry that have no declaration: read by mnemonic, as others write it, and known as `TYPEnnn`. */
const undeclared: ReadonlyMap<string, number> = new Map([
  ['MD', 3],
  ['MF', 4],
  ['NULL', 10],
  ['WKS', 11],
  ['ISDN', 20],
  ['NSAP', 22],
  ['NSAP-PTR', 23],
  ['SIG', 24],
  ['KEY', 25],
  ['PX', 26],
  ['GPOS', 27],
  ['NXT', 30],
  ['EID', 31],
  ['NIMLOC', 32],
  ['ATMA', 34],
  ['A6', 38],
  ['SINK', 40],
  ['NINFO', 56],
  ['RKEY', 57],
  ['TALINK', 58],
  ['DSYNC', 66],
  ['HHIT', 67],
  ['BRID', 68],
  ['UINFO', 100],
  ['UID', 101],
  ['GID', 102],
  ['UNSPEC', 103],
  ['DOA', 259],
  ['AMTRELAY', 260],
  ['RESINFO', 261],
  ['TA', 32768],
  ['DLV', 32769],
])

const codes = new Map<string, number>()
const mnemonics = new Map<number, string>()

/** Makes a type's mnemonic known; the table does it, which the kinds may not import as it imports them. */
export function learnMnemonic(mnemonic: string, code: number): void {
  codes.set(mnemonic, code)
  mnemonics.set(code, mnemonic)
}

/** The mnemonic of a code, or `TYPEnnn` (RFC 3597 §5). */
export const mnemonicOf = (code: number): string => mnemonics.get(code) ?? `TYPE${code}`

/** The code of `TYPEnnn` or of a mnemonic without a declaration, in any case; undefined if the text is neither. */
export function genericTypeCode(text: string): number | undefined {
  const registered = undeclared.get(text.toUpperCase())
  if (registered !== undefined) return registered
  const code = /^TYPE(\d{1,5})$/i.exec(text)?.[1]
  return code !== undefined && Number(code) <= 0xffff ? Number(code) : undefined
}

/** The code of a mnemonic in any case or of `TYPEnnn`; throws `record-type-unknown`. */
export function codeOf(mnemonic: string): number {
  const code = codes.get(mnemonic.toUpperCase()) ?? genericTypeCode(mnemonic)
  if (code === undefined) throw fault('record-type-unknown', `record type "${mnemonic}" is unknown`)
  return code
}
