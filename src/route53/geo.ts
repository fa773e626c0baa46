// Locations as Route 53's API has them (API Reference, GeoLocation).
import { type Continent, type Location, locationText, parseLocation } from '../dns/location.ts'
import type { GeoLocation } from './record-set.ts'

/** Makes the API's form of a location text; undefined if there is no such place. */
export function geoLocationOf(text: string): GeoLocation | undefined {
  const location = parseLocation(text)
  if (!location) return undefined
  if ('default' in location) return { CountryCode: '*' }
  if ('continent' in location) return { ContinentCode: location.continent }
  const { country, subdivision } = location
  return { CountryCode: country, ...(subdivision && { SubdivisionCode: subdivision }) }
}

/** Writes the API's form of a location as text; codes that nobody knows are kept as they are. */
export const locationTextOf = (location: GeoLocation): string => locationText(placeOf(location))

function placeOf({ ContinentCode, CountryCode, SubdivisionCode }: GeoLocation): Location {
  if (ContinentCode) return { continent: ContinentCode as Continent }
  if (!CountryCode || CountryCode === '*') return { default: true }
  return { country: CountryCode, ...(SubdivisionCode && { subdivision: SubdivisionCode }) }
}
