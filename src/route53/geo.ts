// Locations as Route 53's API has them (API Reference, GeoLocation, ListGeoLocations).
import { type Continent, continents, countries } from '../dns/countries.ts'
import { type Location, locationText, parseLocation } from '../dns/location.ts'
import type { GeoLocation } from './record-set.ts'
import { subdivisionsOf } from './subdivisions.ts'

/** A location with the names of its parts, as ListGeoLocations gives them. */
export interface GeoLocationDetails extends GeoLocation {
  readonly ContinentName?: string
  readonly CountryName?: string
  readonly SubdivisionName?: string
}

/** Countries of ISO 3166 that Route 53 does not have. */
const missing = new Set(['BV', 'CX', 'EH', 'HM'])

/** Every location that Route 53 has: the default, countries each with its subdivisions, continents. */
export function geoLocations(): GeoLocationDetails[] {
  const held = [...countries].filter(([code]) => !missing.has(code))
  return [
    { CountryCode: '*', CountryName: 'Default' },
    ...held.flatMap(([CountryCode, { name: CountryName }]) => [
      { CountryCode, CountryName },
      ...subdivisionsOf(CountryCode).map(([SubdivisionCode, SubdivisionName]) => ({
        CountryCode,
        CountryName,
        SubdivisionCode,
        SubdivisionName,
      })),
    ]),
    ...Object.entries(continents).map(([ContinentCode, ContinentName]) => ({ ContinentCode, ContinentName })),
  ]
}

/** Says whether Route 53 has the location. */
export function isGeoLocation({ ContinentCode, CountryCode, SubdivisionCode }: GeoLocation): boolean {
  if (ContinentCode !== undefined)
    return ContinentCode in continents && CountryCode === undefined && SubdivisionCode === undefined
  if (CountryCode === '*') return SubdivisionCode === undefined
  if (CountryCode === undefined || !countries.has(CountryCode) || missing.has(CountryCode)) return false
  return (
    SubdivisionCode === undefined || subdivisionsOf(CountryCode).some(([code]) => code === SubdivisionCode)
  )
}

/** Makes the API's form of a location text; undefined if Route 53 has no such place. */
export function geoLocationOf(text: string): GeoLocation | undefined {
  const location = parseLocation(text)
  const form = location && formOf(location)
  return form && isGeoLocation(form) ? form : undefined
}

function formOf(location: Location): GeoLocation {
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
