// Serves Route 53's API at one end of a channel, until it is told to stop.
import { randomBytes } from 'node:crypto'
import type { MessagePort } from 'node:worker_threads'
import type { Clock } from '../base/clock.ts'
import { problemsOf } from '../base/errors.ts'
import { listenApi } from '../server/route53-api/listen.ts'
import { openStore } from '../store/store.ts'
import type { ApiNews, ApiStart } from './route53-api-channel.ts'

/** Tells where it listens through the port, and takes the order to stop from it. */
export async function runRoute53Api(port: MessagePort, start: ApiStart, clock: Clock): Promise<void> {
  const tell = (news: ApiNews): void => port.postMessage(news)
  try {
    const store = openStore(start.store, { create: true, clock })
    const api = await listenApi({
      ...start,
      store,
      clock,
      random: randomBytes,
      onEvent: ({ problem }) => tell({ news: 'problem', problem }),
    })
    port.once('message', async () => {
      await api.close()
      await store.close()
      port.close()
    })
    tell({ news: 'listening', endpoint: api.endpoint })
  } catch (error) {
    tell({ news: 'failed', problems: problemsOf(error) })
    port.close()
  }
}
