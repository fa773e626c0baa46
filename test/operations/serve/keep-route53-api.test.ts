// What becomes of an API that listens, ends, fails or does not stop; those here are made of what a test says.
import { beforeEach, expect, test } from 'vitest'
import { problem } from '../../../src/base/errors.ts'
import type { HealthCheck } from '../../../src/dns/routing.ts'
import {
  type KeptApi,
  keepRoute53Api,
  type Route53ApiEvent,
} from '../../../src/operations/serve/keep-route53-api.ts'
import type { ThreadLimits } from '../../../src/operations/serve/keep-thread.ts'
import type { ApiNews, ApiOrder, ApiStart } from '../../../src/operations/serve/route53-api-channel.ts'
import type { HealthReport } from '../../../src/server/health/monitor.ts'

const limits: ThreadLimits = { stopMs: 1, firstRestartMs: 1, lastRestartMs: 4 }
const wanted: ApiStart = {
  listen: { host: '127.0.0.1', port: 0 },
  keys: [],
  requestsPerSecond: 5,
  insyncAfterMs: 0,
  store: 'store',
  dns: { host: '127.0.0.1', port: 53 },
}
const known: HealthCheck = { type: 'reference', id: 'known' }
const report: HealthReport = { isWell: true, detail: 'HTTP status 200' }
const endpoint = { host: '127.0.0.1', port: 8053 }

/** An API that was started, and its end of the channel. */
interface Run {
  readonly start: ApiStart
  readonly tell: (news: ApiNews) => void
  readonly end: (reason: string) => void
}

let events: Route53ApiEvent[]
let orders: (ApiOrder | { order: 'terminate' })[]
let onStart: ((run: Run) => void)[]

beforeEach(() => {
  events = []
  orders = []
  onStart = []
})

const keep = (isStubborn = false): Promise<KeptApi> =>
  keepRoute53Api(
    {
      start: wanted,
      healthOf: check => (check === known ? report : undefined),
      clock: () => 0,
      onEvent: event => events.push(event),
      startApi(start, tell, end) {
        onStart.shift()?.({ start, tell, end })
        return {
          order(order) {
            orders.push(order)
            if (order.order === 'stop' && !isStubborn) end('stopped')
          },
          terminate() {
            orders.push({ order: 'terminate' })
            end('terminated')
          },
        }
      },
    },
    limits,
  )

const nextRun = (): Promise<Run> => new Promise(resolve => onStart.push(resolve))

test('one that ends starts again, where it was', async () => {
  const first = nextRun()
  const keeping = keep()
  const { start, tell, end } = await first
  expect(start.listen.port).toBe(0)
  tell({ news: 'listening', endpoint })
  const kept = await keeping
  expect(kept.endpoint).toEqual(endpoint)
  const second = nextRun()
  end('out of memory')
  const again = await second
  expect(again.start.listen).toEqual(endpoint)
  again.tell({ news: 'listening', endpoint })
  await kept.stop()
  const listening = { event: 'route53-api', endpoint, isInsecure: false }
  const message =
    'the thread that serves the Route 53 API has ended (out of memory); it starts again in 0.001 s'
  expect(events).toEqual([
    listening,
    { event: 'problem', problem: problem('route53-api-ended', message) },
    listening,
  ])
  expect(orders).toEqual([{ order: 'stop' }])
})

test('one that cannot listen again says why, and goes on trying', async () => {
  const first = nextRun()
  const keeping = keep()
  const { tell, end } = await first
  tell({ news: 'listening', endpoint })
  const kept = await keeping
  const taken = problem('listen-in-use', 'cannot listen on 127.0.0.1:8053 (tcp): EADDRINUSE')
  const second = nextRun()
  end('gone')
  const again = await second
  const third = nextRun()
  again.tell({ news: 'failed', problems: [taken] })
  again.end('exit code 0')
  await third
  await kept.stop()
  expect(events.slice(2, 3)).toEqual([{ event: 'problem', problem: taken }])
})

test('one that cannot start says why', async () => {
  const first = nextRun()
  const keeping = keep()
  const problems = [problem('route53-api-keyless', 'no key')]
  const { tell, end } = await first
  tell({ news: 'failed', problems })
  end('exit code 0')
  await expect(keeping).rejects.toMatchObject({ problems })
})

test('one that ends before it listens says so', async () => {
  const first = nextRun()
  const keeping = keep()
  const { end } = await first
  end('exit code 1')
  await expect(keeping).rejects.toMatchObject({ code: 'route53-api-ended' })
})

test('one that does not stop is ended', async () => {
  const first = nextRun()
  const keeping = keep(true)
  const { tell } = await first
  tell({ news: 'listening', endpoint })
  await (await keeping).stop()
  expect(orders).toEqual([{ order: 'stop' }, { order: 'terminate' }])
})

test('problems of requests are told', async () => {
  const first = nextRun()
  const keeping = keep()
  const { tell } = await first
  tell({ news: 'listening', endpoint })
  const kept = await keeping
  const fault = problem('internal-fault', 'oops')
  tell({ news: 'problem', problem: fault })
  await kept.stop()
  expect(events.at(-1)).toEqual({ event: 'problem', problem: fault })
})

test('who asks for the health of a check is told', async () => {
  const first = nextRun()
  const keeping = keep()
  const { tell } = await first
  tell({ news: 'listening', endpoint })
  const kept = await keeping
  tell({ news: 'health', ask: 1, check: known })
  tell({ news: 'health', ask: 2, check: { type: 'reference', id: 'other' } })
  await kept.stop()
  expect(orders).toEqual([
    { order: 'health', ask: 1, report },
    { order: 'health', ask: 2, report: undefined },
    { order: 'stop' },
  ])
})
