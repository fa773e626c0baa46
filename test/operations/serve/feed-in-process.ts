// A feed in the same thread as its tests, behind the channel that separates it from the server elsewhere.
import { MessageChannel } from 'node:worker_threads'
import { runFeed } from '../../../src/operations/serve/run-feed.ts'
import type { StartFeed } from '../../../src/operations/serve/zone-feed.ts'

export const startFeedInProcess: StartFeed = (start, onNews, onEnd) => {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', onNews)
  port1.on('close', () => onEnd('closed'))
  void runFeed(port2, start, Date.now)
  return { order: order => port1.postMessage(order), terminate: () => port1.close() }
}
