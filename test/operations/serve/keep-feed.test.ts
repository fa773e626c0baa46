// What becomes of a feed that tells, ends, fails or does not stop; the feeds here are made of what a test says.
import { beforeEach, expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { HealthKeeper } from '../../../src/operations/serve/health-keeper.ts'
import { type KeptFeed, keepFeed, type ZoneEvent } from '../../../src/operations/serve/keep-feed.ts'
import type { ThreadLimits } from '../../../src/operations/serve/keep-thread.ts'
import { createPublishedZones, type PublishedZones } from '../../../src/operations/serve/published-zones.ts'
import type { FeedOrder, FeedStart, ServedZone, TellNews } from '../../../src/operations/serve/zone-feed.ts'
import type { CheckedHealth } from '../../../src/server/authoritative/check-table.ts'
import type { Snapshot } from '../../../src/server/authoritative/snapshot.ts'
import { buildZone, rrsetsOf } from '../../server/authoritative/rich-zone.ts'

const seed = 0x5eed
const limits: ThreadLimits = { stopMs: 1, firstRestartMs: 1, lastRestartMs: 4 }

/** A feed that was started, and its end of the channel. */
interface Run {
  readonly start: FeedStart
  readonly tell: TellNews
  readonly end: (reason: string) => void
  readonly orders: (FeedOrder['order'] | 'terminate')[]
  readonly spares: ServedZone[]
}

let runs: Run[]
let events: ZoneEvent[]
let now: number
let watched: unknown[]
let onStart: ((run: Run) => void)[]

beforeEach(() => {
  runs = []
  events = []
  now = 0
  watched = []
  onStart = []
})

const serialOf = (zone: CheckedHealth | undefined): unknown => (zone as Snapshot | undefined)?.serial

/** Notes the serials of the zones whose checks it is to run, and the ids it is told of. */
const health: HealthKeeper = {
  watch: (zone, before) => watched.push([serialOf(before), serialOf(zone)]),
  unwatch: zone => watched.push([serialOf(zone)]),
  known: checks => watched.push(...checks.keys()),
  report: () => undefined,
  stop() {},
}

/** Keeps a feed that stops when it is told to, unless it is said to be stubborn. */
function keep(isStubborn = false): {
  kept: Promise<KeptFeed>
  zones: PublishedZones
} {
  const zones = createPublishedZones(seed)
  const kept = keepFeed(
    {
      source: { files: ['a.yaml'] },
      zones,
      health,
      clock: () => now,
      onEvent: event => events.push(event),
      startFeed(start, tell, end) {
        const run: Run = { start, tell, end, orders: [], spares: [] }
        runs.push(run)
        onStart.shift()?.(run)
        return {
          order(order) {
            run.orders.push(order.order)
            if (order.order === 'reuse') run.spares.push(order.spare)
            if (order.order === 'stop' && !isStubborn) end('stopped')
          },
          terminate() {
            run.orders.push('terminate')
            end('terminated')
          },
        }
      },
    },
    limits,
  )
  return { kept, zones }
}

const nextRun = (): Promise<Run> => new Promise(resolve => onStart.push(resolve))

function zoneOf(origin: string, from: string, serial: number): ServedZone {
  const zone = parseName(origin)
  return {
    from,
    zone,
    snapshot: buildZone(origin, rrsetsOf(origin, `@ 60 SOA ns1 h ${serial} 1 2 3 4`), seed),
  }
}

const loaded = (run: Run): void => run.tell({ news: 'loaded', problems: [] })
const served = ({ directory }: PublishedZones): number[] => [...directory.zones()].map(({ serial }) => serial)

test('zones are served as they are told of; what they replace is given back', async () => {
  const { kept, zones } = keep()
  const [run] = runs
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 1) })
  run!.tell({ news: 'zone', served: zoneOf('example.net.', 'b', 2) })
  loaded(run!)
  const feed = await kept
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 3) })
  run!.tell({ news: 'zone', served: zoneOf('example.org.', 'b', 4) })
  expect(served(zones).sort()).toEqual([3, 4])
  expect(events.map(event => [event.event, 'zone' in event && event.zone])).toEqual([
    ['zone', 'example.com.'],
    ['zone', 'example.net.'],
    ['zone', 'example.com.'],
    ['zone', 'example.org.'],
    ['zone-gone', 'example.net.'],
  ])
  feed.reload()
  await feed.stop()
  expect(run!.orders).toEqual(['reuse', 'reuse', 'reload', 'stop'])
  expect(run!.spares.map(({ from, snapshot }) => [from, snapshot.serial])).toEqual([
    ['a', 1],
    ['b', 2],
  ])
})

test('what is replaced is given back, and the change told of, once every thread that answers has taken it', async () => {
  const { kept, zones } = keep()
  const [run] = runs
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 1) })
  loaded(run!)
  const feed = await kept
  const follower = zones.follow(() => {})
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 2) })
  run!.tell({ news: 'zone-gone', from: 'a' })
  expect([events.length, run!.orders]).toEqual([1, []])
  follower.hasTaken(2)
  expect([events.length, run!.orders]).toEqual([2, ['reuse']])
  follower.hasTaken(3)
  expect(events.map(({ event }) => event)).toEqual(['zone', 'zone', 'zone-gone'])
  await feed.stop()
})

test('the checks of what is served are run, and those that go by ids', async () => {
  const { kept } = keep()
  const [run] = runs
  run!.tell({ news: 'health-checks', checks: new Map([['x', { type: 'reference', id: 'y' }]]) })
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 1) })
  loaded(run!)
  const feed = await kept
  run!.tell({ news: 'zone', served: zoneOf('example.com.', 'a', 2) })
  run!.tell({ news: 'zone-gone', from: 'a' })
  expect(watched).toEqual(['x', [undefined, 1], [1, 2], [2]])
  await feed.stop()
})

const broken = problem('zone-unservable', 'example.com. has no SOA')

test.for(['loaded', 'failed'] as const)('what did not load at first (%s) is thrown', async news => {
  const { kept } = keep()
  runs[0]!.tell({ news, problems: [broken] })
  await expect(kept).rejects.toMatchObject({ problems: [broken] })
  expect([runs.length, runs[0]!.orders]).toEqual([1, ['stop']])
})

test('a feed that ends before it has loaded is not started again', async () => {
  const { kept } = keep()
  runs[0]!.end('out of memory')
  await expect(kept).rejects.toMatchObject({ code: 'zone-feed-ended' })
  expect(runs).toHaveLength(1)
})

test('a feed that ends is started again with what was served, which stays, later each time', async () => {
  const { kept, zones } = keep()
  const one = zoneOf('example.com.', 'a', 1)
  runs[0]!.tell({ news: 'zone', served: one })
  loaded(runs[0]!)
  const feed = await kept
  for (let i = 0; i < 4; i++) {
    const next = nextRun()
    runs.at(-1)!.end('a fault')
    const run = await next
    expect(run.start).toEqual({ source: { files: ['a.yaml'] }, seed, served: [one] })
    expect(served(zones)).toEqual([1])
    run.tell({ news: i === 3 ? 'loaded' : 'failed', problems: [broken] })
  }
  // One that ran for long starts again as soon as the first did.
  now += 5
  const next = nextRun()
  runs.at(-1)!.end('a fault')
  await next
  const messages = events.flatMap(event => (event.event === 'problem' ? [event.problem.message] : []))
  expect(messages.filter(text => text !== broken.message)).toEqual(
    ['0.001', '0.002', '0.004', '0.004', '0.001'].map(
      seconds => `the thread that loads zones has ended (a fault); it starts again in ${seconds} s`,
    ),
  )
  expect(messages.filter(text => text === broken.message)).toHaveLength(4)
  await feed.stop()
})

test('stopping while a feed is to be started again leaves none', async () => {
  const { kept } = keep()
  loaded(runs[0]!)
  const feed = await kept
  runs[0]!.end('a fault')
  await feed.stop()
  await new Promise(resolve => setTimeout(resolve, 3 * limits.firstRestartMs))
  expect(runs).toHaveLength(1)
})

test('a feed that does not stop is ended', async () => {
  const { kept } = keep(true)
  loaded(runs[0]!)
  await (await kept).stop()
  expect(runs[0]!.orders).toEqual(['stop', 'terminate'])
})
