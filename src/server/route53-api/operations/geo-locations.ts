// The places that geolocation knows.
import { type GeoLocationDetails, geoLocations } from '../../../route53/geo.ts'
import { limits } from '../../../route53/limits.ts'
import type { GeoLocation } from '../../../route53/record-set.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { pageOf } from '../form/paging.ts'
import { boolean, integer, list, text } from '../form/shapes.ts'
import { query, required, struct } from '../form/struct.ts'
import { geoLocation } from './record-set-shapes.ts'

const details = struct({
  ContinentCode: text(),
  ContinentName: text(),
  CountryCode: text(),
  CountryName: text(),
  SubdivisionCode: text(),
  SubdivisionName: text(),
})

/** Continents come first, then countries, each before its subdivisions. */
const orderOf = ({ ContinentCode, CountryCode, SubdivisionCode }: GeoLocation): string =>
  ContinentCode === undefined ? `2${CountryCode ?? ''}/${SubdivisionCode ?? ''}` : `1${ContinentCode}`

const inOrder = (): GeoLocationDetails[] => geoLocations().sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))

export const listGeoLocations = defineOperation({
  name: 'ListGeoLocations',
  method: 'GET',
  path: '/2013-04-01/geolocations',
  input: struct({
    StartContinentCode: query('startcontinentcode', geoLocation.ContinentCode),
    StartCountryCode: query('startcountrycode', geoLocation.CountryCode),
    StartSubdivisionCode: query('startsubdivisioncode', geoLocation.SubdivisionCode),
    MaxItems: query('maxitems', integer({ min: 1 })),
  }),
  output: struct({
    GeoLocationDetailsList: required(list('GeoLocationDetails', details)),
    IsTruncated: required(boolean),
    NextContinentCode: text(),
    NextCountryCode: text(),
    NextSubdivisionCode: text(),
    MaxItems: required(integer()),
  }),
  run(_context, { StartContinentCode, StartCountryCode, StartSubdivisionCode, MaxItems }) {
    const start = startOf(StartContinentCode, StartCountryCode, StartSubdivisionCode)
    const most = limits.geoLocationsPerPage
    const { items, next } = pageOf(inOrder(), place => orderOf(place) >= start, MaxItems, most)
    return {
      GeoLocationDetailsList: items,
      IsTruncated: next !== undefined,
      ...(next?.ContinentCode && { NextContinentCode: next.ContinentCode }),
      ...(next?.CountryCode && { NextCountryCode: next.CountryCode }),
      ...(next?.SubdivisionCode && { NextSubdivisionCode: next.SubdivisionCode }),
      MaxItems: Math.min(MaxItems ?? most, most),
    }
  },
})

function startOf(ContinentCode?: string, CountryCode?: string, SubdivisionCode?: string): string {
  if (SubdivisionCode !== undefined && CountryCode === undefined)
    throw new ApiError('InvalidInput', 'StartSubdivisionCode requires StartCountryCode')
  if (CountryCode !== undefined) return orderOf({ CountryCode, ...(SubdivisionCode && { SubdivisionCode }) })
  return ContinentCode === undefined ? '' : orderOf({ ContinentCode })
}

export const getGeoLocation = defineOperation({
  name: 'GetGeoLocation',
  method: 'GET',
  path: '/2013-04-01/geolocation',
  input: struct({
    ContinentCode: query('continentcode', geoLocation.ContinentCode),
    CountryCode: query('countrycode', geoLocation.CountryCode),
    SubdivisionCode: query('subdivisioncode', geoLocation.SubdivisionCode),
  }),
  output: struct({ GeoLocationDetails: required(details) }),
  run(
    _context,
    { ContinentCode, CountryCode = ContinentCode === undefined ? '*' : undefined, SubdivisionCode },
  ) {
    const place = geoLocations().find(
      one =>
        one.ContinentCode === ContinentCode &&
        one.CountryCode === CountryCode &&
        one.SubdivisionCode === SubdivisionCode,
    )
    if (!place) throw new ApiError('NoSuchGeoLocation', 'The specified geographic location is not supported.')
    return { GeoLocationDetails: place }
  },
})
