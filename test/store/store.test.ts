import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { LeaseRecord } from '../../src/base/lease-record.ts'
import { parseName } from '../../src/dns/name.ts'
import { typeOf } from '../../src/dns/rr/table.ts'
import type { RRset } from '../../src/dns/rrset.ts'
import {
  type Commit,
  openStore,
  type RRsetImages,
  type Store,
  storeExists,
  zoneKey,
} from '../../src/store/store.ts'

const origin = parseName('example.com.')
const other = parseName('example.net.')
const rrset = (owner: string, type: string, ...rdatas: string[]): RRset => ({
  owner: parseName(owner, origin),
  type,
  ttl: 300,
  rdatas: rdatas.map(text => typeOf(type).parse(text)),
})
const created = (...rrsets: RRset[]): RRsetImages[] => rrsets.map(after => ({ after }))
const put = (store: Store, images: readonly RRsetImages[], serial: number, zone = origin) =>
  store.commit(zone, () => ({ images, serial }))

let folder: string
let store: Store
const open = () => openStore(folder, { create: true, clock: () => 1_767_225_600_000 })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dnsctl-store-'))
  store = open()
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const a = rrset('a', 'A', '192.0.2.1')

test('a store that is not there is neither read nor made', () => {
  const path = join(folder, 'none')
  expect(() => openStore(path, { create: false, clock: Date.now })).toThrow('store-missing')
  expect(storeExists(path)).toBe(false)
})

test('a store that cannot be seen is not taken for an empty one', () => {
  const path = join(folder, 'loop')
  symlinkSync('loop', path)
  expect(() => storeExists(path)).toThrow(`store-unusable: the store at ${path}: ELOOP`)
})

const spoilData = (path: string, data: Buffer): void => {
  mkdirSync(path)
  writeFileSync(join(path, 'data.mdb'), data)
}

test.each<[string, (path: string) => void]>([
  ['a file in its place', path => writeFileSync(path, '')],
  ['other data', path => spoilData(path, Buffer.alloc(65_536, 'garbage'))],
  ['a few octets', path => spoilData(path, Buffer.from('hi'))],
])('a store with %s is refused', (_what, spoil) => {
  const path = join(folder, 'spoilt')
  spoil(path)
  expect(() => openStore(path, { create: true, clock: Date.now })).toThrow(
    `store-unusable: the store at ${path}: `,
  )
})

describe('zones', () => {
  it('are read back in canonical order, in pages', async () => {
    const names = [
      '@',
      'a',
      'z.a',
      'a\\000.a',
      'b.a',
      '*',
      '\\001',
      '\\000',
      '\\000\\000',
      'Zz',
      'a-b',
      'a\\.b',
    ]
    const sorted = [
      '@',
      '\\000',
      '\\000\\000',
      '\\001',
      '*',
      'a',
      'a\\000.a',
      'b.a',
      'z.a',
      'a-b',
      'a\\.b',
      'Zz',
    ]
    await put(store, created(...names.map(name => rrset(name, 'A', '192.0.2.1'))), 1)
    expect([...store.readZone(origin)].flat().map(({ owner }) => owner)).toEqual(
      sorted.map(name => parseName(name, origin)),
    )
    expect(store.zone(origin)).toMatchObject({ origin, serial: 1, rrsets: names.length })
  })

  it('are apart from each other, whatever the letter case of their names', async () => {
    await put(store, created(a), 1)
    await put(store, created(rrset('www.example.net.', 'A', '192.0.2.2')), 5, other)
    expect([...store.readZone(parseName('EXAMPLE.com.'))]).toEqual([[a]])
    expect(store.zones().map(zone => [zone.origin, zone.serial])).toEqual([
      [origin, 1],
      [other, 5],
    ])
    expect(() => [...store.readZone(parseName('example.org.'))]).toThrow('zone-missing')
  })

  it('are read as of one commit while the next one is written', async () => {
    const many = Array.from({ length: 2500 }, (_, i) => rrset(`n${i}`, 'A', '192.0.2.1'))
    await put(store, created(...many), 1)
    const reading = store.readZone(origin)
    const first = reading.next().value!
    await put(
      store,
      many.map(before => ({ before, after: { ...before, ttl: 60 } })),
      2,
    )
    expect([...first, ...[...reading].flat()].every(({ ttl }) => ttl === 300)).toBe(true)
    expect([...store.readZone(origin)].flat().every(({ ttl }) => ttl === 60)).toBe(true)
  })
})

test('nothing is written if the decision throws', async () => {
  await put(store, created(a), 1)
  const failing = store.commit(origin, () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect([...store.journal(origin)]).toHaveLength(1)
  expect(store.zone(origin)?.serial).toBe(1)
})

describe('the journal', () => {
  it('keeps the images of every commit, the newest first', async () => {
    const after = { ...a, ttl: 60 }
    await put(store, created(a), 1)
    await put(store, [{ before: a, after }], 2)
    const third = await put(store, [{ before: after }], 3)
    const entries = [...store.journal(origin)]
    expect(entries.map(({ commit, oldSerial, serial }) => [commit, oldSerial, serial])).toEqual([
      [3, 2, 3],
      [2, 1, 2],
      [1, undefined, 1],
    ])
    expect(entries[0]).toEqual(third)
    expect(third).toMatchObject({ zone: origin, time: '2026-01-01T00:00:00.000Z', images: 1 })
    expect(entries.map(entry => [...store.images(entry)])).toEqual([
      [{ before: after }],
      [{ before: a, after }],
      [{ after: a }],
    ])
    expect(store.zone(origin)?.rrsets).toBe(0)
  })

  it('keeps entries of more than one chunk whole', async () => {
    const many = created(...Array.from({ length: 2500 }, (_, i) => rrset(`n${i}`, 'A', '192.0.2.1')))
    await put(store, created(a), 1, other)
    const entry = await put(store, many, 1)
    await put(store, created(a), 2)
    expect([...store.images(entry)]).toEqual(many)
    expect([...store.journal(origin)].map(({ images }) => images)).toEqual([1, 2500])
  })

  it('says of announced changes whether they came about', async () => {
    const commit = { images: created(a), serial: 1 }
    const states = () => [...store.journal(origin)].map(({ state }) => state)
    const first = await store.announce(origin, undefined, commit)
    expect(states()).toEqual(['pending'])
    await store.settle(first, true)
    await store.settle(await store.announce(origin, 1, commit), false)
    expect(states()).toEqual(['abandoned', undefined])
    expect([...store.readZone(origin)]).toEqual([])
  })
})

describe('leases', () => {
  const lease = (id: string, token = 7, expires = 60_000): LeaseRecord => ({
    token,
    id,
    holder: { pid: 1, host: 'runner', user: 'ci' },
    purpose: 'apply',
    since: 0,
    expires,
  })
  const mine = lease('a')
  const renewed = { ...mine, expires: 90_000 }
  const upper = parseName('EXAMPLE.COM.')

  it.each<[string, LeaseRecord | undefined, LeaseRecord | undefined, boolean]>([
    ['none as seen', undefined, undefined, true],
    ['none that was seen as one', undefined, mine, false],
    ['one as seen', mine, { ...mine }, true],
    ['one that was not seen', mine, undefined, false],
    ['one that was renewed since', renewed, mine, false],
    ['one of another process', lease('b'), mine, false],
    ['one with another token', lease('a', 8), mine, false],
  ])('are swapped if there is %s', async (_what, held, seen, isSwapped) => {
    if (held) await store.swapLease(origin, undefined, held)
    const next = lease('c', 9)
    expect(await store.swapLease(upper, seen, next)).toBe(isSwapped)
    expect(store.lease(origin)).toEqual(isSwapped ? next : held)
    expect(store.lease(other)).toBeUndefined()
  })

  it('are given back', async () => {
    await store.swapLease(origin, undefined, mine)
    expect(await store.swapLease(origin, mine, undefined)).toBe(true)
    expect(store.lease(origin)).toBeUndefined()
  })

  it.each<[string, LeaseRecord | undefined]>([
    ['has gone', undefined],
    ['is another one', lease('b')],
    ['has another token', lease('a', 8)],
  ])('let nothing be written under one that %s', async (_what, held) => {
    const commit: Commit = { images: [{ after: a }], serial: 1 }
    await store.commit(origin, () => commit)
    if (held) await store.swapLease(origin, undefined, held)
    const lost = { code: 'lease-lost' }
    await expect(store.commit(origin, () => commit, mine)).rejects.toMatchObject(lost)
    await expect(store.deleteZone(origin, () => {}, mine)).rejects.toMatchObject(lost)
    expect([...store.journal(origin)].length).toBe(1)
    expect([...store.readZone(origin)].flat().length).toBe(1)
  })

  it('let their holder write, renewed or not', async () => {
    await store.swapLease(origin, undefined, renewed)
    await store.commit(origin, () => ({ images: [{ after: a }], serial: 1 }), mine)
    await store.deleteZone(origin, () => {}, mine)
    expect(store.zones()).toEqual([])
  })
})

test('commits are told, each zone once, until the watch ends', async () => {
  const told: (readonly string[])[] = []
  const next = () => new Promise<void>(resolve => (tell = resolve))
  let tell = () => {}
  const end = store.onCommit(zones => {
    told.push(zones)
    tell()
  })
  const arrived = next()
  await put(store, created(a), 1)
  await put(store, created(a), 1, other)
  await put(store, [{ before: a }], 2)
  await arrived
  end()
  expect(told).toEqual([[origin, other]])
})

describe('deleting a zone', () => {
  const held = (zone = origin) => [...store.readZone(zone)].flat()

  it('takes its records away and keeps its journal', async () => {
    await put(store, created(a), 1)
    const entry = await store.deleteZone(origin, rrsets => expect([...rrsets]).toEqual([a]))
    expect(store.zone(origin)).toBeUndefined()
    expect(store.zones()).toEqual([])
    expect(store.rrset(origin, a.owner, 'A')).toBeUndefined()
    expect(held).toThrow('zone-missing')
    expect([...store.images(entry)]).toEqual([{ before: a }])
    expect([...store.journal(origin)]).toMatchObject([{ deletes: true, serial: 1 }, { serial: 1 }])
  })

  it('leaves it as it was if the check throws', async () => {
    await put(store, created(a), 1)
    const check = () => {
      throw new Error('it is still needed')
    }
    await expect(store.deleteZone(origin, check)).rejects.toThrow('it is still needed')
    expect(held()).toEqual([a])
    await expect(store.deleteZone(other, () => {})).rejects.toThrow('zone-missing')
  })

  it('lets it come again, and its journal goes on', async () => {
    await put(store, created(a), 7)
    await store.deleteZone(origin, () => {})
    await store.commit(origin, ({ head, get }) => {
      expect([head, get(a.owner, 'A')]).toEqual([undefined, undefined])
      return { images: created(a), serial: 1 }
    })
    expect(store.zone(origin)).toMatchObject({ serial: 1, rrsets: 1 })
    expect([...store.journal(origin)].map(({ oldSerial }) => oldSerial)).toEqual([undefined, 7, undefined])
    expect(held()).toEqual([a])
  })
})

test('zones of one name are told apart by their views', async () => {
  const view = zoneKey(origin, 'Z1')
  const b = rrset('b', 'A', '192.0.2.2')
  await put(store, created(a), 1)
  await put(store, created(b), 1, view)
  expect(store.zones()).toMatchObject([{ origin }, { origin, view: 'z1' }])
  expect(store.zonesNamed(origin)).toEqual(store.zones())
  expect(store.zonesNamed(other)).toEqual([])
  expect([origin, view].map(zone => [...store.readZone(zone)].flat())).toEqual([[a], [b]])
  await store.deleteZone(origin, () => {})
  expect(store.zones()).toMatchObject([{ origin, view: 'z1' }])
  expect([...store.images([...store.journal(view)][0]!)]).toEqual([{ after: b }])
})

describe('a transaction', () => {
  it('writes zones and what is beside them at once', async () => {
    const entry = await store.transact(t => {
      t.put('check', 'b', { port: 80 })
      t.put('check', 'a', { port: 443 })
      t.put('other', 'a', 1)
      expect(t.resource('check', 'b')).toEqual({ port: 80 })
      return t.commit(origin, () => ({ images: created(a), serial: 1 }))
    })
    expect(entry).toMatchObject({ zone: origin, serial: 1 })
    expect([...store.resources('check')].map(({ id }) => id)).toEqual(['a', 'b'])
    expect([...store.resources('check', 'a')]).toEqual([{ id: 'b', value: { port: 80 } }])
    await store.transact(t => {
      expect([...t.rrsets(origin)]).toEqual([a])
      t.remove('check', 'b')
      t.deleteZone(origin)
      expect(t.zone(origin)).toBeUndefined()
    })
    expect([store.resource('check', 'b'), store.zone(origin)]).toEqual([undefined, undefined])
  })

  it('writes nothing if its work throws', async () => {
    const work = store.transact(t => {
      t.put('check', 'a', 1)
      t.commit(origin, () => ({ images: created(a), serial: 1 }))
      throw new Error('on second thoughts')
    })
    await expect(work).rejects.toThrow('on second thoughts')
    expect([store.resource('check', 'a'), store.zone(origin)]).toEqual([undefined, undefined])
  })
})
