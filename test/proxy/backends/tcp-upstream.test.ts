// Asking over TCP: in any order, over connections that go away, and no answer but the right one.
import { afterEach, expect, test, vi } from 'vitest'
import { type TcpSettings, takeBackendState } from '../../../src/proxy/backends/backend.ts'
import { createTcpUpstream, type TcpUpstream } from '../../../src/proxy/backends/tcp-upstream.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { backendSettings } from './backend-fixture.ts'
import { answerTo, nameIn, queryFor, send, type TcpMock, tcpMock } from './tcp-mock.ts'

const waited = { timeout: 20_000 }
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

type OnQuery = Parameters<typeof tcpMock>[0]

async function startMock(onQuery: OnQuery, onConnection?: Parameters<typeof tcpMock>[1]): Promise<TcpMock> {
  const mock = await tcpMock(onQuery, onConnection)
  opened.push(mock)
  return mock
}

const limits = { idleMs: 60_000, idleConnections: 10 }

function upstreamOf(
  port: number,
  entry: object = {},
  over: Partial<typeof limits> = {},
  tcp: Partial<TcpSettings> = {},
) {
  const [configured] = backendSettings({ address: `127.0.0.1:${port}`, ...entry })
  const settings = { ...configured!, tcp: { ...configured!.tcp, ...tcp } }
  const state = takeBackendState(keepMemory(new Map()), 'a', { thread: 0, threads: 1 })
  const upstream = createTcpUpstream(settings, { ...limits, ...over }, state)
  opened.unshift(upstream)
  return { upstream, state }
}

const asked = (upstream: TcpUpstream, query: Uint8Array, timeoutMs = 20_000): Promise<Uint8Array | string> =>
  new Promise(resolve => {
    upstream.ask(query, timeoutMs, (answer, failure) => resolve(answer ?? failure))
  })

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `n${i}.example.com.`)

test('answers in any order reach who asked, under the ids they came with', async () => {
  const held: (() => void)[] = []
  const mock = await startMock((query, socket) => {
    held.push(() => send(socket, answerTo(query)))
    if (held.length === 5) for (const answer of held.toReversed()) answer()
  })
  const { upstream, state } = upstreamOf(mock.port)
  const answers = await Promise.all(names(5).map((name, i) => asked(upstream, queryFor(name, i))))
  expect(answers.map(answer => nameIn(answer as Uint8Array))).toEqual(names(5))
  expect(answers.map(answer => (answer as Uint8Array)[1])).toEqual([0, 1, 2, 3, 4])
  expect(new Set(mock.queries.map(({ query }) => query.readUInt16BE()))).not.toEqual(new Set([0, 1, 2, 3, 4]))
  expect([mock.sockets.length, upstream.connections, state.total('tcpConnections')]).toEqual([1, 1, 1])
})

test('another connection is opened where too many wait on one, up to a limit', async () => {
  const mock = await startMock(() => {})
  const { upstream } = upstreamOf(mock.port, { max_in_flight: 2, max_concurrent_tcp_connections: 2 })
  for (const name of names(4)) upstream.ask(queryFor(name), 20_000, () => {})
  const results: string[] = []
  upstream.ask(queryFor('e.example.com.'), 20_000, (_, failure) => results.push(failure))
  expect(results, 'never told before ask returns').toEqual([])
  await vi.waitFor(() => expect(results).toEqual(['all 2 connections to the server are in use']), waited)
  await vi.waitFor(() => expect(mock.queries.map(({ connection }) => connection)).toHaveLength(4), waited)
  expect(mock.sockets).toHaveLength(2)
})

test.for<[what: string, change: (answer: Buffer) => void]>([
  ['no response', answer => void (answer[2]! &= 0x7f)],
  ['another opcode', answer => void (answer[2]! |= 0x28)],
  ['another name', answer => void (answer[13]! ^= 0x01)],
  ['another type', answer => void (answer[answer.length - 3]! ^= 0x01)],
  ['another class', answer => void (answer[answer.length - 1]! ^= 0x02)],
  ['two questions', answer => void (answer[5] = 2)],
  ['no question, and no failure', answer => void (answer[5] = 0)],
])('an answer with %s is dropped and counted', async ([, change]) => {
  const mock = await startMock((query, socket) => {
    send(socket, answerTo(query, change))
    send(socket, answerTo(query))
  })
  const { upstream, state } = upstreamOf(mock.port)
  const query = queryFor('www.example.com.')
  expect(await asked(upstream, query)).toEqual(new Uint8Array(answerTo(query)))
  expect(state.total('nonCompliant')).toBe(1)
})

test.for<[what: string, change: (answer: Buffer) => Buffer]>([
  [
    'its name in other letters',
    answer =>
      Buffer.concat([
        answer.subarray(0, 12),
        Buffer.from(answer.toString('latin1', 12).toUpperCase(), 'latin1'),
      ]),
  ],
  [
    'a failure without a question',
    answer => {
      answer[3]! |= 1
      answer[5] = 0
      return answer.subarray(0, 12)
    },
  ],
])('an answer with %s is taken', async ([, change]) => {
  const mock = await startMock((query, socket) => send(socket, change(answerTo(query))))
  const { upstream } = upstreamOf(mock.port)
  const query = queryFor('www.example.com.', 0)
  expect(Buffer.from((await asked(upstream, query)) as Uint8Array).subarray(2)).toEqual(
    change(answerTo(query)).subarray(2),
  )
})

test('what was not answered goes out again on another connection', async () => {
  const mock = await startMock((query, socket, connection) => {
    if (connection < 2) socket.destroy()
    else send(socket, answerTo(query))
  })
  const { upstream, state } = upstreamOf(mock.port)
  const answers = await Promise.all(names(3).map(name => asked(upstream, queryFor(name))))
  expect(answers.map(answer => nameIn(answer as Uint8Array))).toEqual(names(3))
  expect(state.total('tcpConnections')).toBe(3)
})

test('a server that always closes is asked so often and no more', async () => {
  const mock = await startMock((_, socket) => socket.destroy())
  const { upstream } = upstreamOf(mock.port, { tcp: { retries: 2 } })
  expect(await asked(upstream, queryFor('a.example.com.'))).toMatch(/closed|ECONNRESET|EPIPE/)
  expect(mock.queries).toHaveLength(3)
})

test('a server that answers one query a connection answers all', async () => {
  const mock = await startMock((query, socket) => {
    if (!socket.writableEnded) socket.end(Buffer.concat([Buffer.of(0, query.length), answerTo(query)]))
  })
  const { upstream } = upstreamOf(mock.port, { tcp: { retries: 1 } })
  const answers = await Promise.all(names(12).map(name => asked(upstream, queryFor(name))))
  expect(answers.map(answer => (typeof answer === 'string' ? answer : nameIn(answer)))).toEqual(names(12))
})

test('a connection that the server closed while nothing was asked is not asked again', async () => {
  const mock = await startMock((query, socket) => send(socket, answerTo(query)))
  const { upstream } = upstreamOf(mock.port, { tcp: { retries: 0 } })
  await asked(upstream, queryFor('a.example.com.'))
  mock.sockets[0]!.end()
  await vi.waitFor(() => expect(upstream.connections).toBe(0), waited)
  expect(await asked(upstream, queryFor('b.example.com.'))).toBeInstanceOf(Uint8Array)
})

test('where nobody listens, that is told at once and not tried again', async () => {
  const mock = await tcpMock(() => {})
  await mock.close()
  const { upstream, state } = upstreamOf(mock.port)
  expect(await asked(upstream, queryFor('a.example.com.'))).toBe('ECONNREFUSED')
  expect([state.total('tcpConnections'), upstream.connections]).toEqual([1, 0])
})

test('a query that waits too long is given up, and its silent connection with it', async () => {
  const mock = await startMock((query, socket, connection) => {
    if (connection > 0) send(socket, answerTo(query))
  })
  const { upstream } = upstreamOf(mock.port)
  await vi.waitFor(async () => {
    expect(await asked(upstream, queryFor('a.example.com.'), 50)).toBe('no answer within 50 ms')
    expect(mock.queries.length).toBeGreaterThan(0)
  }, waited)
  expect(await asked(upstream, queryFor('b.example.com.'))).toBeInstanceOf(Uint8Array)
  expect(mock.queries.at(-1)!.connection).toBe(1)
})

test('a late answer, and one to a query that was taken back, reach nobody', async () => {
  const held: (() => void)[] = []
  const mock = await startMock((query, socket) => held.push(() => send(socket, answerTo(query))))
  const { upstream, state } = upstreamOf(mock.port)
  const done = vi.fn()
  const cancel = upstream.ask(queryFor('a.example.com.'), 20_000, done)
  const second = asked(upstream, queryFor('b.example.com.'))
  await vi.waitFor(() => expect(held).toHaveLength(2), waited)
  cancel()
  for (const answer of held) answer()
  expect(nameIn((await second) as Uint8Array)).toBe('b.example.com.')
  expect(done).not.toHaveBeenCalled()
  expect(state.total('nonCompliant')).toBe(0)
})

test('connections on which nothing is asked are closed, and those above a number at once', async () => {
  const held: (() => void)[] = []
  const mock = await startMock((query, socket) => {
    held.push(() => send(socket, answerTo(query)))
  })
  const { upstream } = upstreamOf(mock.port, { max_in_flight: 1 }, { idleMs: 100, idleConnections: 1 })
  const both = names(3).map(name => asked(upstream, queryFor(name)))
  await vi.waitFor(() => expect(held).toHaveLength(3), waited)
  for (const answer of held) answer()
  await Promise.all(both)
  expect(upstream.connections).toBe(1)
  await vi.waitFor(() => expect(upstream.connections).toBe(0), waited)
})

test('a server that takes nothing of what is sent is given up', async () => {
  const mock = await startMock(
    () => {},
    socket => socket.pause(),
  )
  const { upstream } = upstreamOf(
    mock.port,
    { max_in_flight: 1000, tcp: { retries: 0 } },
    {},
    { sendMs: 100 },
  )
  const large = new Uint8Array(65_535)
  large.set(queryFor('a.example.com.'))
  const failures = await Promise.all(Array.from({ length: 300 }, () => asked(upstream, large)))
  expect(new Set(failures)).toEqual(new Set(['nothing could be sent for 100 ms']))
  expect(upstream.connections).toBe(0)
})

test('the source address is the one configured', async () => {
  const sources: (string | undefined)[] = []
  const mock = await startMock(
    (query, socket) => send(socket, answerTo(query)),
    socket => sources.push(socket.remoteAddress),
  )
  const { upstream } = upstreamOf(mock.port, { source: '127.0.0.9' })
  await asked(upstream, queryFor('a.example.com.'))
  expect(sources).toEqual(['127.0.0.9'])
})

test('who waits is told when it is closed', async () => {
  const mock = await startMock(() => {})
  const { upstream } = upstreamOf(mock.port)
  const waiting = asked(upstream, queryFor('a.example.com.'))
  await vi.waitFor(() => expect(mock.queries).toHaveLength(1), waited)
  upstream.close()
  expect(await waiting).toBe('the server is asked no more')
  expect(upstream.connections).toBe(0)
})

function transferred(upstream: TcpUpstream, query: Uint8Array, wanted = Number.POSITIVE_INFINITY) {
  const messages: Uint8Array[] = []
  const ends: (string | undefined)[] = []
  const transfer = upstream.transfer(query, {
    onMessage: message => messages.push(message) < wanted,
    onEnd: failure => ends.push(failure),
  })
  return { messages, ends, transfer }
}

test('a transfer passes on all messages until the server closes', async () => {
  const mock = await startMock((query, socket) => {
    for (let i = 0; i < 3; i++)
      send(
        socket,
        answerTo(query, answer => void (answer[3] = i)),
      )
    socket.end()
  })
  const { upstream } = upstreamOf(mock.port)
  const query = queryFor('example.com.', 77)
  const { messages, ends } = transferred(upstream, query)
  expect(upstream.connections).toBe(1)
  await vi.waitFor(() => expect(ends).toEqual([undefined]), waited)
  expect(messages.map(message => [message[1], message[3]])).toEqual([
    [77, 0],
    [77, 1],
    [77, 2],
  ])
  expect(upstream.connections).toBe(0)
})

test.for<[what: string, onQuery: OnQuery, end: string]>([
  ['closes at once', (_, socket) => socket.end(), 'the server closed the connection'],
  [
    'sends another id',
    (query, socket) =>
      send(
        socket,
        answerTo(query, answer => void (answer[0]! ^= 1)),
      ),
    'the server sent something else',
  ],
  [
    'answers another question',
    (query, socket) =>
      send(
        socket,
        answerTo(query, answer => void (answer[14]! ^= 1)),
      ),
    'the server answered another question',
  ],
])('a transfer whose server %s has failed', async ([, onQuery, end]) => {
  const mock = await startMock(onQuery)
  const { upstream } = upstreamOf(mock.port)
  const { ends } = transferred(upstream, queryFor('example.com.'))
  await vi.waitFor(() => expect(ends).toEqual([end]), waited)
  expect(upstream.connections).toBe(0)
})

test('a transfer ends when the server sends no more, as clients know themselves where a zone ends', async () => {
  const mock = await startMock((query, socket) => {
    if (nameIn(query) === 'a.example.com.') send(socket, answerTo(query))
  })
  const { upstream } = upstreamOf(mock.port, {}, {}, { receiveMs: 50 })
  const sent = transferred(upstream, queryFor('a.example.com.'))
  const silent = transferred(upstream, queryFor('b.example.com.'))
  await vi.waitFor(
    () => expect([sent.ends, silent.ends]).toEqual([[undefined], ['no answer within 50 ms']]),
    waited,
  )
})

test('a transfer that pauses has the server wait', async () => {
  let sent = 0
  const message = Buffer.alloc(60_000)
  const mock = await startMock((query, socket) => {
    answerTo(query).copy(message)
    const sendOn = (): void => {
      while (sent < 1000 && socket.writableLength < 1_000_000) {
        sent++
        send(socket, message)
      }
      if (sent === 1000) socket.end()
    }
    socket.on('drain', sendOn)
    sendOn()
  })
  const { upstream } = upstreamOf(mock.port)
  const { messages, ends, transfer } = transferred(upstream, queryFor('example.com.'))
  transfer.pause()
  let before = -1
  await vi.waitFor(() => {
    const isStill = sent > 0 && sent === before
    before = sent
    expect(isStill).toBe(true)
  }, waited)
  expect(sent, 'what the kernel and the sockets keep').toBeLessThan(1000)
  expect(messages.length).toBeLessThan(5)
  transfer.resume()
  await vi.waitFor(() => expect(ends).toEqual([undefined]), waited)
  expect(messages).toHaveLength(1000)
})

test('a transfer that pauses is not taken to be over', async () => {
  const mock = await startMock((query, socket) => send(socket, answerTo(query)))
  const { upstream } = upstreamOf(mock.port, {}, {}, { receiveMs: 50 })
  const paused = transferred(upstream, queryFor('a.example.com.'))
  paused.transfer.pause()
  const other = transferred(upstream, queryFor('b.example.com.'))
  await vi.waitFor(() => expect(other.ends).toEqual([undefined]), waited)
  expect(paused.ends).toEqual([])
  paused.transfer.resume()
  await vi.waitFor(() => expect(paused.ends).toEqual([undefined]), waited)
})

test('a transfer ends when its client goes, wants no more, or all is closed', async () => {
  const mock = await startMock((query, socket) => send(socket, answerTo(query)))
  const { upstream } = upstreamOf(mock.port)
  const gone = transferred(upstream, queryFor('a.example.com.'))
  gone.transfer.cancel()
  const enough = transferred(upstream, queryFor('b.example.com.'), 1)
  await vi.waitFor(() => expect(enough.messages).toHaveLength(1), waited)
  expect(upstream.connections).toBe(0)
  const closed = transferred(upstream, queryFor('c.example.com.'))
  upstream.close()
  expect([gone.ends, enough.ends, closed.ends]).toEqual([[], [], ['the server is asked no more']])
})
