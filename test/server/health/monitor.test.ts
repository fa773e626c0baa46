import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CalculatedCheck, HealthCheck, ProbeCheck } from '../../../src/dns/routing.ts'
import type { ProbeResult } from '../../../src/server/health/check-state.ts'
import { createMonitor, type HealthEvent, type Monitor } from '../../../src/server/health/monitor.ts'

const probeOf = (name: string): ProbeCheck => ({
  type: 'http',
  name,
  host: `${name}.example.com`,
  interval: 10,
  timeout: 5,
  failures: 2,
  successes: 2,
})
const sum = (checks: HealthCheck[], healthy: number): CalculatedCheck => ({
  type: 'calculated',
  name: 'sum',
  checks,
  healthy,
})

/** A world whose time stands still until it is told to go on. */
function createWorld() {
  let now = 0
  let skew = 0
  let timers: { readonly at: number; readonly work: () => void }[] = []
  const results = new Map<string, boolean>()
  const looks: string[] = []
  const skews: number[] = []
  const events: HealthEvent[] = []
  const known = new Map<string, HealthCheck>()
  const monitor: Monitor = createMonitor({
    probe: async ({ name }): Promise<ProbeResult> => {
      looks.push(name)
      skew = skews.shift() ?? skew
      return { isGood: results.get(name) ?? true, detail: `look ${looks.length}` }
    },
    clock: () => now + skew,
    schedule(ms, work) {
      const timer = { at: now + ms, work }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    random: () => 0.5,
    resolve: id => known.get(id),
    onEvent: event => events.push(event),
  })
  const pass = async (seconds: number): Promise<void> => {
    const until = now + seconds * 1000
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      timers = timers.filter(timer => timer !== next)
      now = next.at
      next.work()
      await new Promise(setImmediate)
    }
    now = until
  }
  return { monitor, results, looks, skews, events, known, pass, timers: () => timers.length }
}

let world: ReturnType<typeof createWorld>
let health: Uint8Array
beforeEach(() => {
  world = createWorld()
  health = new Uint8Array(4).fill(9)
})
afterEach(() => {
  world.monitor.stop()
  expect(world.timers()).toBe(0)
})

const [a, b] = [probeOf('a'), probeOf('b')]

describe('the monitor', () => {
  it('holds what was not checked yet for well', () => {
    world.monitor.watch([a, b], health)
    expect([...health]).toEqual([1, 1, 9, 9])
    expect(world.monitor.report(a)).toEqual({ isWell: true, detail: 'not checked yet' })
  })

  it('checks once an interval, and writes what it finds', async () => {
    world.monitor.watch([a, b], health)
    world.results.set('a', false)
    await world.pass(1)
    expect(world.looks).toEqual(['a', 'b'])
    expect([...health]).toEqual([1, 1, 9, 9])
    await world.pass(10)
    expect([...health]).toEqual([0, 1, 9, 9])
    world.results.set('a', true)
    await world.pass(20)
    expect([...health]).toEqual([1, 1, 9, 9])
    expect(world.events.map(({ check, isWell }) => [check, isWell])).toEqual([
      ['a', false],
      ['a', true],
    ])
    expect(world.monitor.report(a)).toEqual({ isWell: true, checkedAt: 30_500, detail: 'look 7' })
  })

  it('runs a check once for all who watch it, and ends it with the last of them', async () => {
    const other = new Uint8Array(1)
    world.monitor.watch([a], health)
    world.monitor.watch([{ ...a }], other)
    world.results.set('a', false)
    await world.pass(11)
    expect(world.looks).toEqual(['a', 'a'])
    expect([health[0], other[0]]).toEqual([0, 0])
    world.monitor.unwatch(health)
    await world.pass(10)
    expect(world.looks.length).toBe(3)
    world.monitor.unwatch(other)
    await world.pass(100)
    expect(world.looks.length).toBe(3)
    expect(world.monitor.report(a)).toBeUndefined()
  })

  it('watches other checks in place of those before', async () => {
    world.monitor.watch([a, b], health)
    world.results.set('a', false)
    await world.pass(11)
    world.monitor.watch([undefined, a], health)
    expect([...health]).toEqual([0, 0, 9, 9])
    world.results.set('a', true)
    await world.pass(20)
    expect([...health]).toEqual([0, 1, 9, 9])
    expect(world.monitor.report(b)).toBeUndefined()
  })

  it.each([
    ['at their places', [a, b], [0, 1]],
    ['at other places', [b, a], [1, 0]],
    ['written out in another order', [{ ...Object.fromEntries(Object.entries(a).reverse()) }, b], [0, 1]],
  ])('goes on with checks that come again for another array, %s', async (_what, checks, states) => {
    world.monitor.watch([a, b], health)
    world.results.set('a', false)
    await world.pass(11)
    const next = new Uint8Array(2)
    world.monitor.watch(checks as HealthCheck[], next, health)
    expect([...next]).toEqual(states)
    const looks = world.looks.length
    world.results.set('a', true)
    await world.pass(20)
    expect(world.looks.length).toBe(looks + 4)
    expect([[...next], [...health]]).toEqual([
      [1, 1],
      [0, 1, 9, 9],
    ])
    world.monitor.unwatch(next)
    expect(world.timers()).toBe(0)
  })

  it('tells whoever comes later what is known already', async () => {
    world.monitor.watch([a], health)
    world.results.set('a', false)
    await world.pass(11)
    const later = new Uint8Array(1)
    world.monitor.watch([a], later)
    expect([...later]).toEqual([0])
  })

  it.each([
    [1, [1, 1, 0]],
    [2, [1, 0, 0]],
    [0, [1, 1, 1]],
    [3, [0, 0, 0]],
  ])('sums up checks of which %i must be well', async (healthy, states) => {
    world.monitor.watch([sum([a, b], healthy)], health)
    await world.pass(1)
    expect(health[0]).toBe(states[0])
    world.results.set('a', false)
    await world.pass(20)
    expect(health[0]).toBe(states[1])
    world.results.set('b', false)
    await world.pass(20)
    expect(health[0]).toBe(states[2])
  })

  it('sums up sums', async () => {
    world.monitor.watch([sum([sum([a], 1), b], 2)], health)
    world.results.set('a', false)
    await world.pass(20)
    expect(health[0]).toBe(0)
  })

  it('follows what stands behind an id, as it changes', async () => {
    world.monitor.watch(
      [
        { type: 'reference', id: 'x' },
        { type: 'reference', id: 'nobody' },
      ],
      health,
    )
    world.results.set('a', false)
    await world.pass(20)
    expect([...health.subarray(0, 2)]).toEqual([1, 1])
    world.known.set('x', a)
    world.monitor.refresh()
    await world.pass(20)
    expect([...health.subarray(0, 2)]).toEqual([0, 1])
    world.monitor.refresh()
    expect(health[0]).toBe(0)
    world.known.set('x', b)
    world.monitor.refresh()
    expect(health[0]).toBe(1)
    await world.pass(20)
    expect(world.monitor.report(a)).toBeUndefined()
  })

  it('tells once what becomes of a check that goes by an id, also if another takes its place', async () => {
    const told = () => world.events.splice(0).map(({ check, isWell }) => [check, isWell])
    world.known.set('a', a)
    world.monitor.watch([{ type: 'reference', id: 'a' }], health)
    world.results.set('a', false)
    await world.pass(20)
    expect(told()).toEqual([['a', false]])
    world.results.set('a', true)
    await world.pass(20)
    expect(told()).toEqual([['a', true]])
    world.known.set('a', sum([], 1))
    world.monitor.refresh()
    expect(told()).toEqual([['sum', false]])
    world.known.set('a', a)
    world.monitor.refresh()
    expect(told()).toEqual([['a', true]])
  })

  it('begins with many checks one after the other', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => probeOf(`n${i}`))
    world.monitor.watch(many, new Uint8Array(1000))
    await world.pass(1)
    expect(world.looks.length).toBe(100)
    await world.pass(4)
    expect(world.looks.length).toBe(1000)
  })

  it.each([[-3_600_000], [3_600_000]])('goes on at its pace when the clock is set by %i ms', async ms => {
    world.skews.push(ms)
    world.monitor.watch([a], health)
    await world.pass(40)
    expect(world.looks.length).toBeGreaterThanOrEqual(4)
    expect(world.looks.length).toBeLessThanOrEqual(6)
  })

  it('lets what goes by an id end with what summed it up', async () => {
    const through = (check: HealthCheck): HealthCheck => sum([{ type: 'reference', id: 'inner' }, check], 1)
    world.known.set('inner', a).set('outer', through(b))
    world.monitor.watch([{ type: 'reference', id: 'outer' }], health)
    world.known.set('outer', b)
    world.monitor.refresh()
    expect(world.monitor.report(a)).toBeUndefined()
    world.monitor.unwatch(health)
    expect(world.timers()).toBe(0)
  })

  it('bears checks that sum each other up', async () => {
    world.known.set('x', sum([{ type: 'reference', id: 'x' }, a], 2))
    world.monitor.watch([{ type: 'reference', id: 'x' }], health)
    world.results.set('a', false)
    await world.pass(20)
    expect(health[0]).toBe(0)
  })
})
