// When servers come up and go down, on a clock of our own.
import { expect, test } from 'vitest'
import type { Backend } from '../../../../src/proxy/backends/backend.ts'
import { takeBackendState } from '../../../../src/proxy/backends/backend.ts'
import {
  type BackendHealthEvent,
  createHealthMonitor,
} from '../../../../src/proxy/backends/health/monitor.ts'
import { keepMemory } from '../../../../src/proxy/shared-memory.ts'
import { backendSettings } from '../backend-fixture.ts'

interface Work {
  at: number
  work: () => void
}

/** Servers `a`, `b`, … with these health checks, on a clock that only moves when told. */
function world(...checks: readonly object[]) {
  const memory = keepMemory(new Map())
  const make = (...all: readonly object[]): readonly Backend[] =>
    backendSettings(
      ...all.map((entry, i) => ({
        address: `192.0.2.${i + 1}`,
        name: String.fromCharCode(0x61 + i),
        ...entry,
      })),
    ).map(settings => ({
      settings,
      state: takeBackendState(memory, settings.id, { thread: 0, threads: 1 }),
    }))
  let now = 0
  const works = new Set<Work>()
  const events: string[] = []
  const probes: string[] = []
  const well: Record<string, boolean> = {}
  let tookMs = 0
  const backends = make(...checks.map(health_checks => ({ health_checks })))
  const monitor = createHealthMonitor({
    backends,
    clock: () => now,
    schedule(ms, work) {
      const entry = { at: now + ms, work }
      works.add(entry)
      return () => void works.delete(entry)
    },
    async probe({ name }, signal) {
      probes.push(`${name}@${now}`)
      now += tookMs
      await undefined
      return {
        isGood: !signal.aborted && (well[name] ?? true),
        detail: well[name] === false ? 'ill' : 'fine',
      }
    },
    onEvent: ({ backend, isHealthy, detail }: BackendHealthEvent) =>
      events.push(`${backend} ${isHealthy ? 'up' : 'down'}@${now} ${detail}`),
  })

  /** Does what is due until that much later. */
  async function advance(ms: number): Promise<void> {
    const end = now + ms
    for (;;) {
      const [next] = [...works].sort((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      works.delete(next)
      now = Math.max(now, next.at)
      next.work()
      // What awaits a check goes on.
      for (let i = 0; i < 10; i++) await undefined
    }
    now = Math.max(now, end)
  }

  return {
    make,
    monitor,
    backends,
    state: backends[0]!.state,
    events,
    probes,
    well,
    advance,
    works,
    slowBy: (ms: number) => {
      tookMs = ms
    },
  }
}

test('a server is up with its first good check, and that is what ready waits for', async () => {
  const { monitor, backends, events, advance } = world({}, {})
  expect(backends.map(({ state }) => state.isUsable())).toEqual([false, false])
  await advance(0)
  await monitor.ready
  expect(events).toEqual(['a up@0 fine', 'b up@0 fine'])
  expect(backends.map(({ state }) => state.isUsable())).toEqual([true, true])
})

test('one that is away at the start is up with the first good check too', async () => {
  const { well, events, advance, monitor } = world({})
  well.a = false
  await advance(4000)
  await monitor.ready
  well.a = true
  await advance(1000)
  expect(events).toEqual(['a up@5000 fine'])
  expect(monitor.report('a')).toMatchObject({ checks: 6, failures: 5, lastFailure: 'ill' })
})

test('it takes max_failures to go down and rise to come back', async () => {
  const { well, events, advance, state } = world({})
  await advance(1000)
  well.a = false
  await advance(2000)
  expect(state.isUsable()).toBe(true)
  await advance(1000)
  well.a = true
  await advance(1000)
  expect(state.isUsable()).toBe(false)
  await advance(1000)
  expect(events).toEqual(['a up@0 fine', 'a down@4000 ill', 'a up@6000 fine'])
})

test('failures that are not in a row do not count together', async () => {
  const { well, events, advance } = world({})
  await advance(1000)
  for (let i = 0; i < 12; i++) {
    well.a = i % 3 === 2
    await advance(1000)
  }
  expect(events).toEqual(['a up@0 fine'])
})

test('checks come once an interval however long they take, and servers take turns', async () => {
  const { probes, advance, slowBy } = world({ interval: 4 }, { interval: 4 })
  await advance(12_000)
  expect(probes).toEqual(['a@0', 'b@0', 'a@2000', 'b@4000', 'a@6000', 'b@8000', 'a@10000', 'b@12000'])
  slowBy(1500)
  await advance(8000)
  expect(probes.slice(8, 10)).toEqual(['a@14000', 'b@16000'])
})

test.for<[mode: string, isUsable: boolean]>([
  ['up', true],
  ['down', false],
])('mode %s is obeyed without checks, until it is auto', async ([mode, isUsable]) => {
  const { state, probes, monitor, advance } = world({ mode })
  await advance(5000)
  await monitor.ready
  expect([state.isUsable(), probes]).toEqual([isUsable, []])
  state.setMode('auto')
  await advance(1000)
  expect([state.isUsable(), probes.length]).toEqual([true, 1])
})

test('mode drain is checked but not asked', async () => {
  const { state, probes, advance } = world({ mode: 'drain' })
  await advance(2000)
  expect([state.isUsable(), state.isHealthy, probes.length]).toEqual([false, true, 3])
})

test('a server that stays goes on over a reload, with the mode that was set', async () => {
  const { make, monitor, backends, events, advance, probes, state, works } = world({}, {})
  await advance(1000)
  state.setMode('drain')
  monitor.watch(make({}))
  expect(works.size).toBe(1)
  await advance(1000)
  expect(events).toEqual(['a up@0 fine', 'b up@0 fine'])
  expect([state.mode, backends[0]!.state.isHealthy, monitor.report('b')]).toEqual(['drain', true, undefined])
  expect(probes.filter(probe => probe.startsWith('b'))).toEqual(['b@0', 'b@1000'])
  monitor.watch(make({ health_checks: { mode: 'down' } }))
  expect(state.mode).toBe('down')
})

test('other settings of checks are in force at once; a server at a new address is not taken to be down', async () => {
  const { make, monitor, state, advance, probes, well } = world({ interval: 3600 })
  await advance(10_000)
  well.a = false
  monitor.watch(make({ address: '192.0.2.99' }))
  await advance(0)
  expect([probes, state.isUsable()]).toEqual([['a@0', 'a@10000'], true])
  await advance(2000)
  expect(state.isUsable()).toBe(false)
})

test('a server that goes before its first check holds nobody up', async () => {
  const { monitor, works } = world({})
  monitor.watch([])
  await monitor.ready
  expect(works.size).toBe(0)
})

test('nothing is checked any more after stop', async () => {
  const { monitor, advance, probes, works } = world({})
  await advance(1000)
  monitor.stop()
  expect(works.size).toBe(0)
  await advance(5000)
  expect(probes).toHaveLength(2)
})

const lazy = (settings: object = {}) => ({ mode: 'lazy', lazy: { min_sample_count: 10, ...settings } })

test('a lazy server is checked once, and again only when queries fail', async () => {
  const { state, probes, well, events, advance } = world(lazy())
  await advance(60_000)
  expect(probes).toEqual(['a@0'])
  const answered = (good: number, bad: number, as: 'timeouts' | 'servfail' = 'timeouts'): void => {
    for (let i = 0; i < good; i++) state.count('responses')
    for (let i = 0; i < bad; i++) state.count(as)
    if (as === 'servfail') for (let i = 0; i < bad; i++) state.count('responses')
  }
  answered(85, 15)
  await advance(1000)
  expect(probes).toHaveLength(1)
  answered(0, 10)
  await advance(1000)
  expect(probes, 'suspect').toHaveLength(2)
  await advance(1000)
  expect(probes, 'well after two good checks').toHaveLength(3)
  await advance(10_000)
  expect(probes).toHaveLength(3)
  well.a = false
  answered(20, 20, 'servfail')
  await advance(4000)
  expect(events.slice(1)).toEqual(['a down@76000 ill'])
  expect(state.isUsable()).toBe(false)
})

test('a lazy server that is down is checked ever less often, and soon once it is back', async () => {
  const { state, probes, well, events, advance } = world(
    lazy({ interval: 5, use_exponential_back_off: true, max_back_off: 15 }),
  )
  await advance(10_000)
  well.a = false
  for (let i = 0; i < 10; i++) state.count('sendErrors')
  await advance(50_000)
  const times = probes.map(probe => Number(probe.slice(2)) / 1000)
  expect(times).toEqual([0, 11, 12, 13, 18, 28, 43, 58])
  well.a = true
  await advance(15_000)
  expect(events.at(-1)).toBe('a up@74000 fine')
})

test('lazily, SERVFAIL counts only where it is to', async () => {
  const { state, probes, advance } = world(lazy({ mode: 'TimeoutOnly' }))
  await advance(1000)
  for (let i = 0; i < 100; i++) state.count('servfail')
  for (let i = 0; i < 100; i++) state.count('responses')
  await advance(10_000)
  expect(probes).toHaveLength(1)
})
