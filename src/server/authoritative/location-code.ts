// Locations as numbers, so that a match is a comparison: a continent in 4 bits, a country in 10, a subdivision in 16.
import { type Continent, continents } from '../../dns/countries.ts'
import { continentOf, type Location } from '../../dns/location.ts'

/** Where the parts begin, and what they are from there on. */
const countryBit = 16
const continentBit = 26
const subdivisionMask = 0x3fffffff
const countryMask = 0x3fff0000
const continentMask = 0x3c000000

/** A location, and the bits that another has to have in common with it to lie in it. */
export interface LocationCode {
  readonly code: number
  /** The larger, the more specific; 0 for the default, in which every location lies. */
  readonly mask: number
}

/** Encodes a location. */
export function locationCode(location: Location): LocationCode {
  if ('default' in location) return { code: 0, mask: 0 }
  if ('continent' in location) return { code: continentCode(location.continent), mask: continentMask }
  const { country, subdivision } = location
  const code = continentCode(continentOf(country)) | (digits(country, letters) << countryBit)
  if (subdivision === undefined) return { code, mask: countryMask }
  return { code: code | digits(subdivision, lettersAndDigits), mask: subdivisionMask }
}

const continentNames = Object.keys(continents)

const continentCode = (continent: Continent | undefined): number =>
  continent === undefined ? 0 : (continentNames.indexOf(continent) + 1) << continentBit

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const lettersAndDigits = `${letters}0123456789`

/** A number that no other text of those letters has; 0 is that of none. */
const digits = (text: string, alphabet: string): number =>
  [...text].reduce((sum, letter) => sum * (alphabet.length + 1) + alphabet.indexOf(letter) + 1, 0)
