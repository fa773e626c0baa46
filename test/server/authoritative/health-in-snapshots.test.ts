// The health checks of a snapshot: each once, kept from one version to the next, and given up with their sets.
import { expect, test } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { compileZone, recompileZone } from '../../../src/server/authoritative/compile-zone.ts'
import type { Snapshot } from '../../../src/server/authoritative/snapshot.ts'
import { checkNamed, routed, setHealth, soa } from './policy-zone.ts'
import { rrsetsOf } from './rich-zone.ts'

const seed = 0x5eed
const compile = (...rrsets: readonly RRset[]) =>
  compileZone(parseName('example.com.'), [...soa, ...rrsets], seed)

/** An RRset whose sets have these checks. */
const checked = (owner: string, ...checks: readonly string[]): RRset =>
  routed(
    owner,
    'A',
    'multivalue',
    Object.fromEntries(checks.map((check, i) => [`s${i}`, { values: [`192.0.2.${i}`], check }])),
  )

/** `name: how many sets have it, and whether it is well`. */
const gist = ({ checks, checkSets, health }: Snapshot): string[] =>
  checks.map((check, i) => `${'name' in check && check.name}: ${checkSets[i]} ${health[i]}`)

test('each check stands once, and is well at first', async () => {
  const zone = await compile(checked('a', 'x', 'y', 'x'), checked('b', 'y'))
  expect(gist(zone)).toEqual(['x: 2 1', 'y: 2 1'])
  expect(zone.checks[0]).toEqual(checkNamed('x'))
  expect(zone.health.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('a change of something else goes on with the same memory', async () => {
  const zone = await compile(checked('a', 'x', 'y'))
  const changed = recompileZone(zone, [
    ...rrsetsOf('example.com.', 'b 60 A 192.0.2.9').map(after => ({ after })),
    { after: checked('c', 'y') },
  ])
  expect(changed.health).toBe(zone.health)
  setHealth(zone, ['x'])
  expect(gist(changed)).toEqual(['x: 1 0', 'y: 2 1'])
})

test('new checks come in memory of their own, with what is known of the others', async () => {
  const zone = await compile(checked('a', 'x', 'y'))
  setHealth(zone, ['y'])
  const changed = recompileZone(zone, [{ after: checked('b', 'z', 'y') }])
  expect(gist(changed)).toEqual(['x: 1 1', 'y: 2 0', 'z: 1 1'])
  setHealth(changed, ['z'])
  expect(gist(zone)).toEqual(['x: 1 1', 'y: 1 0'])
})

test('a check that no set has keeps its number until another takes it', async () => {
  const zone = await compile(checked('a', 'x'), checked('b', 'y'))
  setHealth(zone, ['x'])
  const without = recompileZone(zone, [{ before: checked('a', 'x') }])
  expect(gist(without)).toEqual(['x: 0 0', 'y: 1 1'])
  expect(gist(recompileZone(without, [{ after: checked('c', 'x') }]))).toEqual(['x: 1 0', 'y: 1 1'])
  const other = recompileZone(without, [{ after: checked('c', 'z') }])
  expect(gist(other)).toEqual(['z: 1 1', 'y: 1 1'])
  expect(gist(recompileZone(other, [{ after: checked('d', 'x') }]))).toEqual(['z: 1 1', 'y: 1 1', 'x: 1 1'])
})

test('a policy that is changed gives up what it had, and counts its records', async () => {
  const zone = await compile(checked('a', 'x', 'y'))
  const changed = recompileZone(zone, [
    { before: checked('a', 'x', 'y'), after: checked('a', 'y', 'y', 'y') },
  ])
  expect(gist(changed)).toEqual(['x: 0 1', 'y: 3 1'])
  expect([zone.records, changed.records]).toEqual([3, 4])
  expect(changed.waste).toBeGreaterThan(zone.waste)
  const gone = recompileZone(changed, [{ before: checked('a', 'y', 'y', 'y') }])
  expect([gone.records, gone.checkSets]).toEqual([1, [0, 0]])
})
