// Writing under a lease: the steps that are told, and that nothing is written by one that has lost it.
import { describe, expect, it, test } from 'vitest'
import { silent } from '../../../src/base/io.ts'
import { rrsetKey } from '../../../src/dns/rrset.ts'
import type { WriteStep } from '../../../src/plan/change-set.ts'
import type { Provider, WriteContext } from '../../../src/providers/contract.ts'
import type { Lease } from '../../../src/providers/lease/lease.ts'
import { manualTime } from '../lease/manual-time.ts'
import { hold } from './lease-tests.ts'
import {
  a,
  atOnce,
  b,
  c,
  change,
  contextOf,
  create,
  creation,
  fingerprintOf,
  held,
  now,
  ns,
  origin,
  remove,
  update,
} from './notation.ts'
import type { TestPlace } from './place.ts'

type Write = (provider: Provider, context: WriteContext) => Promise<unknown>

/** What is written, and whether the zone is there before. */
const writes: readonly (readonly [string, boolean, Write])[] = [
  [
    'change records',
    true,
    (provider, context) => provider.apply(change(update(a, { ...a, ttl: 60 }), create(c)), context),
  ],
  ['create a zone with records', false, (provider, context) => provider.apply(creation([ns, b]), context)],
  ['create a zone', false, (provider, context) => provider.createZone(origin, context)],
  [
    'delete a zone',
    true,
    async (provider, context) => {
      const expected = fingerprintOf(await held(provider))
      await provider.deleteZone(origin, expected, context)
    },
  ],
]

/** How a holder loses its lease without hearing of it. */
const losses: readonly (readonly [string, (other: Provider) => Promise<unknown>])[] = [
  ['was broken', async other => other.breakLease(origin, (await other.leaseOf(origin))!)],
  ['is another one’s', async other => hold(other)],
]

/** Nothing is written but under a lease, and not before it is told. */
export function testFences(place: TestPlace): void {
  const { another, apply } = place
  const state = async () => ((await place.provider.findZone(origin)) ? held(place.provider) : undefined)

  describe.each(writes)('to %s', (_what, isThere, write) => {
    test.each(losses)('takes a lease, not one that %s', async (_how, lose) => {
      if (isThere) await apply(creation([ns, a, b]))
      const before = await state()
      const late = await another({ clock: () => now + 60_000 })
      const first = await hold(place.provider)
      await lose(late)
      await expect(write(place.provider, contextOf(first.lease))).rejects.toThrow('lease-lost')
      expect(await state()).toEqual(before)
      await first.end()
    })

    test.each(losses)('takes a lease, not one that %s right before it is written', async (_how, lose) => {
      if (isThere) await apply(creation([ns, a, b]))
      const before = await state()
      const late = await another({ clock: () => now + 60_000 })
      const first = await hold(place.provider)
      const steps: WriteStep[] = []
      const context = contextOf(first.lease, async step => {
        if (steps.length === 0) await lose(late)
        steps.push(step)
      })
      await expect(write(place.provider, context)).rejects.toThrow('lease-lost')
      expect(steps.filter(({ step }) => step === 'zone-created' || step === 'landed')).toEqual([])
      expect(await state()).toEqual(before)
      await first.end()
    })

    it('tells of it before, and once it has landed', async () => {
      if (isThere) await apply(creation([ns, a, b]))
      const before = await state()
      const steps: WriteStep[] = []
      const record = async (step: WriteStep) => {
        if (steps.length === 0) expect(await state()).toEqual(before)
        steps.push(step)
      }
      await place.provider.withLease(origin, atOnce, lease => write(place.provider, contextOf(lease, record)))
      expectInOrder(steps)
      expect(steps.some(({ step }) => step === 'creating-zone')).toBe(!isThere)
      expect(await state()).not.toEqual(before)
    })

    it('writes nothing that cannot be told', async () => {
      if (isThere) await apply(creation([ns, a, b]))
      const before = await state()
      const record = async () => {
        throw new Error('the disk is full')
      }
      const written = place.provider.withLease(origin, atOnce, lease =>
        write(place.provider, contextOf(lease, record)),
      )
      await expect(written).rejects.toThrow('the disk is full')
      expect(await state()).toEqual(before)
    })
  })

  it('writes nothing once the time of a lease is over that could not be renewed', async () => {
    await apply(creation([ns, a]))
    const time = manualTime(now)
    const stopped = { ...time.pulse, after: () => () => {} }
    const provider = await another({ clock: time.clock, pulse: stopped })
    await provider.withLease(origin, atOnce, async lease => {
      await provider.apply(change(create(b)), contextOf(lease))
      await time.pass(59_000)
      const late = provider.apply(change(create(c)), contextOf(lease))
      await expect(late).rejects.toThrow(
        `lease-lost: the lock of ${origin} is lost: it was not renewed in time`,
      )
    })
    const keys = (await held(provider)).map(rrsetKey)
    expect([b, c].map(one => keys.includes(rrsetKey(one)))).toEqual([true, false])
  })

  it('tells which RRsets are sent', async () => {
    await apply(creation([ns, a, b]))
    const sent: string[] = []
    const record = async (step: WriteStep) => {
      if (step.step === 'sending') sent.push(...step.rrsets)
    }
    const changes = change(remove(b), update(a, { ...a, ttl: 60 }), create(c))
    await place.provider.withLease(origin, atOnce, (lease: Lease) =>
      place.provider.apply(changes, { lease, listener: silent, record }),
    )
    expect(sent.sort()).toEqual([a, b, c].map(rrsetKey).sort())
  })

  it('reads RRsets as they are, and none of a zone that is not there', async () => {
    const none = await place.provider.readRRsets(origin, [a])
    expect([none.exists, none.get(a.owner, a.type)]).toEqual([false, undefined])
    await apply(creation([ns, a, b]))
    const some = await place.provider.readRRsets(origin, [a, c])
    expect([some.exists, some.get(c.owner, c.type)]).toEqual([true, undefined])
    expect(some.get(a.owner, a.type)).toMatchObject({ ttl: 300, rdatas: a.rdatas })
  })
}

/** A zone is created once that is told, and each batch lands once it was told to be sent. */
function expectInOrder(steps: readonly WriteStep[]): void {
  const names = steps.map(step =>
    'batch' in step ? `${step.step} ${step.batch}/${step.batches}` : step.step,
  )
  const before = names.filter(name => /^(creating|sending)/.test(name))
  const after = names.filter(name => !before.includes(name))
  const ends = before.map(name => name.replace('creating-zone', 'zone-created').replace('sending', 'landed'))
  expect(ends.length).toBeGreaterThan(0)
  expect([...after].sort()).toEqual([...ends].sort())
  before.forEach((name, i) => {
    expect(names.indexOf(name)).toBeLessThan(names.indexOf(ends[i]!))
  })
}
