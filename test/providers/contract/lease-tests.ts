// Leases of a provider: taken by one at a time, waited for, taken over, renewed and given back.
import { setTimeout } from 'node:timers/promises'
import { expect, it, test, vi } from 'vitest'
import type { Event } from '../../../src/base/io.ts'
import type { LeaseRecord } from '../../../src/base/lease-record.ts'
import { ownIdentity } from '../../../src/base/process-identity.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { Provider } from '../../../src/providers/contract.ts'
import type { Lease } from '../../../src/providers/lease/lease.ts'
import type { LeaseKeeper } from '../../../src/providers/lease/lease-keeper.ts'
import { manualTime } from '../lease/manual-time.ts'
import { atOnce, now, origin } from './notation.ts'
import type { TestPlace } from './place.ts'

const lifeMs = 60_000
/** A process that runs no more: its number is another one's, which started later. */
const gone = { ...ownIdentity(), started: '0' }
/** A busy machine may take its time over what takes none. */
const patience = { timeout: 20_000 }
const free = async () => 'free'

/** A lease that is held until its end is called for. */
export async function hold(
  provider: Provider,
): Promise<{ readonly lease: Lease; readonly end: () => Promise<void> }> {
  let finish: () => void
  let done: Promise<void>
  const lease = await new Promise<Lease>((begin, fail) => {
    const work = (held: Lease) =>
      new Promise<void>(resolve => {
        finish = resolve
        begin(held)
      })
    done = provider.withLease(origin, atOnce, work)
    done.catch(fail)
  })
  return {
    lease,
    async end() {
      finish()
      await done
    },
  }
}

/** Who may hold a lease, and when. */
export function testLeases(place: TestPlace): void {
  const { another } = place

  it('keeps others out of a zone, not of other zones, and tells who does', async () => {
    const [first, second] = [await another(), await another()]
    expect(await first.leaseOf(origin)).toBeUndefined()
    await first.withLease(origin, { purpose: 'rollback', waitMs: 0 }, async lease => {
      const attempt = second.withLease(parseName('EXAMPLE.com.'), atOnce, free)
      const { user, host } = ownIdentity()
      await expect(attempt).rejects.toThrow(
        `zone-locked: EXAMPLE.com. is locked by ${user}@${host}, process ${process.pid} (rollback), since 2026-06-07T`,
      )
      expect(await second.withLease(parseName('example.net.'), atOnce, free)).toBe('free')
      expect(await second.leaseOf(origin)).toEqual(lease.record())
    })
    expect(await second.leaseOf(origin)).toBeUndefined()
    expect(await second.withLease(origin, atOnce, free)).toBe('free')
  })

  it('has a lease back from work that failed', async () => {
    const [first, second] = [await another(), await another()]
    const work = async () => {
      throw new Error('no')
    }
    await expect(first.withLease(origin, atOnce, work)).rejects.toThrow('no')
    expect(await second.withLease(origin, atOnce, free)).toBe('free')
  })

  it('waits for a lease as long as it is told, and says once whom for', async () => {
    const events: Event[] = []
    const time = manualTime(now)
    const first = await hold(await another(time))
    const second = await another({ ...time, listener: event => void events.push(event) })
    const patient = { purpose: 'apply', waitMs: 3000 }
    const inVain = expect(second.withLease(origin, patient, free)).rejects.toThrow('zone-locked')
    await passUntil(time, 10, inVain)
    const inTime = second.withLease(origin, patient, free)
    await vi.waitFor(() => expect(events.length).toBe(2), patience)
    await first.end()
    expect(await passUntil(time, 10, inTime)).toBe('free')
    expect(events).toEqual(
      Array(2).fill({
        kind: 'note',
        text: expect.stringContaining(`waiting, as ${origin} is locked by`),
      }),
    )
  })

  test.each<[string, Partial<LeaseKeeper>, Partial<LeaseKeeper>, boolean]>([
    ['whose holder runs no more', { identity: gone }, {}, true],
    ['whose holder another system counts', { identity: { ...gone, system: 'other' } }, {}, false],
    ['whose holder is not known to be of this system', { identity: nowhere(gone) }, {}, false],
    ['that has run out', {}, { clock: () => now + lifeMs }, true],
    ['that is about to run out', {}, { clock: () => now + lifeMs - 1 }, false],
  ])('takes over at once a lease %s, or refuses to', async (_what, theirs, ours, isTaken) => {
    const first = await hold(await another({ clock: () => now, ...theirs }))
    const second = await another({ clock: () => now, ...ours })
    const taken = second.withLease(origin, atOnce, async lease => {
      expect(lease.token).toBeGreaterThan(first.lease.token)
      await first.end()
      expect(await second.leaseOf(origin)).toEqual(lease.record())
      return 'taken'
    })
    await (isTaken ? expect(taken).resolves.toBe('taken') : expect(taken).rejects.toThrow('zone-locked'))
    await first.end()
    expect(await second.leaseOf(origin)).toBeUndefined()
  })

  it('renews a lease while work goes on', async () => {
    const time = manualTime(now)
    const [first, second] = [await another(time), await another(time)]
    const { lease, end } = await hold(first)
    for (let thirds = 1; thirds <= 6; thirds++) {
      await time.pass(lifeMs / 3)
      await vi.waitFor(() => expect(lease.record().expires).toBe(time.clock() + lifeMs), patience)
      lease.assertHeld()
    }
    expect(await second.leaseOf(origin)).toEqual(lease.record())
    await expect(second.withLease(origin, atOnce, free)).rejects.toThrow('zone-locked')
    await end()
    expect(await second.withLease(origin, atOnce, free)).toBe('free')
  })

  it('takes a lease away that was seen, renewed since or not, and no other one', async () => {
    const time = manualTime(now)
    const [first, second] = [await another(time), await another(time)]
    const { lease, end } = await hold(first)
    const seen = (await second.leaseOf(origin))!
    await time.pass(lifeMs / 3)
    await vi.waitFor(() => expect(lease.record()).not.toEqual(seen), patience)
    const unlike: LeaseRecord = { ...seen, id: 'another' }
    expect(await second.breakLease(origin, unlike)).toBe(false)
    expect(await second.breakLease(parseName('example.net.'), seen)).toBe(false)
    expect(await second.breakLease(origin, seen)).toBe(true)
    expect(await second.breakLease(origin, seen)).toBe(false)
    expect(await second.leaseOf(origin)).toBeUndefined()
    await time.pass(lifeMs / 3)
    await vi.waitFor(() => expect(() => lease.assertHeld()).toThrow('lease-lost'), patience)
    await second.withLease(origin, atOnce, async taken => {
      await end()
      expect(await second.leaseOf(origin)).toEqual(taken.record())
    })
  })

  it('leaves no lease behind', async () => {
    await place.write(origin, async () => {})
    expect(await place.provider.leaseOf(origin)).toBeUndefined()
  })
}

const nowhere = ({ system: _, ...identity }: typeof gone) => identity

/** Lets time pass in steps until something has come about. */
async function passUntil<T>(time: ReturnType<typeof manualTime>, ms: number, work: Promise<T>): Promise<T> {
  let isDone = false
  const end = () => {
    isDone = true
  }
  work.then(end, end)
  while (!isDone) {
    await time.pass(ms)
    // The disk takes true time: a lease must not run out only because it does.
    await setTimeout(1)
  }
  return work
}
