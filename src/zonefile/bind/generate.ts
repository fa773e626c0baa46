// The range and the templates of $GENERATE (BIND 9 Administrator Reference Manual).
import { fault } from '../../base/errors.ts'

/** The most records that one $GENERATE makes. */
const maxSteps = 65_536
const maxNumber = 2 ** 31 - 1
const maxWidth = 255

/** The numbers from `start` to `stop`, both included where `step` meets them. */
export interface Range {
  readonly start: number
  readonly stop: number
  readonly step: number
}

/** Reads a range `start-stop` or `start-stop/step`. */
export function parseRange(text: string): Range {
  const [, from, to, by = '1'] = /^(\d{1,10})-(\d{1,10})(?:\/(\d{1,10}))?$/.exec(text) ?? []
  if (from === undefined) throw fault('bind-generate', `range "${text}" is not start-stop or start-stop/step`)
  const range = { start: Number(from), stop: Number(to), step: Number(by) }
  if (range.start > range.stop) throw fault('bind-generate', `range "${text}" starts above its end`)
  if (range.stop > maxNumber) throw fault('bind-generate', `range "${text}" ends above ${maxNumber}`)
  if (range.step < 1) throw fault('bind-generate', `range "${text}" has a step of 0`)
  const steps = Math.floor((range.stop - range.start) / range.step) + 1
  if (steps > maxSteps)
    throw fault('bind-generate', `range "${text}" gives ${steps} records; the most is ${maxSteps}`)
  return range
}

/** Makes a word of each number of the range. */
export type Template = (number: number) => string

// An escaped character, `$$` for a `$`, `${…}`, `$`, or other text.
const templatePart = /\\[^]|\$\$|\$\{[^}]*\}?|\$|[^\\$]+/g

/** Reads a template in which `$` and `${offset,width,base}` stand for the number. */
export function parseTemplate(text: string): Template {
  const parts = (text.match(templatePart) ?? []).map(part => {
    if (part === '$$') return '$'
    if (part === '$') return String
    return part.startsWith('${') ? modifier(part) : part
  })
  return number => parts.map(part => (typeof part === 'string' ? part : part(number))).join('')
}

function modifier(text: string): Template {
  const [, offset, width = '0', base = 'd'] =
    /^\$\{([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}$/.exec(text) ?? []
  if (offset === undefined || Number(width) > maxWidth)
    throw fault('bind-generate', `"${text}" is not of the form \${offset,width,base}`)
  return number => {
    const value = number + Number(offset)
    if (value < 0 || value > maxNumber) throw fault('bind-generate', `"${text}" makes ${value} of ${number}`)
    return numberText(value, Number(width), base)
  }
}

const radixOf: Readonly<Record<string, number>> = { d: 10, o: 8, x: 16, X: 16 }

function numberText(value: number, width: number, base: string): string {
  if (base === 'n') return nibbles(value, width)
  if (base === 'N') return nibbles(value, width).toUpperCase()
  const digits = value.toString(radixOf[base]).padStart(width, '0')
  return base === 'X' ? digits.toUpperCase() : digits
}

/** Hexadecimal digits, the lowest first, as labels; the width counts digits and dots, as BIND does. */
function nibbles(value: number, width: number): string {
  let text = ''
  for (let rest = value; ; ) {
    text += (rest & 15).toString(16)
    rest >>>= 4
    if (rest > 0 || width > text.length) text += '.'
    if (rest === 0 && text.length >= width) return text
  }
}
