// What every provider must do; each provider's test runs it against a fresh place of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { silent } from '../../src/base/io.ts'
import { sameRRset } from '../../src/dns/canonical.ts'
import { type Name, parseName } from '../../src/dns/name.ts'
import { rrTypes, typeOf } from '../../src/dns/rr/table.ts'
import { type RRset, rrsetKey } from '../../src/dns/rrset.ts'
import type { SerialPolicy } from '../../src/dns/serial.ts'
import { serialOf, withSerial } from '../../src/dns/soa.ts'
import type { Change } from '../../src/plan/plan.ts'
import type { ChangeSet, Provider, ProviderDependencies } from '../../src/providers/contract.ts'

type Open = (dependencies: ProviderDependencies) => Promise<Provider>

const origin = parseName('example.com.')
const now = Date.UTC(2026, 5, 7)

/** An RRset of example.com. with a TTL of 300. */
export const rrset = (owner: string, type: string, ...rdatas: string[]): RRset => ({
  owner: parseName(owner, origin),
  type,
  ttl: 300,
  rdatas: rdatas.map(text => typeOf(type).parse(text)),
})

const place = ({ owner, type }: RRset) => ({ owner, type })
/** A change that creates an RRset. */
export const create = (after: RRset): Change => ({ action: 'create', ...place(after), after })
const update = (before: RRset, after: RRset): Change => ({ action: 'update', ...place(after), before, after })
const remove = (before: RRset): Change => ({ action: 'delete', ...place(before), before })

/** A change set that creates example.com. */
export const creation = (rrsets: readonly RRset[], serial: SerialPolicy = 'increment'): ChangeSet => ({
  zone: origin,
  createsZone: true,
  changes: rrsets.map(create),
  serial,
})
/** A change set of example.com. as it is. */
export const change = (...changes: readonly Change[]): ChangeSet => ({
  zone: origin,
  createsZone: false,
  changes,
  serial: 'increment',
})

const ns = rrset('@', 'NS', 'ns1.example.com.', 'ns2.example.com.')
const a = rrset('a', 'A', '192.0.2.1', '192.0.2.2')
const b = rrset('b', 'A', '192.0.2.3')
const c = rrset('c', 'TXT', 'hello')
const soaText = (serial: number, minimum = 300) =>
  `ns1.example.com. hostmaster.example.com. ${serial} 7200 3600 1209600 ${minimum}`
const soa = (serial: number, minimum?: number) => ({
  ...rrset('@', 'SOA', soaText(serial, minimum)),
  ttl: 3600,
})

/** Reads a zone, its RRsets in the order of their keys. */
export async function held(provider: Provider, zone: Name = origin): Promise<RRset[]> {
  const rrsets = (await collected(provider.readZone(zone))).flat()
  return rrsets.sort((x, y) => (rrsetKey(x) < rrsetKey(y) ? -1 : 1))
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Defines the tests of the contract. */
export function testContract(kind: string, open: Open): void {
  describe(`the provider ${kind}`, () => {
    let baseDir: string
    let provider: Provider
    const reopen = (lockWaitMs = 0) => open({ name: kind, clock: () => now, baseDir, lockWaitMs })
    const apply = (changes: ChangeSet) =>
      provider.withLock(changes.zone, () => provider.apply(changes, silent))
    beforeEach(async () => {
      baseDir = mkdtempSync(join(tmpdir(), 'dnsctl-provider-'))
      provider = await reopen()
    })
    afterEach(async () => {
      await provider.close()
      rmSync(baseDir, { recursive: true })
    })
    const expectHeld = async (rrsets: readonly RRset[]) => {
      const found = await held(provider)
      expect(found.map(rrsetKey)).toEqual(rrsets.map(rrsetKey).sort())
      for (const wanted of rrsets) {
        const same = found.find(other => rrsetKey(other) === rrsetKey(wanted))!
        expect(sameRRset(same, wanted), `${same.owner} ${same.type} ${same.ttl} ${same.rdatas}`).toBe(true)
      }
    }

    it('holds nothing at first', async () => {
      expect(await collected(provider.listZones())).toEqual([])
      expect(await provider.findZone(origin)).toBeUndefined()
      await expect(held(provider)).rejects.toThrow('zone-missing')
    })

    it('creates a zone, and gives it an SOA if it states none', async () => {
      const applied = await apply(creation([ns, a, b]))
      expect(applied).toMatchObject({ serial: 1, id: expect.any(String) })
      await expectHeld([soa(1), ns, a, b])
      const info = { origin, serial: 1, rrsets: 4 }
      expect(await provider.findZone(parseName('EXAMPLE.com.'))).toMatchObject({ origin })
      expect(await collected(provider.listZones())).toEqual([info])
    })

    it('goes on with the serial that a new zone states', async () => {
      expect(await apply(creation([soa(2026010107, 60), ns]))).toMatchObject({ serial: 2026010107 })
      await expectHeld([soa(2026010107, 60), ns])
    })

    it('still holds what it held once opened again', async () => {
      await apply(creation([ns, a]))
      await provider.close()
      provider = await reopen()
      await expectHeld([soa(1), ns, a])
    })

    it('creates, updates and deletes in one change set', async () => {
      await apply(creation([ns, a, b]))
      const longer = { ...a, ttl: 600, rdatas: a.rdatas.slice(1) }
      const applied = await apply(change(remove(b), update(a, longer), create(c)))
      expect(applied.serial).toBe(2)
      await expectHeld([soa(2), ns, longer, c])
      expect(await collected(provider.listZones())).toEqual([{ origin, serial: 2, rrsets: 4 }])
    })

    it('swaps a CNAME for other data of the same name', async () => {
      const alias = rrset('a', 'CNAME', 'b.example.com.')
      await apply(creation([ns, a, b]))
      await apply(change(remove(a), create(alias)))
      await expectHeld([soa(2), ns, alias, b])
    })

    it('changes the SOA as stated, and keeps the serial its own', async () => {
      await apply(creation([ns]))
      await apply(change(update(soa(1), soa(0, 60))))
      await expectHeld([soa(2, 60), ns])
      const serials = (await held(provider)).filter(({ type }) => type === 'SOA').map(serialOf)
      expect(serials).toEqual([2])
    })

    test.each<[string, ChangeSet]>([
      ['a value that differs', change(update(rrset('a', 'A', '192.0.2.9'), b))],
      ['a value more', change(update({ ...a, rdatas: a.rdatas.slice(1) }, b))],
      ['a TTL that differs', change(update({ ...a, ttl: 301 }, b))],
      ['an RRset that has gone', change(remove(c))],
      ['an RRset that has come', change(create(a))],
      ['an SOA that differs', change(update(soa(1, 9), soa(1)))],
      ['a zone that has come', creation([c])],
    ])('refuses to change the zone over %s, and writes nothing', async (_what, stale) => {
      await apply(creation([ns, a, b]))
      const entire = { ...stale, changes: [...stale.changes, create(rrset('new', 'A', '192.0.2.4'))] }
      expect((await provider.movedSince(entire)).map(({ code }) => code)).toEqual(['plan-stale'])
      await expect(apply(entire)).rejects.toMatchObject({ problems: [{ code: 'plan-stale' }] })
      await expectHeld([soa(1), ns, a, b])
    })

    it('refuses to change a zone that has gone', async () => {
      await expect(apply(change(create(a)))).rejects.toThrow('plan-stale')
      expect(await provider.findZone(origin)).toBeUndefined()
    })

    it('names every RRset that has moved', async () => {
      await apply(creation([ns, a, b]))
      const stale = change(remove(c), update({ ...a, ttl: 1 }, a), remove(b))
      const messages = (await provider.movedSince(stale)).map(({ message }) => message)
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
      expect(await provider.movedSince(change(remove(spelled)))).toEqual([])
      await apply(change(remove(spelled)))
      await expectHeld([soa(2), ns])
    })

    test.each<[SerialPolicy, number, number]>([
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
      await expectHeld([soa(to), ns, a])
    })

    it('locks a zone against others, not against other zones', async () => {
      const second = await reopen()
      await provider.withLock(origin, async () => {
        await expect(second.withLock(origin, async () => {})).rejects.toThrow('zone-locked')
        expect(await second.withLock(parseName('example.net.'), async () => 'free')).toBe('free')
      })
      expect(await second.withLock(origin, async () => 'free')).toBe('free')
      await second.close()
    })

    it('lets one of several applies at once win, and the others see why', async () => {
      await apply(creation([ns, a]))
      const winners: RRset[] = []
      const others = await Promise.all(Array.from({ length: 8 }, () => reopen(10_000)))
      const attempts = others.map(async (other, i) => {
        const mine = rrset('a', 'A', `198.51.100.${i}`)
        await other.withLock(origin, () => other.apply(change(update(a, mine)), silent))
        winners.push(mine)
      })
      const results = await Promise.allSettled(attempts)
      const failed = results.flatMap(result => (result.status === 'rejected' ? [result.reason.code] : []))
      expect(failed).toEqual(Array(7).fill('plan-stale'))
      await expectHeld([soa(2), ns, ...winners])
      for (const other of others) await other.close()
    })

    it('holds every type of record, also unknown ones', async () => {
      const types = rrTypes.filter(({ virtual, name }) => !virtual && !['SOA', 'NS'].includes(name))
      const examples = types.map(({ name, examples }) =>
        rrset(name.toLowerCase(), name, ...(typeOf(name).singleton ? examples.slice(0, 1) : examples)),
      )
      const all = [...examples, rrset('u', 'TYPE65280', '\\# 0', '\\# 3 00ff10'), ns]
      await apply(creation(all))
      await expectHeld([soa(1), ...all])
    })

    it('keeps odd names and text octet by octet, and the letter case of names', async () => {
      const odd = [
        '*',
        'a\\.b',
        '\\000',
        '\\255\\032x',
        'q\\"\\;',
        '_dmarc',
        'xn--bcher-kva',
        '\\@',
        '\\$x',
        '-',
      ]
      const rrsets = odd.map(name => rrset(name, 'A', '192.0.2.1'))
      const text = rrset('text', 'TXT', '"a;b" "c\\"d\\\\e" "\\000\\200\\255" ""', 'x'.repeat(255))
      const mixed = rrset('MiXeD.Sub', 'CNAME', 'TarGet.Example.NET.')
      await apply(creation([ns, text, mixed, ...rrsets]))
      await expectHeld([soa(1), ns, text, mixed, ...rrsets])
      const found = (await held(provider)).find(({ type }) => type === 'CNAME')
      expect(found).toMatchObject({ owner: 'MiXeD.Sub.example.com.', rdatas: ['TarGet.Example.NET.'] })
    })

    it('holds a zone of thousands, page by page', async () => {
      const many = Array.from({ length: 5000 }, (_, i) => rrset(`h${i}`, 'A', `192.0.2.${i % 256}`))
      await apply(creation([ns, ...many]))
      const changes = many.slice(0, 50).map(before => update(before, { ...before, ttl: 60 }))
      await apply(change(...changes))
      const found = await held(provider)
      expect(found.length).toBe(5002)
      expect(found.filter(({ ttl }) => ttl === 60).length).toBe(50)
    })

    it('holds several zones apart, the parent of another included', async () => {
      const zones = ['example.net.', 'sub.example.com.', 'example.com.', '2.0.192.in-addr.arpa.'].map(name =>
        parseName(name),
      )
      for (const zone of zones) {
        const own: RRset = { ...ns, owner: zone }
        await apply({ ...creation([own]), zone })
      }
      const found = await collected(provider.listZones())
      expect(found.map(zone => zone.origin).sort()).toEqual([...zones].sort())
      for (const zone of zones) {
        const [apexNs, start] = await held(provider, zone)
        expect([apexNs?.owner, apexNs?.type, start?.type]).toEqual([zone, 'NS', 'SOA'])
        expect(start).toEqual(withSerial(start!, 1))
      }
    })
  })
}
