// Locations as the API has them, and the list of all that there are.
import { expect, test } from 'vitest'
import { geoLocationOf, geoLocations, isGeoLocation, locationTextOf } from '../../src/route53/geo.ts'
import type { GeoLocation } from '../../src/route53/record-set.ts'

const forms: readonly (readonly [text: string, form: GeoLocation])[] = [
  ['*', { CountryCode: '*' }],
  ['AF', { ContinentCode: 'AF' }],
  ['country:AF', { CountryCode: 'AF' }],
  ['FR', { CountryCode: 'FR' }],
  ['US-CA', { CountryCode: 'US', SubdivisionCode: 'CA' }],
  ['UA-30', { CountryCode: 'UA', SubdivisionCode: '30' }],
]
test.each(forms)('%s', (text, form) => {
  expect(geoLocationOf(text)).toEqual(form)
  expect(locationTextOf(form)).toBe(text)
})

test.each(['FR-75', 'US-PR', 'HM', 'XX'])('Route 53 has no %s', text => {
  expect(geoLocationOf(text)).toBeUndefined()
})

test.each<GeoLocation>([
  {},
  { ContinentCode: 'XX' },
  { ContinentCode: 'EU', CountryCode: 'FR' },
  { CountryCode: '*', SubdivisionCode: 'CA' },
])('%j is no location', form => {
  expect(isGeoLocation(form)).toBe(false)
})

test('the list starts with the default, ends with the continents, and has what it says', () => {
  const list = geoLocations()
  expect(list.length).toBe(1 + 246 + 27 + 51 + 7)
  expect(list.filter(location => !isGeoLocation(location))).toEqual([])
  expect(list[0]).toEqual({ CountryCode: '*', CountryName: 'Default' })
  expect(list[1]).toEqual({ CountryCode: 'AD', CountryName: 'Andorra' })
  expect(list.at(-1)).toEqual({ ContinentCode: 'SA', ContinentName: 'South America' })
  const texas = list.findIndex(({ SubdivisionName }) => SubdivisionName === 'Texas')
  expect(list[texas]).toMatchObject({
    CountryCode: 'US',
    CountryName: 'United States',
    SubdivisionCode: 'TX',
  })
})
