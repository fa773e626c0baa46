// Zones at a provider: listed, created, deleted and told apart.
import { expect, it } from 'vitest'
import { parseName } from '../../../src/dns/name.ts'
import { type RRset, rrsetKey } from '../../../src/dns/rrset.ts'
import { withSerial } from '../../../src/dns/soa.ts'
import {
  a,
  b,
  c,
  change,
  collected,
  create,
  creation,
  fingerprintOf,
  held,
  isSoa,
  ns,
  origin,
  soa,
} from './notation.ts'
import type { TestPlace } from './place.ts'

/** Zones come, go and are shown. */
export function testZones(place: TestPlace): void {
  const { apply, expectHeld, reopen } = place
  const { capabilities } = place.contract
  const { serials } = capabilities

  it('is what its kind says that it can hold', () => {
    const { hold, ...rest } = place.provider.capabilities
    expect(rest).toEqual((({ hold: _, ...others }) => others)(capabilities))
    expect(typeof hold).toBe(typeof capabilities.hold)
  })

  it('holds nothing at first', async () => {
    expect(await collected(place.provider.listZones())).toEqual([])
    expect(await place.provider.findZone(origin)).toBeUndefined()
    await expect(held(place.provider)).rejects.toThrow('zone-missing')
    await expect(place.provider.describeZone(origin)).rejects.toThrow('zone-missing')
  })

  it('creates a zone, and gives it an SOA if it states none', async () => {
    const applied = await apply(creation([ns, a, b]))
    expect(applied.id).toEqual(expect.any(String))
    expect(applied.serial).toBe(serials ? 1 : undefined)
    await expectHeld([ns, a, b], 1)
    expect((await held(place.provider)).filter(isSoa).length).toBe(1)
    expect(await place.provider.findZone(parseName('EXAMPLE.com.'))).toMatchObject({ origin })
    const listed = { origin, rrsets: 4, ...(serials && { serial: 1 }) }
    expect(await collected(place.provider.listZones())).toMatchObject([listed])
  })

  it.runIf(serials)('goes on with the serial that a new zone states', async () => {
    expect(await apply(creation([soa(2026010107, 60), ns]))).toMatchObject({ serial: 2026010107 })
    await expectHeld([soa(2026010107, 60), ns], 2026010107)
  })

  it('still holds what it held once opened again', async () => {
    await apply(creation([ns, a]))
    await place.provider.close()
    place.provider = await reopen()
    await expectHeld([ns, a], 1)
  })

  it('creates a zone with nothing but what it gives it, once', async () => {
    const make = () => place.write(origin, (provider, context) => provider.createZone(origin, context))
    expect(await make()).toMatchObject({ origin })
    const start = await held(place.provider)
    expect(start.filter(({ owner, type }) => owner !== origin || !['SOA', 'NS'].includes(type))).toEqual([])
    expect(start.filter(isSoa).length).toBe(1)
    expect(await collected(place.provider.listZones())).toMatchObject([{ origin, rrsets: start.length }])
    await expect(make()).rejects.toThrow('zone-exists')
    expect(await held(place.provider)).toEqual(start)
    await apply(change(create(a)))
    expect((await held(place.provider)).map(rrsetKey)).toContain(rrsetKey(a))
  })

  it('deletes a zone that is as expected, with all that it holds', async () => {
    const away = (expected: string) =>
      place.write(origin, (provider, context) => provider.deleteZone(origin, expected, context))
    await expect(away(fingerprintOf([]))).rejects.toThrow('zone-missing')
    await apply(creation([ns, a, b, c]))
    const before = await held(place.provider)
    const moved = before.filter(one => rrsetKey(one) !== rrsetKey(b))
    await expect(away(fingerprintOf(moved))).rejects.toMatchObject({ problems: [{ code: 'plan-stale' }] })
    expect(await held(place.provider)).toEqual(before)
    await away(fingerprintOf(before))
    expect(await place.provider.findZone(origin)).toBeUndefined()
    expect(await collected(place.provider.listZones())).toEqual([])
    await expect(held(place.provider)).rejects.toThrow('zone-missing')
    await expect(away(fingerprintOf(before))).rejects.toThrow('zone-missing')
    await apply(creation([ns, a]))
    expect((await held(place.provider)).map(rrsetKey)).toEqual([a, ns, soa(1)].map(rrsetKey))
  })

  it('tells what there is to know of a zone beside its records', async () => {
    await apply(creation([ns]))
    const details = await place.provider.describeZone(parseName('EXAMPLE.com.'))
    expect(Object.keys(details).length).toBeGreaterThan(0)
    for (const value of Object.values(details).flat()) expect(value).toMatch(/^\P{C}+$/u)
  })

  it('holds several zones apart, the parent of another included', async () => {
    const zones = ['example.net.', 'sub.example.com.', 'example.com.', '2.0.192.in-addr.arpa.'].map(name =>
      parseName(name),
    )
    for (const zone of zones) {
      const own: RRset = { ...ns, owner: zone }
      await apply({ ...creation([own]), zone })
    }
    const found = await collected(place.provider.listZones())
    expect(found.map(zone => zone.origin).sort()).toEqual([...zones].sort())
    for (const zone of zones) {
      const [apexNs, start] = await held(place.provider, zone)
      expect([apexNs?.owner, apexNs?.type, start?.type]).toEqual([zone, 'NS', 'SOA'])
      if (serials) expect(start).toEqual(withSerial(start!, 1))
    }
  })
}
