// DNS over TCP: pipelining, answers in any order, keepalive, and every limit of a connection.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { decode, type Packet } from 'dns-packet'
import { afterEach, expect, test, vi } from 'vitest'
import { tcpFrame, tcpFrames } from '../../../src/net/tcp-frames.ts'
import { noTransfer } from '../../../src/proxy/backends/tcp-upstream.ts'
import { listenStream, type StreamListener } from '../../../src/proxy/frontends/listen-stream.ts'
import type { StreamLimits } from '../../../src/proxy/settings/stream-limits.ts'
import { echo, type FakeSite, fakeSite, hold, query } from './fake-site.ts'
import { bindSettings, streamLimits } from './settings.ts'

const patience = { timeout: 20_000, interval: 5 }
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Opened {
  readonly listener: StreamListener
  readonly site: FakeSite
}

async function listen(limits: Partial<StreamLimits> = {}, tcp: Record<string, number> = {}): Promise<Opened> {
  const site = fakeSite()
  const settings = bindSettings({ tcp })
  const endpoint = { host: '127.0.0.1', port: 0 }
  const listener = await listenStream({ number: 3, endpoint, settings }, site, streamLimits(limits))
  closers.push(() => listener.close())
  return { listener, site }
}

interface Client {
  readonly socket: Socket
  readonly received: Packet[]
  readonly closed: Promise<unknown>
  ids(count: number): Promise<(number | undefined)[]>
}

function client({ listener }: Pick<Opened, 'listener'>): Client {
  const socket = connect({ port: listener.endpoint.port, host: '127.0.0.1', allowHalfOpen: true })
  closers.push(() => socket.destroy())
  const received: Packet[] = []
  socket.on(
    'data',
    tcpFrames(message => received.push(decode(Buffer.from(message)))),
  )
  socket.on('error', () => {})
  const closed = Promise.race([once(socket, 'close'), once(socket, 'end')])
  const ids = async (count: number) => {
    await vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(count), patience)
    return received.map(({ id }) => id)
  }
  return { socket, received, closed, ids }
}

const ask = (id: number, parts: Partial<Packet> = {}): Uint8Array =>
  tcpFrame(query('www.example.com', id, parts))

test('queries in one segment are answered, and what is known of them is told', async () => {
  const opened = await listen()
  const seen: unknown[] = []
  opened.site.onQuery = t => {
    seen.push([t.transport, t.bind, t.client[3], t.sni, t.http])
    echo(t)
  }
  const { socket, ids } = client(opened)
  socket.write(Buffer.concat([ask(1), ask(2), ask(3)]))
  expect(await ids(3)).toEqual([1, 2, 3])
  expect(seen[0]).toEqual([1, 3, 0x7f000001, undefined, undefined])
  expect(opened.listener.report()).toMatchObject({ connections: 1, inFlight: 0, queries: 3, answers: 3 })
})

test('answers leave as they come, in any order', async () => {
  const opened = await listen()
  opened.site.onQuery = hold(opened.site)
  const { socket, ids } = client(opened)
  socket.write(Buffer.concat([ask(1), ask(2), ask(3)]))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(3), patience)
  for (const t of opened.site.waiting.reverse()) echo(t)
  expect(await ids(3)).toEqual([3, 2, 1])
})

test('a query may come octet by octet, within the limit of reads', async () => {
  const opened = await listen({ max_read_ios_per_query: 100 })
  const { socket, ids } = client(opened)
  socket.setNoDelay(true)
  for (const octet of ask(7)) {
    socket.write(Uint8Array.of(octet))
    await new Promise(setImmediate)
  }
  expect(await ids(1)).toEqual([7])
})

test('no more queries are read than may be in flight', async () => {
  const opened = await listen({}, { max_in_flight_queries: 2 })
  opened.site.onQuery = hold(opened.site)
  const { socket, ids } = client(opened)
  socket.write(Buffer.concat([1, 2, 3, 4, 5].map(id => ask(id))))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(2), patience)
  const first = opened.site.waiting.shift()!
  first.requester.drop(first)
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(2), patience)
  opened.site.onQuery = echo
  for (const t of opened.site.waiting) echo(t)
  expect(await ids(4)).toEqual([2, 3, 4, 5])
})

test('who says the end gets all answers, then ours', async () => {
  const opened = await listen()
  opened.site.onQuery = hold(opened.site)
  const { socket, received, closed } = client(opened)
  socket.end(Buffer.concat([ask(1), ask(2)]))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(2), patience)
  for (const t of opened.site.waiting) echo(t)
  await closed
  expect(received.map(({ id }) => id)).toEqual([1, 2])
})

test('an answer for who has gone is counted', async () => {
  const opened = await listen()
  opened.site.onQuery = hold(opened.site)
  const { socket } = client(opened)
  socket.write(ask(1))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(1), patience)
  socket.resetAndDestroy()
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(0), patience)
  echo(opened.site.waiting[0]!)
  expect(opened.listener.report()).toMatchObject({ gone: 1, answers: 0, inFlight: 0 })
})

const keepalive = { type: 'OPT', name: '.', options: [{ code: 'TCP_KEEPALIVE' }] }

test('the time that a connection may idle is told to who asks for it, and no server sees that', async () => {
  const opened = await listen({ idle_timeout: 12 })
  const lengths: number[] = []
  opened.site.onQuery = t => {
    lengths.push(t.length)
    echo(t)
  }
  const { socket, received, ids } = client(opened)
  socket.write(ask(1, { additionals: [keepalive] } as never))
  socket.write(ask(2, { additionals: [{ ...keepalive, options: [] }] } as never))
  await ids(2)
  const options = received.map(({ additionals }) => (additionals![0] as { options: unknown[] }).options)
  expect(options[0]).toMatchObject([{ code: 11, timeout: 120 }])
  expect(options[1]).toEqual([])
  expect(lengths[0]).toBe(lengths[1])
})

test('a transfer passes on as many messages as there are', async () => {
  const opened = await listen()
  opened.site.onTransfer = (t, onMessage, onEnd) => {
    const message = t.message.slice(0, t.length)
    setImmediate(() => {
      for (let i = 0; i < 3; i++) onMessage(message)
      onEnd()
    })
    return noTransfer
  }
  const { socket, ids } = client(opened)
  socket.write(ask(9, { questions: [{ name: 'example.com', type: 'AXFR' }] }))
  socket.write(ask(10))
  expect(await ids(4)).toEqual(expect.arrayContaining([9, 9, 9, 10]))
  expect(opened.listener.report()).toMatchObject({ transfers: 1, inFlight: 0 })
})

test('a transfer that fails ends the connection; one whose client goes is cancelled', async () => {
  const opened = await listen()
  opened.site.onTransfer = (_t, _onMessage, onEnd) => {
    onEnd('refused')
    return noTransfer
  }
  const first = client(opened)
  const axfr = ask(9, { questions: [{ name: 'example.com', type: 'AXFR' }] })
  first.socket.write(axfr)
  await first.closed
  const cancelled = vi.fn()
  opened.site.onTransfer = () => ({ ...noTransfer, cancel: cancelled })
  const second = client(opened)
  second.socket.write(axfr)
  await vi.waitFor(() => expect(opened.listener.report().transfers).toBe(2), patience)
  second.socket.resetAndDestroy()
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce(), patience)
  expect(opened.listener.report().inFlight).toBe(0)
})

test('a client that reads slowly has the server wait', async () => {
  const opened = await listen()
  const transfer = { cancel: vi.fn(), pause: vi.fn(), resume: vi.fn() }
  const message = new Uint8Array(65_535)
  let passOn = (): boolean => false
  opened.site.onTransfer = (t, onMessage) => {
    message.set(t.message.subarray(0, t.length))
    passOn = () => onMessage(message)
    return transfer
  }
  const { socket } = client(opened)
  socket.pause()
  socket.write(ask(9, { questions: [{ name: 'example.com', type: 'AXFR' }] }))
  await vi.waitFor(() => expect(opened.listener.report().transfers).toBe(1), patience)
  // More than the kernel takes for a client that does not read.
  for (let i = 0; i < 1000 && transfer.pause.mock.calls.length === 0; i++) {
    expect(passOn()).toBe(true)
    await new Promise(setImmediate)
  }
  expect(transfer.pause).toHaveBeenCalled()
  transfer.resume.mockClear()
  socket.resume()
  await vi.waitFor(() => expect(transfer.resume).toHaveBeenCalled(), patience)
})

test('who is not in the ACL is dropped before anything else', async () => {
  const opened = await listen()
  opened.site.isOpen = false
  await client(opened).closed
  expect(opened.listener.report()).toMatchObject({ aclDrops: 1, accepted: 0 })
})

test('who sends octet by octet is cut off, and kept away for a while', async () => {
  const opened = await listen({ max_read_ios_per_query: 5 })
  const { socket, closed } = client(opened)
  socket.setNoDelay(true)
  const drip = setInterval(() => socket.write(Uint8Array.of(200)), 2)
  closers.push(() => clearInterval(drip))
  await closed
  clearInterval(drip)
  await client(opened).closed
  expect(opened.listener.report()).toMatchObject({ dripped: 1, bannedClients: 1 })
  opened.site.ms += 60_000
  const later = client(opened)
  later.socket.write(ask(1))
  expect(await later.ids(1)).toEqual([1])
})

/** What a client does, and why it is cut off when the clock has gone on. */
const overdue = [
  { what: 'says nothing', limits: { receive_timeout: 3 }, sends: [], after: 3100, why: 'receiveTimeouts' },
  {
    what: 'begins a query',
    limits: {},
    sends: [[ask(1), ask(2).subarray(0, 9)]],
    after: 5100,
    why: 'receiveTimeouts',
  },
  { what: 'has asked', limits: { idle_timeout: 7 }, sends: [[ask(1)]], after: 7100, why: 'idle' },
  { what: 'is old', limits: { max_connection_duration: 8 }, sends: [[ask(1)]], after: 8100, why: 'expired' },
] as const

test.each(overdue)('who $what is cut off in time: $why', async ({ limits, sends, after, why }) => {
  const opened = await listen(limits)
  const { socket, closed, ids } = client(opened)
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(1), patience)
  for (const frames of sends) {
    socket.write(Buffer.concat(frames))
    await ids(1)
  }
  opened.site.ms += after
  await closed
  expect(opened.listener.report()[why]).toBe(1)
})

test('a connection ends after so many queries', async () => {
  const opened = await listen({ max_queries_per_connection: 2 })
  const { socket, closed, received } = client(opened)
  socket.write(Buffer.concat([ask(1), ask(2), ask(3)]))
  await closed
  expect(received.map(({ id }) => id)).toEqual([1, 2])
})

test('who takes nothing of its answers is not answered further, and cut off', async () => {
  const opened = await listen({ max_unsent_octets: 100_000 })
  const big = new Uint8Array(60_000)
  opened.site.onQuery = t => {
    t.message = big
    t.length = big.length
    t.requester.answer(t)
  }
  const { socket } = client(opened)
  socket.pause()
  socket.write(Buffer.concat(Array.from({ length: 1000 }, (_, id) => ask(id))))
  await vi.waitFor(() => expect(opened.listener.report().answers).toBeGreaterThan(0), patience)
  const isHeldBack = async (): Promise<boolean> => {
    const before = opened.listener.report().answers
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
    return opened.listener.report().answers === before
  }
  while (!(await isHeldBack()));
  expect(opened.listener.report().answers).toBeLessThan(500)
  await vi.waitFor(() => {
    opened.site.ms += 11_000
    expect(opened.listener.report()).toMatchObject({ sendTimeouts: 1, connections: 0 })
  }, patience)
})

test('what is no message ends the connection', async () => {
  const opened = await listen()
  const { socket, closed } = client(opened)
  socket.write(tcpFrame(new Uint8Array(11)))
  await closed
  expect(opened.listener.report().errors).toBe(1)
})

async function connected(opened: Opened): Promise<Client> {
  const made = client(opened)
  made.socket.write(ask(1))
  await made.ids(1)
  return made
}

test('whoever idles longest makes room for a new connection', async () => {
  const opened = await listen({ connections_overload_threshold: 0 }, { max_concurrent_connections: 2 })
  const first = await connected(opened)
  const second = await connected(opened)
  first.socket.write(ask(2))
  await first.ids(2)
  await connected(opened)
  await second.closed
  expect(opened.listener.report()).toMatchObject({ connections: 2, evicted: 1, tooMany: 0 })
})

test('a client makes room for itself where it has too many', async () => {
  const opened = await listen({ max_connections_per_client: 1, connections_overload_threshold: 0 })
  const first = await connected(opened)
  await connected(opened)
  await first.closed
  expect(opened.listener.report()).toMatchObject({ connections: 1, evicted: 1 })
})

test('where nobody idles, a newcomer is turned away', async () => {
  const opened = await listen({ connections_overload_threshold: 0 }, { max_concurrent_connections: 1 })
  opened.site.onQuery = hold(opened.site)
  const { socket } = client(opened)
  socket.write(ask(1))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(1), patience)
  await client(opened).closed
  expect(opened.listener.report()).toMatchObject({ connections: 1, tooMany: 1 })
})

test('who comes when there is hardly room gets one query', async () => {
  const opened = await listen({ connections_overload_threshold: 50 }, { max_concurrent_connections: 2 })
  await connected(opened)
  const { socket, received, closed } = client(opened)
  socket.write(Buffer.concat([ask(1), ask(2)]))
  await closed
  expect(received.map(({ id }) => id)).toEqual([1])
})

test('closing answers what has arrived, also what still waits', async () => {
  const opened = await listen()
  opened.site.onQuery = hold(opened.site)
  const { socket, received, closed } = client(opened)
  socket.on('end', () => socket.end())
  socket.write(ask(1))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(1), patience)
  const isClosed = opened.listener.close()
  setImmediate(() => echo(opened.site.waiting[0]!))
  await Promise.all([closed, isClosed])
  expect(received.map(({ id }) => id)).toEqual([1])
})

test('slow connections are reaped, however many', async () => {
  const opened = await listen({}, {})
  const slow = Array.from({ length: 60 }, () => client(opened))
  for (const { socket } of slow) socket.write(Uint8Array.of(0))
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(60), patience)
  opened.site.ms += 5100
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(0), patience)
})

test('an address in use is named', async () => {
  const { listener } = await listen()
  const bind = { number: 0, endpoint: listener.endpoint, settings: bindSettings() }
  await expect(listenStream(bind, fakeSite(), streamLimits())).rejects.toMatchObject({
    code: 'listen-in-use',
  })
})
