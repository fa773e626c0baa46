// Where a query comes from, as geolocation sets have it: continents, countries and their subdivisions (ISO 3166).
import { type Continent, continents, countries } from './countries.ts'

/** A continent, a country or a subdivision of one, or whatever no other set names. */
export type Location =
  | { readonly continent: Continent }
  | { readonly country: string; readonly subdivision?: string }
  | { readonly default: true }

/**
 * Reads `EU` (a continent), `FR` (a country), `US-CA` (a subdivision) or `*`; letter case does not matter. AF, AN, AS,
 * NA and SA are continents: the countries of these codes are `country:AF`. Undefined if there is no such place.
 */
export function parseLocation(text: string): Location | undefined {
  if (text === '*') return { default: true }
  const [, prefix, code = '', subdivision] =
    /^(country:)?([A-Z]{2})(?:-([A-Z0-9]{1,3}))?$/.exec(
      text.toUpperCase().replace(/^COUNTRY:/, 'country:'),
    ) ?? []
  if (!prefix && !subdivision && isContinent(code)) return { continent: code }
  if (!continentOf(code)) return undefined
  return { country: code, ...(subdivision && { subdivision }) }
}

/** Writes what `parseLocation` reads. */
export function locationText(location: Location): string {
  if ('default' in location) return '*'
  if ('continent' in location) return location.continent
  const { country, subdivision } = location
  if (subdivision) return `${country}-${subdivision}`
  return isContinent(country) ? `country:${country}` : country
}

const isContinent = (code: string): code is Continent => code in continents

/** The continent of a country's code; undefined if there is no such country. */
export const continentOf = (country: string): Continent | undefined => countries.get(country)?.continent
