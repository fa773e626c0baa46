// What stays when there is no room for all.
import { describe, expect, test } from 'vitest'
import { layOut } from '../../../src/proxy/cache/layout.ts'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import { address, answeredOf, openCache, transactionOf } from './exchange.ts'

type Site = ReturnType<typeof openCache>

/** Octets of a message where the digits of such a name stand. */
const digits = { from: 14, to: 19 }
const nameOf = (i: number) => `n${String(i).padStart(digits.to - digits.from, '0')}.example.com`

const putDigits = (message: Uint8Array, i: number) =>
  message.set(Buffer.from(nameOf(i).slice(1, 6)), digits.from)

const templates = new Map<number, ReturnType<typeof answeredOf>>()

function templateOf(addresses: number) {
  const answers = Array.from({ length: addresses }, (_, a) => address('x', 300, `192.0.2.${a}`))
  const made = templates.get(addresses) ?? answeredOf({ name: nameOf(0) }, { answers })
  templates.set(addresses, made)
  return made
}

function insert({ cache }: Site, i: number, addresses = 1) {
  const t = templateOf(addresses)
  putDigits(t.message, i)
  putDigits(t.stored, i)
  cache.insert(t)
}

const query = transactionOf({ name: nameOf(0) })
const queryOctets = query.message.slice(0, query.length)

function isThere({ cache }: Site, i: number): boolean {
  query.message.set(queryOctets)
  query.length = queryOctets.length
  putDigits(query.message, i)
  return cache.find(query) === finds.fresh
}

test.each([1, 2, 10, 300])('a cache of size %i holds as many', size => {
  const site = openCache({ size })
  for (let i = 0; i < 2 * size; i++) insert(site, i)
  expect(site.keeper.report()).toMatchObject({ entries: size, evictions: size, inserts: 2 * size })
  expect([...site.keeper.dump()]).toHaveLength(size)
})

test('what is asked for again survives a flood of names that are asked for once', () => {
  const site = openCache({ size: 200 })
  for (let i = 0; i < 50; i++) insert(site, i)
  for (let i = 0; i < 50; i++) expect(isThere(site, i)).toBe(true)
  for (let i = 1000; i < 2500; i++) {
    if (i % 50 === 0) for (let hot = 0; hot < 50; hot++) isThere(site, hot)
    insert(site, i)
  }
  expect(Array.from({ length: 50 }, (_, i) => isThere(site, i)).filter(Boolean).length).toBeGreaterThan(46)
})

describe('memory that is full', () => {
  const octets = 2 ** 20

  test('holds as many answers as it has room for', () => {
    const site = openCache({ size: 100_000, maximum_memory: octets })
    for (let i = 0; i < 4000; i++) insert(site, i, 1 + (i % 60))
    const { entries, evictions } = site.keeper.report()
    expect(entries + evictions).toBe(4000)
    expect(entries).toBeGreaterThan(500)
    expect(evictions).toBeGreaterThan(500)
    expect([...site.keeper.dump()]).toHaveLength(entries)
    const { shards, newLog } = layOut(site.settings)
    const inLogs = site.keeper.report().octets - shards * newLog.start * 4
    expect(inLogs).toBeLessThan(octets)
  })

  test('is not taken before it is needed', () => {
    const site = openCache({ size: 100 })
    for (let i = 0; i < 100; i++) insert(site, i)
    const { octets: once } = site.keeper.report()
    for (let i = 100; i < 2000; i++) insert(site, i)
    expect(site.keeper.report().octets).toBeLessThan(once * 2)
  })
})

test('a larger answer takes the place of a smaller one, and the other way round', () => {
  const site = openCache({ size: 100 })
  for (const addresses of [1, 60, 2, 30, 29, 1]) {
    insert(site, 1, addresses)
    const t = transactionOf({ name: nameOf(1) })
    expect(site.cache.find(t)).toBe(finds.fresh)
    expect(t.message[7]).toBe(addresses)
    expect(site.keeper.report().entries).toBe(1)
  }
})
