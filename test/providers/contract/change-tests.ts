// What a provider does with change sets.
import { expect, it, test } from 'vitest'
import type { RRset } from '../../../src/dns/rrset.ts'
import type { SerialPolicy } from '../../../src/dns/serial.ts'
import { serialOf, withSerial } from '../../../src/dns/soa.ts'
import type { ChangeSet } from '../../../src/providers/contract.ts'
import {
  a,
  b,
  c,
  change,
  collected,
  contextOf,
  create,
  creation,
  movedAt,
  now,
  ns,
  origin,
  remove,
  rrset,
  soa,
  update,
} from './notation.ts'
import type { TestPlace } from './place.ts'

/** Changes are applied whole, from what was seen, by one at a time. */
export function testChanges(place: TestPlace): void {
  const { apply, expectHeld, heldSoa, reopen } = place
  const { capabilities } = place.contract
  const { serials } = capabilities

  it('creates, updates and deletes in one change set', async () => {
    await apply(creation([ns, a, b]))
    const longer = { ...a, ttl: 600, rdatas: a.rdatas.slice(1) }
    const applied = await apply(change(remove(b), update(a, longer), create(c)))
    expect(applied.serial).toBe(serials ? 2 : undefined)
    await expectHeld([ns, longer, c], 2)
    expect(await collected(place.provider.listZones())).toMatchObject([{ origin, rrsets: 4 }])
  })

  it('swaps a CNAME for other data of the same name', async () => {
    const cname = rrset('a', 'CNAME', 'b.example.com.')
    await apply(creation([ns, a, b]))
    await apply(change(remove(a), create(cname)))
    await expectHeld([ns, cname, b], 2)
  })

  it.runIf(capabilities.apexNs)('changes the apex NS', async () => {
    const other = rrset('@', 'NS', 'ns3.example.net.')
    await apply(creation([ns, a]))
    await apply(change(update(ns, other)))
    await expectHeld([other, a], 2)
  })

  it.runIf(capabilities.soa)('changes the SOA as stated, and keeps the serial its own', async () => {
    await apply(creation([ns]))
    const start = await heldSoa()
    const shorter = withSerial(soa(0, 60), serialOf(start))
    await apply(change(update(start, shorter)))
    await expectHeld([shorter, ns], 2)
    if (!serials) expect(serialOf(await heldSoa())).toBe(serialOf(start))
  })

  test.each<[string, ChangeSet]>([
    ['a value that differs', change(update(rrset('a', 'A', '192.0.2.9'), b))],
    ['a value more', change(update({ ...a, rdatas: a.rdatas.slice(1) }, b))],
    ['a TTL that differs', change(update({ ...a, ttl: 301 }, b))],
    ['an RRset that has gone', change(remove(c))],
    ['an RRset that has come', change(create(a))],
    ...(capabilities.soa
      ? [['an SOA that differs', change(update(soa(1, 9), soa(1)))] as [string, ChangeSet]]
      : []),
    ['a zone that has come', creation([c])],
  ])('refuses to change the zone over %s, and writes nothing', async (_what, stale) => {
    await apply(creation([ns, a, b]))
    const entire = { ...stale, changes: [...stale.changes, create(rrset('new', 'A', '192.0.2.4'))] }
    expect((await movedAt(place.provider, entire)).map(({ code }) => code)).toEqual(['plan-stale'])
    await expect(apply(entire)).rejects.toMatchObject({ problems: [{ code: 'plan-stale' }] })
    await expectHeld([ns, a, b], 1)
  })

  it('refuses to change a zone that has gone', async () => {
    await expect(apply(change(create(a)))).rejects.toThrow('plan-stale')
    expect(await place.provider.findZone(origin)).toBeUndefined()
  })

  it('names every RRset that has moved', async () => {
    await apply(creation([ns, a, b]))
    const stale = change(remove(c), update({ ...a, ttl: 1 }, a), remove(b))
    const messages = (await movedAt(place.provider, stale)).map(({ message }) => message)
    expect(messages).toEqual([
      'c.example.com. TXT: the plan saw "300 "hello"", the zone has nothing',
      'a.example.com. A: the plan saw "1 192.0.2.1, 192.0.2.2", the zone has "300 192.0.2.1, 192.0.2.2"',
    ])
    await expect(apply(stale)).rejects.toMatchObject({ problems: [{}, {}] })
  })

  it('compares canonical forms, not spellings', async () => {
    const mx = rrset('@', 'MX', '10 Mail.example.com.', '20 mail2.example.com.')
    await apply(creation([ns, mx]))
    const spelled = rrset('@', 'MX', '20 MAIL2.example.com.', '10 mail.example.com.')
    expect(await movedAt(place.provider, change(remove(spelled)))).toEqual([])
    await apply(change(remove(spelled)))
    await expectHeld([ns], 2)
  })

  test.runIf(serials).each<[SerialPolicy, number, number]>([
    ['increment', 4, 5],
    ['increment', 0xffff_ffff, 1],
    ['date', 4, 2026060701],
    ['date', 2026060701, 2026060702],
    ['date', 2999999999, 3000000000],
    ['epoch', 4, now / 1000],
    ['epoch', 0xffff_ffff, now / 1000],
  ])('bumps the serial by %s from %i to %i', async (policy, from, to) => {
    await apply(creation([soa(from), ns]))
    expect((await apply({ ...change(create(a)), serial: policy })).serial).toBe(to)
    await expectHeld([ns, a], to)
  })

  it('lets one of several applies at once win, and the others see why', async () => {
    await apply(creation([ns, a]))
    const winners: RRset[] = []
    const others = await Promise.all(Array.from({ length: 8 }, () => reopen()))
    const attempts = others.map(async (other, i) => {
      const mine = rrset('a', 'A', `198.51.100.${i}`)
      const patient = { purpose: 'apply', waitMs: 10_000 }
      await other.withLease(origin, patient, lease => other.apply(change(update(a, mine)), contextOf(lease)))
      winners.push(mine)
    })
    const results = await Promise.allSettled(attempts)
    const failed = results.flatMap(result => (result.status === 'rejected' ? [result.reason.code] : []))
    expect(failed).toEqual(Array(7).fill('plan-stale'))
    await expectHeld([ns, ...winners], 2)
    for (const other of others) await other.close()
  })
}
