// Every policy in every state of health against a model that is written from what Route 53 documents.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import type { PolicyKind } from '../../../src/dns/routing.ts'
import { locationsOf } from './locations-of.ts'
import { routed, type SetParameters, setHealth, soa, valuesOf, zoneOf } from './policy-zone.ts'
import { rrsetsOf, serverOf } from './rich-zone.ts'

/** A set with what decides: its own check and, if it is an alias, the two sets of its target. */
interface ModelSet {
  readonly check: string | undefined
  /** Undefined for values. */
  readonly target: { readonly evaluateHealth: boolean } | undefined
  readonly weight: number
  readonly location: string
  readonly networks: readonly string[]
}

/** Where an asker may be: locations from the most specific on, and how long a prefix of each network is met. */
const askers = [
  { from: '192.0.2.9', locations: ['US-CA', 'US', 'NA', '*'] },
  { from: '198.51.100.9', locations: ['US', 'NA', '*'] },
  { from: '203.0.113.9', locations: ['FR', 'EU', '*'] },
  { from: '2001:db8::9', locations: ['*'] },
] as const

const locations = locationsOf(['192.0.2.0/24', 'US-CA'], ['198.51.100.0/24', 'US'], ['203.0.113.0/24', 'FR'])

/** Networks in order of their size, with the askers that are in them. */
const networkChain: Readonly<Record<string, readonly string[]>> = {
  '192.0.2.9': ['192.0.2.8/30', '192.0.2.0/24', '192.0.0.0/8', '*'],
  '198.51.100.9': ['*'],
  '203.0.113.9': ['203.0.113.0/24', '*'],
  '2001:db8::9': ['2001:db8::/32', '*'],
}

const kinds = ['weighted', 'failover', 'multivalue', 'latency', 'geolocation', 'geoproximity', 'ip'] as const
const placeNames = ['US-CA', 'US', 'NA', 'FR', 'EU', '*']
const networkNames = ['192.0.2.8/30', '192.0.2.0/24', '192.0.0.0/8', '203.0.113.0/24', '2001:db8::/32', '*']
const checkNames = ['a', 'b', 'c']

/** The number of sets fits the number of different locations and networks. */
const modelSets: fc.Arbitrary<ModelSet[]> = fc
  .record({
    sets: fc.array(
      fc.record({
        check: fc.option(fc.constantFrom(...checkNames), { nil: undefined }),
        target: fc.option(fc.record({ evaluateHealth: fc.boolean() }), { nil: undefined, freq: 2 }),
        weight: fc.constantFrom(0, 0, 1, 200),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    places: fc.shuffledSubarray(placeNames, { minLength: 6 }),
    networks: fc.shuffledSubarray(networkNames, { minLength: 6 }),
  })
  .map(({ sets, places, networks }) =>
    sets.map((set, i) => ({ ...set, location: places[i]!, networks: [networks[i]!] })),
  )

/** The sets of a failover have two roles. */
const setsOf = (kind: PolicyKind, sets: readonly ModelSet[]) =>
  kind === 'failover' ? sets.slice(0, 2) : sets

const parametersOf = (kind: PolicyKind, set: ModelSet, i: number): SetParameters => ({
  check: set.check,
  ...(set.target
    ? { alias: 'target', evaluateHealth: set.target.evaluateHealth }
    : { values: [`192.0.2.${100 + i}`] }),
  ...(kind === 'weighted' && { weight: set.weight }),
  ...(kind === 'failover' && { role: i === 0 ? ('primary' as const) : ('secondary' as const) }),
  ...(kind === 'geolocation' && { location: set.location }),
  ...(kind === 'ip' && { networks: set.networks }),
})

/** The target of all aliases: two sets, of which the second is for when the first is ill. */
const target = routed('target', 'A', 'failover', {
  x: { values: ['192.0.2.1'], role: 'primary', check: 'x' },
  y: { values: ['192.0.2.2'], role: 'secondary', check: 'y' },
})

/** Each of the results is a set that may be answered; several of them only in a multivalue answer. */
function model(
  kind: PolicyKind,
  sets: readonly ModelSet[],
  ill: readonly string[],
  asker: (typeof askers)[number],
): { readonly mayBe: readonly number[] } {
  const isTargetIll = ill.includes('x') && ill.includes('y')
  const isWell = ({ check, target }: ModelSet): boolean =>
    !(check !== undefined && ill.includes(check)) && !(target?.evaluateHealth && isTargetIll)
  const numbers = sets.map((_, i) => i)
  const well = numbers.filter(i => isWell(sets[i]!))
  const firstWell = (order: readonly number[]) =>
    order
      .filter(i => isWell(sets[i]!))
      .concat(order)
      .slice(0, 1)
  switch (kind) {
    case 'weighted': {
      const heavy = (from: readonly number[]) => from.filter(i => sets[i]!.weight > 0)
      const [first = []] = [heavy(well), well, heavy(numbers), numbers].filter(({ length }) => length > 0)
      return { mayBe: first }
    }
    case 'multivalue':
      return { mayBe: well.length > 0 ? well : numbers }
    case 'failover':
    case 'latency':
    case 'geoproximity':
      return { mayBe: firstWell(numbers) }
    case 'geolocation':
      return { mayBe: firstWell(asker.locations.flatMap(l => numbers.filter(i => sets[i]!.location === l))) }
    case 'ip':
      return {
        mayBe: firstWell(
          networkChain[asker.from]!.flatMap(n => numbers.filter(i => sets[i]!.networks.includes(n))),
        ),
      }
    default:
      return kind satisfies never
  }
}

const subsets = (names: readonly string[]): string[][] =>
  Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, i) => bits & (1 << i)))

test.for(kinds)('%s, in every state of health', kind => {
  fc.assert(
    fc.property(modelSets, fc.constantFrom(...askers), (all, asker) => {
      const sets = setsOf(kind, all)
      const rrset = routed(
        'www',
        'A',
        kind,
        Object.fromEntries(sets.map((set, i) => [`s${i}`, parametersOf(kind, set, i)])),
      )
      const zone = [...soa, ...rrsetsOf('example.com.', 'ns1 60 A 192.0.2.3'), target, rrset]
      const server = serverOf({ 'example.com.': zone }, { random: createRandom(1), locations })
      for (const ill of subsets([...checkNames, 'x', 'y'])) {
        setHealth(zoneOf(server), ill)
        const targetValue = ill.includes('x') && !ill.includes('y') ? '192.0.2.2' : '192.0.2.1'
        const dataOf = (i: number): string => (sets[i]!.target ? targetValue : `192.0.2.${100 + i}`)
        const mayBe = new Set(model(kind, sets, ill, asker).mayBe.map(dataOf))
        const got = valuesOf(server, { name: 'www', from: asker.from }).filter(value => value !== 'NOERROR')
        const wanted = kind === 'multivalue' ? [...mayBe].sort() : got.filter(value => mayBe.has(value))
        expect(got.sort(), `ill: ${ill}`).toEqual(wanted)
        expect(got.length > 0).toBe(mayBe.size > 0)
      }
    }),
    { seed: 1, numRuns: 40 },
  )
})
