// Serves Route 53's API at one end of a channel, until it is told to stop.
import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../../base/clock.ts'
import { problemsOf } from '../../base/errors.ts'
import type { HealthReport } from '../../server/health/monitor.ts'
import type { HealthOf } from '../../server/route53-api/context.ts'
import { listenApi } from '../../server/route53-api/listen.ts'
import { openStore } from '../../store/store.ts'
import type { ApiNews, ApiOrder, ApiStart } from './route53-api-channel.ts'

/** Tells where it listens through the port, and takes the order to stop from it. */
export async function runRoute53Api(port: MessagePort, start: ApiStart, clock: Clock): Promise<void> {
  const tell = (news: ApiNews): void => port.postMessage(news)
  const asked = new Map<number, (report: HealthReport | undefined) => void>()
  let asks = 0
  const healthOf: HealthOf = check =>
    new Promise(resolve => {
      asked.set(++asks, resolve)
      tell({ news: 'health', ask: asks, check })
    })
  try {
    const store = openStore(start.store, { create: true, clock })
    const api = await listenApi({
      ...start,
      store,
      clock,
      random: randomBytes,
      healthOf,
      onEvent: ({ problem }) => tell({ news: 'problem', problem }),
    }).catch(async error => {
      await store.close()
      throw error
    })
    port.on('message', async (order: ApiOrder) => {
      switch (order.order) {
        case 'health':
          asked.get(order.ask)?.(order.report)
          asked.delete(order.ask)
          return
        case 'stop':
          await api.close()
          await store.close()
          return port.close()
        default:
          return order satisfies never
      }
    })
    tell({ news: 'listening', endpoint: api.endpoint })
  } catch (error) {
    tell({ news: 'failed', problems: problemsOf(error) })
    port.close()
  }
}
