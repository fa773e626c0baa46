import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { type CarbonSender, carbonText, sendToCarbon } from '../../src/metrics/carbon.ts'
import type { MetricFamily } from '../../src/metrics/metric.ts'

const families: readonly MetricFamily[] = [
  { name: 'queries_total', type: 'counter', help: 'Queries.', samples: [{ value: 7 }] },
  {
    name: 'up',
    type: 'gauge',
    help: 'Up.',
    samples: [
      { labels: { server: 'a b.example.com', address: '[::1]:53' }, value: 1 },
      { labels: { server: '' }, value: Number.POSITIVE_INFINITY },
    ],
  },
  {
    name: 'ms',
    type: 'histogram',
    help: 'Time.',
    samples: [{ part: 'bucket', labels: { le: '+Inf' }, value: 2 }],
  },
]

test('labels are parts of paths, and what is no number is left out', () => {
  expect(carbonText(families, 'dnsctl.host.main', 1000)).toBe(
    [
      'dnsctl.host.main.queries_total 7 1000',
      'dnsctl.host.main.up.a_b_example_com.___1__53 1 1000',
      'dnsctl.host.main.ms_bucket._Inf 2 1000',
      '',
    ].join('\n'),
  )
})

let server: Server | undefined
let sender: CarbonSender | undefined
afterEach(() => {
  sender?.stop()
  server?.close()
})

/** Listens, and keeps what comes. */
async function listen(port: number, onSocket: (socket: Socket) => void): Promise<number> {
  server = createServer(onSocket).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

const send = (port: number, onChange: (reason: string | undefined) => void = () => {}): void => {
  sender = sendToCarbon(
    { endpoint: { host: '127.0.0.1', port }, prefix: 'p', intervalMs: 20 },
    { measure: () => families.slice(0, 1), clock: () => 5_500, onChange },
  )
}

test('a report is sent at each interval', async () => {
  const reports: string[] = []
  const port = await listen(0, socket => {
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => reports.push(text))
  })
  send(port)
  await vi.waitFor(() => expect(reports.length).toBeGreaterThan(2), { timeout: 20_000 })
  expect(new Set(reports)).toEqual(new Set(['p.queries_total 7 5\n']))
})

test('a server that is away is told of once, and once it is back', async () => {
  const port = await listen(0, () => {})
  server!.close()
  await once(server!, 'close')
  const told: (string | undefined)[] = []
  send(port, reason => told.push(reason))
  await vi.waitFor(() => expect(told).toEqual(['ECONNREFUSED']), { timeout: 20_000 })
  await listen(port, socket => socket.resume())
  await vi.waitFor(() => expect(told).toEqual(['ECONNREFUSED', undefined]), { timeout: 20_000 })
})

test('a server that does not read is not sent more than one report at a time', async () => {
  const open = new Set<Socket>()
  let most = 0
  const port = await listen(0, socket => {
    socket.pause()
    open.add(socket)
    most = Math.max(most, open.size)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
  })
  const told: (string | undefined)[] = []
  sender = sendToCarbon(
    { endpoint: { host: '127.0.0.1', port }, prefix: 'x'.repeat(20_000_000), intervalMs: 50 },
    { measure: () => families.slice(0, 1), clock: () => 0, onChange: reason => told.push(reason) },
  )
  await vi.waitFor(() => expect(told).toEqual(['not taken within 50 ms']), { timeout: 20_000 })
  sender.stop()
  expect(most).toBe(1)
  for (const socket of open) socket.destroy()
})
