import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Collection,
  locationName,
  type NetworkLists,
  placeNetworks,
} from '../../../../src/providers/route53/resources/cidr.ts'

const collection = (name: string, ...lists: string[][]): Collection => ({
  id: name,
  name,
  version: 1,
  locations: new Map(lists.map(list => [locationName(list), list])),
})
const a = ['192.0.2.0/24']
const b = ['198.51.100.0/24', '2001:db8::/48']

test('the name of a location depends on its networks alone', () => {
  const name = locationName(b)
  expect(name).toMatch(/^[\w-]{16}$/)
  expect(locationName(['2001:DB8:0::/48', '198.51.100.77/24', '198.51.100.0/24'])).toBe(name)
  expect(locationName(a)).not.toBe(name)
})

test.each<[string, NetworkLists[], Collection[], string[], Record<string, string[][]>]>([
  ['the first collection', [[a, b]], [], ['dnsctl'], { dnsctl: [a, b] }],
  ['one that two share', [[a], [b]], [], ['dnsctl', 'dnsctl'], { dnsctl: [a, b] }],
  ['what is there', [[a]], [collection('dnsctl', a, b)], ['dnsctl'], { dnsctl: [] }],
  ['the default alone', [[]], [], ['dnsctl'], { dnsctl: [] }],
  [
    'what is missing of a location',
    [[b]],
    [{ ...collection('dnsctl'), locations: new Map([[locationName(b), b.slice(1)]]) }],
    ['dnsctl'],
    { dnsctl: [b.slice(0, 1)] },
  ],
  [
    'a second one where networks overlap',
    [[['192.0.2.0/25']]],
    [collection('dnsctl', a)],
    ['dnsctl-2'],
    { 'dnsctl-2': [['192.0.2.0/25']] },
  ],
  [
    'a second one where networks hold others',
    [[['192.0.0.0/16']]],
    [collection('dnsctl', a)],
    ['dnsctl-2'],
    { 'dnsctl-2': [['192.0.0.0/16']] },
  ],
  ['overlaps within one RRset', [[a, ['192.0.2.0/25']]], [], ['dnsctl'], { dnsctl: [a, ['192.0.2.0/25']] }],
  [
    'none of the others’ collections',
    [[a]],
    [collection('dnsctl-x', a), collection('theirs', a)],
    ['dnsctl'],
    { dnsctl: [a] },
  ],
  [
    'beside a location that another RRset has alone',
    [[['192.0.2.0/24']], [['192.0.2.0/24'], ['192.0.2.128/25']]],
    [],
    ['dnsctl', 'dnsctl-2'],
    { dnsctl: [['192.0.2.0/24']], 'dnsctl-2': [['192.0.2.0/24'], ['192.0.2.128/25']] },
  ],
  [
    'another family does not overlap',
    [[['c000::/16']]],
    [collection('dnsctl', ['192.0.0.0/16'])],
    ['dnsctl'],
    { dnsctl: [['c000::/16']] },
  ],
])('places %s', (_title, rrsets, held, collections, missing) => {
  const placement = placeNetworks(rrsets, held)
  expect(placement.collections).toEqual(collections)
  const added = [...placement.missing].map(([name, locations]) => [name, [...locations.values()]])
  expect(Object.fromEntries(added)).toEqual(missing)
})

describe('any RRsets', () => {
  const network = fc
    .record({ length: fc.integer({ min: 1, max: 8 }), first: fc.nat(255) })
    .map(({ length, first }) => `${(first >> (8 - length)) << (8 - length)}.0.0.0/${length}`)
  const rrsets = fc.array(fc.array(fc.array(network, { minLength: 1, maxLength: 3 }), { maxLength: 3 }), {
    maxLength: 8,
  })

  const addresses = Array.from({ length: 52 }, (_, i) => 5 * i)
  const holds = (networks: readonly string[], address: number): number =>
    Math.max(
      -1,
      ...networks.map(text => {
        const [first, length] = text.split('/') as [string, string]
        const shift = 8 - Number(length)
        return Number.parseInt(first, 10) >> shift === address >> shift ? Number(length) : -1
      }),
    )
  const longest = (locations: Iterable<readonly [string, readonly string[]]>, address: number) => {
    const found = [...locations].map(([name, networks]) => ({ name, length: holds(networks, address) }))
    const most = Math.max(-1, ...found.map(({ length }) => length))
    return most < 0 ? [] : found.filter(({ length }) => length === most).map(({ name }) => name)
  }

  test('find each address where it would be without the others', () => {
    fc.assert(
      fc.property(rrsets, all => {
        const { collections, missing } = placeNetworks(all, [])
        const strayed = all.flatMap((lists, index) => {
          const own = new Map(lists.map(list => [locationName(list), list]))
          const together = missing.get(collections[index]!)!
          return addresses.filter(address => {
            const alone = longest(own, address)
            const shared = longest(together, address)
            return alone.length > 0
              ? !alone.every(name => shared.includes(name))
              : shared.some(name => own.has(name))
          })
        })
        expect(strayed).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
