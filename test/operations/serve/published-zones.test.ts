// Zones that several threads answer from: who is told of what, and when all have taken it.
import { expect, test } from 'vitest'
import { createPublishedZones, type ZoneChange } from '../../../src/operations/serve/published-zones.ts'
import { buildZone, rrsetsOf } from '../../server/authoritative/rich-zone.ts'

const seed = 0x5eed
const zone = (origin: string) => buildZone(origin, rrsetsOf(origin, '@ 60 SOA ns h 1 2 3 4 5'), seed)

test('without other threads everything is at once', () => {
  const zones = createPublishedZones(seed)
  const told: string[] = []
  expect(zones.set(zone('example.com.'))).toBe(false)
  zones.onceEverywhere(() => told.push('first'))
  expect(zones.set(zone('example.com.'))).toBe(true)
  zones.onceEverywhere(() => told.push('second'))
  expect(told).toEqual(['first', 'second'])
  expect([...zones.directory.zones()]).toHaveLength(1)
})

test('what waits for all threads waits for each, in order, and not for those that have ended', () => {
  const zones = createPublishedZones(seed)
  const told: string[] = []
  const changes: [string, ZoneChange][] = []
  const [one, two] = ['one', 'two'].map(name => zones.follow(change => changes.push([name, change])))
  const com = zone('example.com.')
  zones.set(com)
  zones.onceEverywhere(() => told.push('set'))
  zones.delete(com)
  zones.onceEverywhere(() => told.push('gone'))
  expect(changes.map(([name, { generation, isGone }]) => [name, generation, isGone])).toEqual([
    ['one', 1, false],
    ['two', 1, false],
    ['one', 2, true],
    ['two', 2, true],
  ])
  one!.hasTaken(2)
  expect(told).toEqual([])
  two!.hasTaken(1)
  expect(told).toEqual(['set'])
  two!.end()
  expect(told).toEqual(['set', 'gone'])

  // One that comes later has what there is, and is waited for from then on.
  const late = zones.follow(() => {})
  zones.onceEverywhere(() => told.push('as it was'))
  zones.set(com)
  zones.onceEverywhere(() => told.push('again'))
  one!.hasTaken(3)
  expect(told.slice(2)).toEqual(['as it was'])
  late.hasTaken(3)
  expect(told.slice(2)).toEqual(['as it was', 'again'])
})
