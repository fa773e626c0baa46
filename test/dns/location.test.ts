// Texts of locations, and the continents of countries.
import { expect, test } from 'vitest'
import { countries } from '../../src/dns/countries.ts'
import { continentOf, type Location, locationText, parseLocation } from '../../src/dns/location.ts'

const texts: readonly (readonly [text: string, location: Location])[] = [
  ['*', { default: true }],
  ['EU', { continent: 'EU' }],
  ['AF', { continent: 'AF' }],
  ['NA', { continent: 'NA' }],
  ['FR', { country: 'FR' }],
  ['US-CA', { country: 'US', subdivision: 'CA' }],
  ['UA-30', { country: 'UA', subdivision: '30' }],
  ['country:AF', { country: 'AF' }],
  ['country:SA', { country: 'SA' }],
  ['SA-01', { country: 'SA', subdivision: '01' }],
]
test.each(texts)('%s', (text, location) => {
  expect(parseLocation(text)).toEqual(location)
  expect(locationText(location)).toBe(text)
})

test.each([
  ['eu', 'EU'],
  ['us-ca', 'US-CA'],
  ['Country:af', 'country:AF'],
  ['country:fr', 'FR'],
])('%s is written %s', (text, normal) => {
  expect(locationText(parseLocation(text)!)).toBe(normal)
})

test.each(['', 'XX', 'EU-FR', 'country:EU', 'FRA', 'US-', '**', 'US-CALI', 'country:*'])(
  '%s is no location',
  text => {
    expect(parseLocation(text)).toBeUndefined()
  },
)

test.each([
  ['TR', 'AS'],
  ['RU', 'EU'],
  ['CY', 'EU'],
  ['EG', 'AF'],
  ['MX', 'NA'],
  ['NA', 'AF'],
  ['SA', 'AS'],
  ['AS', 'OC'],
  ['AQ', 'AN'],
  ['BR', 'SA'],
  ['XK', 'EU'],
])('%s is in %s', (country, continent) => {
  expect(continentOf(country)).toBe(continent)
})

test('the countries are those of ISO 3166-1 and Kosovo, each once', () => {
  expect(countries.size).toBe(250)
  expect([...countries].filter(([code, { name }]) => !/^[A-Z]{2}$/.test(code) || name.length < 4)).toEqual([])
})
