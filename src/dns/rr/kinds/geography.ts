// Places on Earth as LOC has them: angles, altitude, and sizes of one digit and a power of ten (RFC 1876 §2, §3).
import { fault } from '../../../base/errors.ts'
import { type FieldKind, wordKind } from '../field-kind.ts'
import type { TextReader } from '../text.ts'

/** An angle is in thousandths of a second of arc from here, on the equator and the prime meridian. */
const origin = 2 ** 31
const perDegree = 3_600_000

interface AngleKind {
  /** The letters of the positive and the negative side. */
  readonly sides: 'NS' | 'EW'
  readonly maxDegrees: 90 | 180
}

/** Degrees, minutes and seconds with a side: `42 21 54.000 N`; minutes and seconds may be left out. */
function angle({ sides, maxDegrees }: AngleKind): FieldKind<string> {
  const form = new RegExp(`^(\\d{1,3})(?: (\\d{1,2})(?: (\\d{1,2}(?:\\.\\d{1,3})?))?)? ([${sides}])$`, 'i')
  const offset = (text: string): number | undefined => {
    const [, degrees, minutes = '0', seconds = '0', side] = form.exec(text) ?? []
    if (!side || Number(minutes) > 59 || Number(seconds) >= 60) return undefined
    const size = Number(degrees) * perDegree + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000)
    if (size > maxDegrees * perDegree) return undefined
    return side.toUpperCase() === sides[0] ? size : -size
  }
  const write = (milliseconds: number): string => {
    const size = Math.abs(milliseconds)
    const seconds = ((size % 60_000) / 1000).toFixed(3)
    const side = milliseconds < 0 ? sides[1] : sides[0]
    return `${Math.floor(size / perDegree)} ${Math.floor(size / 60_000) % 60} ${seconds} ${side}`
  }
  const kind = wordKind({
    label: `degrees, minutes, seconds and ${sides[0]} or ${sides[1]}`,
    parse(text, field) {
      const milliseconds = offset(text.trim().replace(/\s+/g, ' '))
      if (milliseconds === undefined)
        throw fault('rdata-syntax', `${field} "${text}" is not such as "42 21 54.000 ${sides[0]}"`)
      return write(milliseconds)
    },
    readWire(wire) {
      const milliseconds = wire.u32() - origin
      if (Math.abs(milliseconds) > maxDegrees * perDegree)
        throw fault('wire-malformed', `an angle is above ${maxDegrees} degrees`)
      return write(milliseconds)
    },
    writeWire: (wire, value) => wire.u32(origin + offset(value)!),
    schema: {
      type: 'string',
      pattern: `^\\d{1,3}( \\d{1,2}( \\d{1,2}(\\.\\d{1,3})?)?)? [${sides}${sides.toLowerCase()}]$`,
    },
  })
  return {
    ...kind,
    readText: (text, _context, field) => kind.fromJson!(angleWords(text, field), _context, field, {}),
  }
}

/** The words up to the one that names the side. */
function angleWords(text: TextReader, field: string): string {
  const words: string[] = []
  do words.push(text.next(field).text)
  while (words.length < 4 && !/^[a-z]$/i.test(words.at(-1)!))
  return words.join(' ')
}

/** Degrees north or south. */
export const latitude = angle({ sides: 'NS', maxDegrees: 90 })
/** Degrees east or west. */
export const longitude = angle({ sides: 'EW', maxDegrees: 180 })

/** Reads metres with up to two decimals and perhaps an `m`, as centimetres. */
function parseCentimetres(text: string, field: string): number {
  if (!/^-?\d+(?:\.\d{0,2})?m?$/i.test(text))
    throw fault('rdata-syntax', `${field} "${text}" is not a number of metres such as 10m or -24.50m`)
  return Math.round(Number.parseFloat(text) * 100)
}

/** The altitude 0 is this many centimetres above the one that the wire counts from. */
const altitudeOrigin = 10_000_000
const maxAltitude = 2 ** 32 - 1 - altitudeOrigin

function checkedAltitude(centimetres: number, field: string): number {
  if (centimetres < -altitudeOrigin || centimetres > maxAltitude)
    throw fault('rdata-range', `${field} ${centimetres / 100} is not from -100000.00 to ${maxAltitude / 100}`)
  return centimetres / 100
}

/** Metres above the WGS 84 spheroid. */
export const altitude: FieldKind<number> = {
  label: 'metres',
  readText: (text, _context, field) => checkedAltitude(parseCentimetres(text.next(field).text, field), field),
  writeText: value => `${value.toFixed(2)}m`,
  readWire: wire => (wire.u32() - altitudeOrigin) / 100,
  writeWire: (wire, value) => wire.u32(Math.round(value * 100) + altitudeOrigin),
  schema: { type: 'number', minimum: -altitudeOrigin / 100, maximum: maxAltitude / 100 },
  fromJson: (input, _context, field) => checkedAltitude(Math.round(Number(input) * 100), field),
}

/** Cuts centimetres to their first digit, which is all that the wire can hold. */
function firstDigit(centimetres: number, field: string): number {
  if (centimetres < 0 || centimetres > 9e9)
    throw fault('rdata-range', `${field} ${centimetres / 100} is not from 0 to 90000000`)
  const power = 10 ** exponentOf(centimetres)
  return (Math.floor(centimetres / power) * power) / 100
}

const exponentOf = (centimetres: number): number => String(centimetres).length - 1

/** A diameter or precision in metres, of one significant digit; may be left out. */
export const extent = (fallback: number): FieldKind<number> => ({
  label: 'metres of one significant digit',
  readText: (text, _context, field) =>
    text.left === 0 ? fallback : firstDigit(parseCentimetres(text.next(field).text, field), field),
  writeText: value => `${value < 1 ? value.toFixed(2) : value}m`,
  readWire(wire) {
    const octet = wire.u8()
    if (octet >> 4 > 9 || (octet & 15) > 9) throw fault('wire-malformed', 'a size is not of decimal digits')
    return ((octet >> 4) * 10 ** (octet & 15)) / 100
  },
  writeWire(wire, value) {
    const centimetres = Math.round(value * 100)
    const exponent = exponentOf(centimetres)
    wire.u8(((centimetres / 10 ** exponent) << 4) | exponent)
  },
  schema: { type: 'number', minimum: 0, maximum: 90_000_000 },
  fromJson: (input, _context, field) => firstDigit(Math.round(Number(input) * 100), field),
  fallback,
})
