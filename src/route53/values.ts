// Values as Route 53's API writes them: presentation form, but with octal escapes in place of the decimal ones
// (Developer Guide, "Supported DNS record types").
import { fault } from '../base/errors.ts'
import { parseName, root } from '../dns/name.ts'
import type { Rdata, RRTypeName } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { TextContext } from '../dns/rr/text.ts'
import { octal } from './names.ts'

/** Writes record data as the API takes them: strings in quotes, `\"`, `\\`, and `\ooo` for what is not printable. */
export function valueToApi(_type: RRTypeName, rdata: Rdata): string {
  if (!rdata.includes('\\')) return rdata
  return rdata.replace(piece, (text, quoted?: string) =>
    quoted === undefined
      ? text.replace(backslashed, octalEscape)
      : text.replace(backslashed, octalEscapeInQuotes),
  )
}

/**
 * Reads a value of a request: names with or without the dot at their end, strings that touch (`"a""b"`), any octal
 * escape. Throws `rdata-syntax` and what else the type's own reader throws.
 */
export function valueFromApi(type: RRTypeName, value: string): Rdata {
  if (isText(type)) refuseUnquoted(value)
  return typeOf(type).parse(presentationForm(value, refuseEscape), apiNames)
}

/** Reads a value that is held: one that breaks a rule of its type is taken too, since it is there. */
export const heldValueFromApi = (type: RRTypeName, value: string): Rdata =>
  typeOf(type).take(presentationForm(value, withoutBackslash), apiNames)

const presentationForm = (value: string, otherEscape: (text: string) => string): string =>
  value.includes('\\')
    ? value.replace(backslashed, (text, digits?: string, char?: string) =>
        decimalEscape(text, digits, char, otherEscape),
      )
    : value

/** A string with its quotes, or what stands between two of them. */
const piece = /("(?:[^"\\]|\\[^])*")|(?:[^"\\]|\\[^])+/g
const backslashed = /\\(\d{3})|\\([^])/g

function octalEscape(_text: string, decimal: string | undefined, char: string): string {
  return octal(decimal === undefined ? char.charCodeAt(0) : Number(decimal))
}

const octalEscapeInQuotes = (text: string, decimal: string | undefined, char: string): string =>
  char === '"' || char === '\\' ? text : octalEscape(text, decimal, char)

/** `otherEscape` is for what is neither an octal escape nor that of a character which is no digit. */
function decimalEscape(
  text: string,
  digits: string | undefined,
  char: string | undefined,
  otherEscape: (text: string) => string,
): string {
  if (char !== undefined && !/\d/.test(char)) return text
  if (digits === undefined || !/^[0-3][0-7]{2}$/.test(digits)) return otherEscape(text)
  return `\\${String(Number.parseInt(digits, 8)).padStart(3, '0')}`
}

function refuseEscape(text: string): never {
  throw fault('rdata-syntax', `escape ${text} is not of three octal digits up to \\377`)
}

const withoutBackslash = (text: string): string => text.slice(1)

/** No value of the API is relative to a zone. */
const apiNames: TextContext = { name: text => (text === '@' ? parseName('\\@.') : parseName(text, root)) }

const isText = (type: RRTypeName): boolean => type === 'TXT' || type === 'SPF'

/** Route 53 answers InvalidCharacterString to text without quotes, rather than guess where it is to be cut. */
function refuseUnquoted(value: string): void {
  if (!/^\s*(?:"(?:[^"\\]|\\[^])*"\s*)+$/.test(value))
    throw fault('rdata-syntax', `text ${value} is not enclosed in quotation marks`)
}
