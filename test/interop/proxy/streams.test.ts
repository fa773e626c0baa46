// Connections of clients over TCP: several queries at a time, answers in any order, and limits that are kept.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { ask, mayAsk, openTcp, type TcpStream } from './asking.ts'
import { answerTo, optionOf, query, type RawRecord, u16s } from './messages.ts'
import { type Asked, anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'

const keepalive = 11
let server: MockServer
beforeAll(async () => {
  server = await startMock(answering)
})
afterAll(() => server?.close())

const big: RawRecord = { name: 'big.test', type: 'TYPE65280', ttl: 60, data: Buffer.alloc(60_000, 1) }

/** `slow` takes half a second, `big` is large; queries are known by their names. */
async function answering(asked: Asked): Promise<Buffer | undefined> {
  if (asked.name.startsWith('slow')) await new Promise(resolve => setTimeout(resolve, 500))
  if (asked.name === 'big.test') return answerTo(asked.octets, { answers: [big] })
  return anAddress()(asked) as Buffer
}

const settings = (rest: Settings = {}): Settings => ({
  backends: [{ address: server.address, health_checks: { mode: 'up' } }],
  answering: { try_timeout: 10_000, deadline: 20_000 },
  packet_caches: [],
  ...rest,
})

/** A proxy with limits of its own, which runs during a group of tests. */
function proxyWith(tcp: Settings, bind: Settings = {}): { readonly port: number } {
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    const binds = [{ listen_address: '127.0.0.1:0', tcp: bind }]
    proxy = await startProxy(settings({ binds, tuning: { tcp } }), { workers: 1 })
  })
  afterAll(() => proxy?.stop())
  return {
    get port() {
      return proxy.port
    },
  }
}

const names = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => query(`n${i}.test`, 'A', { id: i }))

/** Sends a query octet by octet, each in a packet of its own, until that is no longer possible. */
async function drip({ socket }: TcpStream, octets: Uint8Array): Promise<void> {
  socket.setNoDelay(true)
  for (const octet of octets) {
    if (socket.destroyed) return
    socket.write(Buffer.from([octet]))
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

describe('by default', () => {
  const proxy = proxyWith({})

  test('many queries in one piece are all answered', async () => {
    const stream = await openTcp(proxy.port)
    stream.send(...names(100))
    const ids = new Set<number>()
    for (let i = 0; i < 100; i++) ids.add((await stream.next())!.id)
    expect(ids.size).toBe(100)
    stream.close()
  })

  test('answers leave as they come', async () => {
    const stream = await openTcp(proxy.port)
    stream.send(query('slow.test'), query('fast.test'))
    expect((await stream.next())?.name).toBe('fast.test')
    expect((await stream.next())?.name).toBe('slow.test')
    stream.close()
  })

  test('a query in two pieces, and two in one', async () => {
    const stream = await openTcp(proxy.port)
    const octets = Buffer.concat([tcpFrame(query('a.test')), tcpFrame(query('b.test'))])
    stream.socket.setNoDelay(true)
    for (const [from, to] of [
      [0, 1],
      [1, 15],
      [15, octets.length - 3],
      [octets.length - 3, octets.length],
    ] as const) {
      stream.socket.write(octets.subarray(from, to))
      await new Promise(resolve => setTimeout(resolve, 20))
    }
    expect([(await stream.next())?.name, (await stream.next())?.name].sort()).toEqual(['a.test', 'b.test'])
    stream.close()
  })

  test('who has closed one side is answered', async () => {
    const stream = await openTcp(proxy.port)
    stream.socket.allowHalfOpen = true
    stream.socket.end(tcpFrame(query('slow.test')))
    expect((await stream.next())?.name).toBe('slow.test')
    stream.close()
  })

  test('a large answer comes whole', async () => {
    const answer = await ask(proxy.port, query('big.test', 'TYPE65280'), { over: 'tcp' })
    expect(answer.octets.length).toBeGreaterThan(60_000)
  })

  test.each([
    ['asks for it', [{ code: keepalive, data: Buffer.alloc(0) }], 100],
    ['does not', [], undefined],
  ] as const)('the time until it is closed is told to who %s', async (_what, options, tenths) => {
    const asked = query('www.test', 'A', { edns: { options } })
    const answer = await ask(proxy.port, asked, { over: 'tcp' })
    expect(optionOf(answer, keepalive)?.readUInt16BE(0)).toBe(tenths)
    expect(optionOf(await ask(proxy.port, asked), keepalive)).toBeUndefined()
  })

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['half a header', Buffer.alloc(6)],
    ['an answer', answerTo(query('www.test'))],
    ['a name without end', Buffer.concat([u16s(1, 0x100, 1, 0, 0, 0), Buffer.alloc(40, 1)])],
  ])('%s is no query, and the next one is answered', async (_what, octets) => {
    const stream = await openTcp(proxy.port)
    stream.send(octets)
    expect(await stream.next(100)).toBeUndefined()
    stream.close()
    expect((await ask(proxy.port, query('www.test'), { over: 'tcp' })).rcode).toBe(0)
  })

  test('connections to the server are used again', async () => {
    await ask(proxy.port, query('www.test'), { over: 'tcp' })
    const before = server.connected
    for (let i = 0; i < 30; i++) await ask(proxy.port, query('www.test'), { over: 'tcp' })
    expect(server.connected - before).toBeLessThan(5)
  })

  test('that the server closes its connections is not seen', async () => {
    server.answers(async asked => {
      setTimeout(() => {
        for (const socket of server.connections) socket.destroy()
      }, 0)
      return anAddress()(asked)
    })
    for (let i = 0; i < 10; i++)
      expect((await ask(proxy.port, query(`n${i}.test`), { over: 'tcp' })).rcode).toBe(0)
    server.answers(answering)
  })
})

describe('with limits', () => {
  const proxy = proxyWith(
    {
      idle_timeout: 1,
      receive_timeout: 2,
      max_queries_per_connection: 3,
      connections_overload_threshold: 0,
      max_connections_per_client: 3,
      max_read_ios_per_query: 10,
      ban_duration_for_exceeding_max_read_ios_per_query: 2,
    },
    { max_in_flight_queries: 2 },
  )

  test('an idle connection is closed', async () => {
    const stream = await openTcp(proxy.port)
    stream.send(query('www.test', 'A', { edns: { options: [{ code: keepalive, data: Buffer.alloc(0) }] } }))
    expect(optionOf((await stream.next())!, keepalive)?.readUInt16BE(0)).toBe(10)
    const began = performance.now()
    await stream.ended
    expect(performance.now() - began).toBeGreaterThan(500)
  })

  test('half a query does not keep it open', async () => {
    const stream = await openTcp(proxy.port)
    stream.socket.write(tcpFrame(query('www.test')).subarray(0, 20))
    await stream.ended
    expect(await stream.next()).toBeUndefined()
  })

  test('after some queries it is closed, once they are answered', async () => {
    const stream = await openTcp(proxy.port)
    stream.send(query('slow.test'), query('b.test'), query('c.test'), query('d.test'))
    const answers = [await stream.next(), await stream.next(), await stream.next()]
    expect(answers.map(answer => answer?.name).sort()).toEqual(['b.test', 'c.test', 'slow.test'])
    await stream.ended
    expect(await stream.next()).toBeUndefined()
  })

  test('no more than some queries wait at a time', async () => {
    server.clear()
    const stream = await openTcp(proxy.port)
    stream.send(query('slow1.test'), query('slow2.test'), query('third.test'))
    expect((await stream.next())?.name).toMatch(/slow/)
    await stream.next()
    await stream.next()
    const at = new Map(server.asked.map(asked => [asked.name, asked.at]))
    expect(at.get('third.test')! - at.get('slow1.test')!).toBeGreaterThan(400)
  })

  test('of a client’s connections the one that was idle for longest makes room', async () => {
    const streams = [await openTcp(proxy.port), await openTcp(proxy.port), await openTcp(proxy.port)]
    for (const stream of streams) {
      stream.send(query('www.test'))
      await stream.next()
    }
    const another = await openTcp(proxy.port)
    await Promise.race([streams[0]!.ended, new Promise(resolve => setTimeout(resolve, 700))])
    expect(streams.map(({ socket }) => socket.destroyed)).toEqual([true, false, false])
    another.send(query('www.test'))
    expect((await another.next())?.rcode).toBe(0)
    for (const stream of [...streams, another]) stream.close()
  })

  test('while a client’s connections all wait for answers, no other one of it is let in', async () => {
    const streams = await Promise.all(
      ['127.0.0.5', '127.0.0.5', '127.0.0.5'].map(from => openTcp(proxy.port, { from })),
    )
    for (const stream of streams) stream.send(query('slow.test'))
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(
      await mayAsk(proxy.port, query('www.test'), { over: 'tcp', from: '127.0.0.5', waitMs: 300 }),
    ).toBeUndefined()
    expect((await ask(proxy.port, query('www.test'), { over: 'tcp', from: '127.0.0.6' })).rcode).toBe(0)
    for (const stream of streams) expect((await stream.next())?.name).toBe('slow.test')
    for (const stream of streams) stream.close()
  })

  test('who sends octet by octet is cut off, and kept away for a while', async () => {
    const from = '127.0.0.7'
    const stream = await openTcp(proxy.port, { from })
    await drip(stream, tcpFrame(query('www.test')))
    await stream.ended
    expect(await mayAsk(proxy.port, query('www.test'), { over: 'tcp', from, waitMs: 300 })).toBeUndefined()
    expect((await ask(proxy.port, query('www.test'), { from })).rcode).toBe(0)
    expect((await ask(proxy.port, query('www.test'), { over: 'tcp', from: '127.0.0.8' })).rcode).toBe(0)
    await expect
      .poll(() => mayAsk(proxy.port, query('www.test'), { over: 'tcp', from }), { timeout: 20_000 })
      .toBeDefined()
  })
})

describe('with few connections in all', () => {
  const proxy = proxyWith({}, { max_concurrent_connections: 4 })

  test('the fourth gets one query alone, as there is hardly room', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openTcp(proxy.port)))
    await Promise.all(others.map(({ socket }) => socket.connecting && once(socket, 'connect')))
    const last = await openTcp(proxy.port)
    last.send(query('a.test'), query('b.test'))
    expect((await last.next())?.name).toBe('a.test')
    expect(await last.next()).toBeUndefined()
    for (const stream of [...others, last]) stream.close()
  })
})

describe('with connections of some seconds', () => {
  const proxy = proxyWith({ max_connection_duration: 2 })

  test('each ends after some time, although it is in use', async () => {
    const stream = await openTcp(proxy.port)
    const began = performance.now()
    while (!stream.socket.destroyed && performance.now() - began < 20_000) {
      stream.send(query('www.test'))
      await stream.next(1000)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    const seconds = (performance.now() - began) / 1000
    expect(seconds).toBeGreaterThan(1.9)
    expect(seconds).toBeLessThan(15)
  })
})

test('who opens connections too fast is kept away', async () => {
  const tcp = {
    max_connection_rate_per_client: 1,
    connection_rate_interval: 1,
    ban_duration_for_exceeding_tcp_tls_rate: 60,
  }
  const proxy = await startProxy(settings({ tuning: { tcp } }), { workers: 1 })
  try {
    const answers = []
    for (let i = 0; i < 70; i++)
      answers.push(
        await mayAsk(proxy.port, query('www.test'), { over: 'tcp', from: '127.0.0.9', waitMs: 2000 }),
      )
    // An average of one a second over a minute.
    expect(answers.filter(answer => answer !== undefined)).toHaveLength(60)
    expect((await ask(proxy.port, query('www.test'), { over: 'tcp' })).rcode).toBe(0)
  } finally {
    await proxy.stop()
  }
})
