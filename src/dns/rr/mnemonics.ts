// Mnemonics and codes of the declared record types, for data that name types (NSEC, RRSIG, CSYNC).
import { fault } from '../../base/errors.ts'

const codes = new Map<string, number>()
const mnemonics = new Map<number, string>()

/** Makes a type's mnemonic known; the table does it, which the kinds may not import as it imports them. */
export function learnMnemonic(mnemonic: string, code: number): void {
  codes.set(mnemonic, code)
  mnemonics.set(code, mnemonic)
}

/** The mnemonic of a code, or `TYPEnnn` (RFC 3597 §5). */
export const mnemonicOf = (code: number): string => mnemonics.get(code) ?? `TYPE${code}`

/** The code of `TYPEnnn` in any case; undefined if the text is not of that form. */
export function genericTypeCode(text: string): number | undefined {
  const code = /^TYPE(\d{1,5})$/i.exec(text)?.[1]
  return code !== undefined && Number(code) <= 0xffff ? Number(code) : undefined
}

/** The code of a mnemonic in any case or of `TYPEnnn`; throws `record-type-unknown`. */
export function codeOf(mnemonic: string): number {
  const code = codes.get(mnemonic.toUpperCase()) ?? genericTypeCode(mnemonic)
  if (code === undefined) throw fault('record-type-unknown', `record type "${mnemonic}" is unknown`)
  return code
}
