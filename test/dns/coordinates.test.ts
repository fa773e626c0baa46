import { expect, test } from 'vitest'
import { coordinatesText, parseCoordinates } from '../../src/dns/coordinates.ts'

test.each([
  ['49.22,-74.01', '49.22,-74.01'],
  ['49.20, +74.00', '49.2,74'],
  ['-90,180', '-90,180'],
  ['0,-0', '0,0'],
])('%s is %s', (text, written) => {
  expect(coordinatesText(parseCoordinates(text)!)).toBe(written)
})

test.each(['', '49.22', '90.01,0', '0,180.01', '1.234,5', 'a,b', '1,2,3', '49.22;-74.01'])(
  '"%s" are none',
  text => {
    expect(parseCoordinates(text)).toBeUndefined()
  },
)
