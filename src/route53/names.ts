// Names as Route 53's API writes them: lower-case, octal escapes for all but a–z 0–9 - _ and the dots between labels
// (Developer Guide, "DNS domain name format").
import { fault } from '../base/errors.ts'
import { type Name, nameKey, parseName, root } from '../dns/name.ts'

const plain = /^[a-z0-9_.-]+$/

/** Writes a name as the API returns it: `\052.example.com.`, a dot within a label as `\056`. */
export function nameToApi(name: Name): string {
  const key = nameKey(name)
  if (plain.test(key)) return key
  return key.replace(/\\(\d{3})|\\(.)|[^a-z0-9_.-]/g, (char, decimal?: string, literal?: string) =>
    octal(decimal === undefined ? (literal ?? char).charCodeAt(0) : Number(decimal)),
  )
}

/**
 * Reads a name of the API, in lower case: with or without the dot at its end, any character escaped or, if it is
 * ASCII, plain. Throws `name-syntax`.
 */
export function nameFromApi(text: string): Name {
  const key = text.toLowerCase()
  if (key === '.') return root
  const absolute = key === '' || key.endsWith('.') ? key : `${key}.`
  return parseName(plain.test(absolute) ? absolute : presentationText(absolute))
}

/** Writes one octet as `\ooo`. */
export const octal = (octet: number): string => `\\${octet.toString(8).padStart(3, '0')}`

/** The name with decimal escapes, as master files have them. */
function presentationText(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})|[^a-z0-9_.-]/g, (char, digits?: string) => {
    if (digits !== undefined) return decimal(lowerCase(Number.parseInt(digits, 8)))
    if (char === '\\')
      throw fault('name-syntax', `a backslash in "${text}" is not followed by three octal digits up to \\377`)
    if (char > '\x7f') throw fault('name-syntax', `name "${text}" has "${char}", which is not ASCII`)
    return decimal(char.charCodeAt(0))
  })
}

const decimal = (octet: number): string => `\\${String(octet).padStart(3, '0')}`

const lowerCase = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet)
