// Route 53's API in the same thread as its tests, behind the channel that separates it from the server elsewhere.
import { MessageChannel } from 'node:worker_threads'
import type { StartApi } from '../../../src/operations/serve/route53-api-channel.ts'
import { runRoute53Api } from '../../../src/operations/serve/run-route53-api.ts'

export const startApiInProcess: StartApi = (start, onNews, onEnd) => {
  const { port1, port2 } = new MessageChannel()
  port1.on('message', onNews)
  port1.on('close', () => onEnd('closed'))
  void runRoute53Api(port2, start, Date.now)
  return { order: order => port1.postMessage(order), terminate: () => port1.close() }
}
