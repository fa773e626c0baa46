import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { fault } from '../../../src/base/errors.ts'
import type { Event } from '../../../src/base/io.ts'
import { isSameLease, type LeaseRecord } from '../../../src/base/lease-record.ts'
import type { ProcessIdentity } from '../../../src/base/process-identity.ts'
import { parseName } from '../../../src/dns/name.ts'
import { holdLease } from '../../../src/providers/lease/hold-lease.ts'
import type { Lease, LeaseRegister } from '../../../src/providers/lease/lease.ts'
import type { LeaseKeeper } from '../../../src/providers/lease/lease-keeper.ts'
import { type ManualTime, manualTime } from './manual-time.ts'
import { farRegister, type MemoryRegister, memoryRegister } from './memory-register.ts'

const zone = parseName('example.com.')
const start = Date.UTC(2026, 5, 7)
const leaseMs = 60_000
const atOnce = { purpose: 'apply', waitMs: 0 }
const identity: ProcessIdentity = { pid: 7, host: 'runner', user: 'ci', system: 'elsewhere' }
const keeperOf = (time: ManualTime, events: Event[] = []): LeaseKeeper => ({
  clock: time.clock,
  pulse: time.pulse,
  identity,
  leaseMs,
  listener: event => void events.push(event),
})
const theirs = (expires: number, token = 1): LeaseRecord => ({
  token,
  id: 'theirs',
  holder: { pid: 4711, host: 'laptop', user: 'ada' },
  purpose: 'rollback',
  since: start,
  expires,
})

test('a lease says who holds it, for what, and until when', async () => {
  const register = memoryRegister()
  await holdLease(register, zone, atOnce, keeperOf(manualTime(start)), async lease => {
    expect(register.kept).toEqual({
      token: start,
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      holder: identity,
      purpose: 'apply',
      since: start,
      expires: start + leaseMs,
    })
    expect(lease.record()).toEqual(register.kept)
    expect([lease.zone, lease.token]).toEqual([zone, start])
  })
  expect(register.kept).toBeUndefined()
})

test('the fault of a zone that is locked names its holder and the way out', async () => {
  const register = memoryRegister()
  register.kept = theirs(start + 1000)
  await expect(
    holdLease(register, zone, atOnce, keeperOf(manualTime(start)), async () => {}),
  ).rejects.toThrow(
    'zone-locked: example.com. is locked by ada@laptop, process 4711 (rollback), since 2026-06-07T00:00:00.000Z, ' +
      'until 2026-06-07T00:00:01.000Z unless renewed; wait for it with --lock-timeout, or take it away with ' +
      '"dnsctl unlock example.com."',
  )
})

test.each([
  ['lower than the time', 5, start],
  ['higher than the time', start + 5, start + 6],
])('a lease that is taken over from one whose token is %s has a higher one', async (_what, token, next) => {
  const register = memoryRegister()
  register.kept = theirs(start, token)
  const keeper = keeperOf(manualTime(start))
  expect(await holdLease(register, zone, atOnce, keeper, async lease => lease.token)).toBe(next)
})

test('who comes second to a free lease sees who was first', async () => {
  const time = manualTime(start)
  const register = memoryRegister()
  const quick: LeaseRegister = {
    ...register,
    async swap(...args) {
      register.kept ??= theirs(start + 1000)
      return register.swap(...args)
    },
  }
  const failed = expect(holdLease(quick, zone, atOnce, keeperOf(time), async () => {})).rejects.toThrow(
    'ada@laptop',
  )
  await new Promise(setImmediate)
  await time.pass(25)
  await failed
})

/** A lease whose work goes on until it is ended, with the register made to fail as a test says. */
async function held(time: ManualTime, register: MemoryRegister, events: Event[] = []) {
  let end!: () => void
  let begun!: (lease: Lease) => void
  const lease = new Promise<Lease>(resolve => {
    begun = resolve
  })
  const work = (taken: Lease) =>
    new Promise<void>(resolve => {
      end = resolve
      begun(taken)
    })
  const done = holdLease(register, zone, atOnce, keeperOf(time, events), work)
  return { lease: await lease, done, end: () => end() }
}

describe('a lease', () => {
  it('is renewed each third of its life, and goes on for as long as work does', async () => {
    const time = manualTime(start)
    const register = memoryRegister()
    const { lease, end, done } = await held(time, register)
    for (let third = 1; third <= 9; third++) {
      await time.pass(leaseMs / 3)
      expect(register.kept?.expires).toBe(start + (leaseMs / 3) * third + leaseMs)
      lease.assertHeld()
    }
    end()
    await done
    await time.pass(leaseMs)
    expect(register.kept).toBeUndefined()
    expect(() => lease.assertHeld()).toThrow('was given back')
  })

  it.each([
    ['a failure', 1, true],
    ['several failures', 5, true],
    ['failures to the end', 99, false],
  ])(
    'that %s kept from being renewed is tried again: after %i of them it is held or not',
    async (_, count, isHeld) => {
      const time = manualTime(start)
      const register = memoryRegister()
      const { lease, end, done } = await held(time, register)
      const { swap } = register
      let failures = count
      register.swap = async (...args) => {
        if (failures-- > 0) throw new Error('unreachable')
        return swap(...args)
      }
      await time.pass(leaseMs - leaseMs / 6)
      if (isHeld) lease.assertHeld()
      else
        expect(() => lease.assertHeld()).toThrow(
          'lease-lost: the lock of example.com. is lost: it was not renewed in time',
        )
      failures = 0
      end()
      await done
      expect(register.kept).toBeUndefined()
    },
  )

  it('whose renewal came about though its answer was lost is still held', async () => {
    const time = manualTime(start)
    const register = memoryRegister()
    const { lease, end, done } = await held(time, register)
    const { swap } = register
    register.swap = async (...args) => {
      await swap(...args)
      register.swap = swap
      throw new Error('connection reset')
    }
    await time.pass(leaseMs)
    lease.assertHeld()
    expect(register.kept).toEqual(lease.record())
    end()
    await done
    expect(register.kept).toBeUndefined()
  })

  it.each<[string, LeaseRecord | undefined, string]>([
    ['taken over', theirs(start + 999_999, start + 1), 'ada@laptop has taken it'],
    ['taken away', undefined, 'it was taken away'],
  ])('that was %s is lost for good, and not given back over another one', async (_what, found, why) => {
    const time = manualTime(start)
    const register = memoryRegister()
    const { lease, end, done } = await held(time, register)
    register.kept = found
    await time.pass(leaseMs / 3)
    expect(() => lease.assertHeld()).toThrow(`lease-lost: the lock of example.com. is lost: ${why}`)
    end()
    await done
    expect(register.kept).toEqual(found)
  })

  it.each<[string, (time: ManualTime) => void | Promise<void>, boolean]>([
    ['the clock is set to before its end', time => time.setClock(leaseMs - leaseMs / 6 - 1), true],
    ['the clock is set to after its end', time => time.setClock(leaseMs), false],
    ['the clock is set back', time => time.setClock(-leaseMs), true],
  ])('is held, or no longer, once %s', async (_what, happens, isHeld) => {
    const time = manualTime(start)
    const { lease, end, done } = await held(time, memoryRegister())
    await happens(time)
    if (isHeld) lease.assertHeld()
    else expect(() => lease.assertHeld()).toThrow('lease-lost')
    end()
    await done
  })

  it('is not held for longer because the clock was set back', async () => {
    const time = manualTime(start)
    const register = memoryRegister()
    const { lease, end, done } = await held(time, register)
    register.swap = async () => {
      throw new Error('unreachable')
    }
    time.setClock(-leaseMs)
    await time.pass(leaseMs - leaseMs / 6)
    expect(() => lease.assertHeld()).toThrow('not renewed in time')
    end()
    await done
  })

  it('that cannot be given back is told to end by itself', async () => {
    const time = manualTime(start)
    const register = memoryRegister()
    const events: Event[] = []
    const { end, done } = await held(time, register, events)
    register.swap = async () => {
      throw new Error('unreachable')
    }
    end()
    await done
    expect(events).toEqual([
      {
        kind: 'note',
        text: 'the lock of example.com. could not be given back, and ends at 2026-06-07T00:01:00.000Z: unreachable',
      },
    ])
  })
})

/** What a process does under its lease: it works, and at one time it may stand still, timers and all. */
interface Script {
  readonly startMs: number
  readonly workMs: readonly number[]
  readonly stillMs: number
  readonly skewMs: number
}
const scripts: fc.Arbitrary<Script[]> = fc.array(
  fc.record({
    startMs: fc.nat(30_000),
    workMs: fc.array(fc.nat(20_000), { minLength: 1, maxLength: 4 }),
    stillMs: fc.oneof(fc.constant(0), fc.nat(200_000)),
    skewMs: fc.integer({ min: -2000, max: 2000 }),
  }),
  { minLength: 2, maxLength: 5 },
)

interface Written {
  readonly lease: string
  readonly by: Script
}

/** Writes under a lease as providers do: the lease is looked at in the step that writes. */
async function runProcess(
  script: Script,
  time: ManualTime,
  way: () => number,
  register: MemoryRegister,
  written: Written[],
) {
  let stillUntil = 0
  const { pulse } = time
  const still = () => Math.max(stillUntil - pulse.now(), 0)
  const sleep = async (ms: number): Promise<void> => {
    await pulse.sleep(ms)
    while (still() > 0) await pulse.sleep(still())
  }
  const after = (ms: number, work: () => void): (() => void) => {
    let callOff = pulse.after(ms, () => {
      callOff = still() > 0 ? after(still(), work) : () => {}
      if (still() === 0) work()
    })
    return () => callOff()
  }
  const keeper: LeaseKeeper = {
    ...keeperOf(time),
    clock: () => time.clock() + script.skewMs,
    pulse: { now: pulse.now, sleep, after },
  }
  await sleep(script.startMs)
  const patient = { purpose: 'apply', waitMs: 1_000_000 }
  await holdLease(
    farRegister(register, () => sleep(way())),
    zone,
    patient,
    keeper,
    async lease => {
      for (const workMs of script.workMs) {
        await sleep(workMs)
        lease.assertHeld()
        stillUntil = pulse.now() + script.stillMs
        await sleep(way())
        if (!isSameLease(register.kept, lease.record())) throw fault('lease-lost', 'found by the provider')
        written.push({ lease: lease.record().id, by: script })
      }
    },
  ).catch(error => {
    if (error.code !== 'lease-lost') throw error
  })
}

test('of many processes none writes once another has taken its lease, and in the end it is free', async () => {
  const ways = fc.array(fc.nat(400), { minLength: 1 })
  const run = fc.asyncProperty(scripts, ways, async (processes, wayMs) => {
    const time = manualTime(start)
    const register = memoryRegister()
    const written: Written[] = []
    let next = 0
    const way = () => wayMs[next++ % wayMs.length]!
    let isDone = false
    const all = Promise.all(processes.map(one => runProcess(one, time, way, register, written))).finally(
      () => {
        isDone = true
      },
    )
    while (!isDone) await time.pass(100)
    await all
    // A lease that comes again after another one was lost to it, and its holder should have stopped.
    const runs = written.map(({ lease }) => lease).filter((lease, i, leases) => lease !== leases[i - 1])
    expect(new Set(runs).size).toBe(runs.length)
    for (const one of processes.filter(({ stillMs }) => stillMs < leaseMs / 4))
      expect(written.filter(({ by }) => by === one).length).toBe(one.workMs.length)
    await time.pass(2 * leaseMs)
    expect(register.kept && register.kept.expires > time.clock() + leaseMs).toBeFalsy()
  })
  await fc.assert(run, { numRuns: 60 })
})
