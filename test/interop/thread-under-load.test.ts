// A thread of the proxy is killed while queries come in: the others go on, and it starts again on its sockets.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { loadProxySettings } from '../../src/operations/proxy/load-proxy-settings.ts'
import type { ProxyEvent } from '../../src/operations/proxy/proxy-events.ts'
import { runProxy } from '../../src/operations/proxy/run-proxy.ts'
import type { StartUdpThread } from '../../src/operations/proxy/udp-threads.ts'
import { sourceWorker } from '../source-worker.ts'
import { offerLoad, sized, startServer } from './loads.ts'

const rate = sized(20_000, 2000)
const entry = new URL('../../src/operations/proxy/udp-thread.ts', import.meta.url)

test('a thread is killed', async () => {
  const server = await startServer()
  const workers: Worker[] = []
  const events: ProxyEvent[] = []
  const startThread: StartUdpThread = (start, onNews, onEnd) => {
    const worker = sourceWorker(entry, start)
    workers.push(worker)
    worker.on('message', onNews)
    worker.on('error', () => {})
    worker.on('exit', code => onEnd(`exit code ${code}`))
    return { order: order => worker.postMessage(order), terminate: () => void worker.terminate() }
  }
  const { settings } = await loadProxySettings({
    cwd: '/',
    env: {},
    backends: [server.address],
    listen: ['127.0.0.1:0'],
    readFile: async () => '',
    listFiles: async () => [],
  })
  const proxy = await runProxy({
    settings,
    workers: 2,
    startThread,
    clock: systemClock,
    output: process.stderr,
    onEvent: event => events.push(event),
  })
  try {
    const { port } = proxy.binds.binds[0]!.endpoint
    const [load] = await Promise.all([
      offerLoad(port, { rate, seconds: 5, names: 1000 }),
      sleep(1500).then(() => workers[0]!.terminate()),
    ])
    const after = await offerLoad(port, { rate, seconds: 2, names: 1000 })
    console.log(
      `${load.sent} queries, ${load.lost} lost with the thread; ${after.lost} of ${after.sent} afterwards`,
    )
    expect(workers).toHaveLength(3)
    expect(events.filter(({ event }) => event === 'problem')).toHaveLength(1)
    // What it had in its hands is lost; what waited in its sockets is not.
    expect(load.lost).toBeLessThan(rate * 0.05)
    expect(after.lost).toBe(0)
  } finally {
    await proxy.close()
    await server.stop()
  }
})
