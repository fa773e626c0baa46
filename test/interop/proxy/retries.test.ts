// Never just silence: what is lost or fails is asked again elsewhere, and once for all who wait; else there is an error.
import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask, mayAsk, openTcp } from './asking.ts'
import { a, answerTo, bits, errorsOf, type Message, query, u16s } from './messages.ts'
import { type Answering, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'
import { answersAs, startServers, stopServers, whoAnswered } from './servers.ts'

const tryTimeout = 600
const silent: Answering = () => undefined
const rcode =
  (code: number): Answering =>
  asked =>
    answerTo(asked.octets, { rcode: code })
const later =
  (ms: number, answering: Answering): Answering =>
  async asked => {
    await new Promise(resolve => setTimeout(resolve, ms))
    return answering(asked)
  }

let servers: MockServer[]
let proxy: ProxyUnderTest
beforeAll(async () => {
  servers = await startServers(4)
  proxy = await startProxy({
    backends: servers.map(({ address }, i) => ({ address, order: i, health_checks: { mode: 'up' } })),
    load_balancing_policies: { default_policy: 'firstAvailable' },
    answering: { try_timeout: tryTimeout, deadline: 5000 },
    packet_caches: [],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await stopServers(servers)
})
beforeEach(() => {
  for (const [i, server] of servers.entries()) {
    server.clear()
    server.answers(answersAs(i))
  }
})

interface Case {
  readonly what: string
  /** What the first servers answer; the others answer as they should. */
  readonly answers: readonly Answering[]
  /** How often each server is asked. */
  readonly asked: readonly number[]
  readonly rcode?: number
  /** The server whose answer it is. */
  readonly who?: number
  readonly errors?: readonly number[]
}

const cases: readonly Case[] = [
  { what: 'one that answers', answers: [], asked: [1, 0, 0, 0], who: 0 },
  { what: 'silence', answers: [silent], asked: [1, 1, 0, 0], who: 1 },
  { what: 'silence of two', answers: [silent, silent], asked: [1, 1, 1, 0], who: 2 },
  { what: 'silence of all', answers: [silent, silent, silent], asked: [1, 1, 1, 0], rcode: 2, errors: [23] },
  { what: 'SERVFAIL', answers: [rcode(2)], asked: [1, 1, 0, 0], who: 1 },
  { what: 'REFUSED', answers: [rcode(5)], asked: [1, 1, 0, 0], who: 1 },
  { what: 'SERVFAIL, then silence', answers: [rcode(2), silent], asked: [1, 1, 1, 0], who: 2 },
  { what: 'SERVFAIL of all', answers: [rcode(2), rcode(2), rcode(2)], asked: [1, 1, 1, 0], rcode: 2 },
  { what: 'REFUSED of all', answers: [rcode(5), rcode(5), rcode(5)], asked: [1, 1, 1, 0], rcode: 5 },
  { what: 'NXDOMAIN', answers: [rcode(3)], asked: [1, 0, 0, 0], rcode: 3 },
  { what: 'NOTIMP', answers: [rcode(4)], asked: [1, 0, 0, 0], rcode: 4 },
  {
    what: 'a late answer',
    answers: [later(tryTimeout + 150, answersAs(0)), silent],
    asked: [1, 1, 0, 0],
    who: 0,
  },
]

describe.each(['udp', 'tcp'] as const)('over %s, the first servers answer with', over => {
  test.each(cases)('$what', async ({ answers, asked, who, errors, ...wanted }) => {
    for (const [i, answering] of answers.entries()) servers[i]!.answers(answering)
    const began = performance.now()
    const answer = await ask(proxy.port, query('www.example.com', 'A', { edns: {} }), { over })
    expect(performance.now() - began).toBeLessThan(6000)
    expect(answer.rcode).toBe(wanted.rcode ?? 0)
    expect(whoAnswered(answer)).toBe(who)
    expect(errorsOf(answer).map(({ code }) => code)).toEqual(errors ?? [])
    expect(servers.map(server => server.asked.length)).toEqual(asked)
    expect(new Set(servers.flatMap(server => server.asked.map(({ transport }) => transport)))).toEqual(
      new Set([over]),
    )
  })
})

test('a client without EDNS gets no Extended DNS Error', async () => {
  for (const server of servers) server.answers(silent)
  const answer = await ask(proxy.port, query('www.example.com'))
  expect(answer.rcode).toBe(2)
  expect(answer.packet.additionals).toEqual([])
})

test('what is no query is not asked again', async () => {
  for (const server of servers) server.answers(silent)
  const update = await ask(proxy.port, query('example.com', 'SOA', { flags: 0x2800 }))
  expect(update.rcode).toBe(2)
  expect(servers.map(({ asked }) => asked.length)).toEqual([1, 0, 0, 0])
})

test('where nobody listens, the next one is asked at once', async () => {
  await servers[0]!.close()
  try {
    const began = performance.now()
    const answers = []
    for (let i = 0; i < 10; i++) answers.push(await ask(proxy.port, query('www.example.com')))
    expect(answers.map(whoAnswered)).toEqual(Array(10).fill(1))
    expect(performance.now() - began).toBeLessThan(10 * tryTimeout)
  } finally {
    await servers[0]!.open()
  }
})

test('a server that was silent for long is asked again once it answers, by every thread', async () => {
  servers[0]!.answers(silent)
  const many = Array.from({ length: 100 }, (_, i) => query(`n${i}.example.com`))
  await Promise.all(Array.from({ length: 8 }, () => askMany(proxy.port, many)))
  servers[0]!.answers(answersAs(0))
  const askAround = async () => {
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => ask(proxy.port, query('www.example.com'))),
    )
    return new Set(answers.map(whoAnswered))
  }
  await expect.poll(askAround, { timeout: 20_000, interval: 100 }).toEqual(new Set([0]))
})

/** Messages that are no answer to the query, or are not from the server. */
const forged: readonly { readonly what: string; readonly forge: (asked: Buffer) => Buffer }[] = [
  {
    what: 'another id',
    forge: asked => Buffer.concat([u16s(asked.readUInt16BE(0) ^ 1), answerTo(asked).subarray(2)]),
  },
  {
    what: 'another name',
    forge: asked => answerTo(query('evil.example.com', 'A', { id: asked.readUInt16BE(0) })),
  },
  {
    what: 'another type',
    forge: asked => answerTo(query('www.example.com', 'MX', { id: asked.readUInt16BE(0) })),
  },
  { what: 'a query', forge: asked => Buffer.from(asked) },
  { what: 'no question', forge: asked => Buffer.concat([asked.subarray(0, 2), u16s(bits.qr, 0, 0, 0, 0)]) },
  { what: 'half a header', forge: asked => asked.subarray(0, 6) },
  { what: 'nothing', forge: () => Buffer.alloc(0) },
]

test.each(forged)('$what before the answer is passed over', async ({ forge }) => {
  servers[0]!.answers(asked => [
    forge(asked.octets),
    answerTo(asked.octets, { answers: [a(asked.name, '192.0.2.1')] }),
  ])
  const answer = await ask(proxy.port, query('www.example.com'))
  expect(whoAnswered(answer)).toBe(0)
  expect(servers.map(({ asked }) => asked.length)).toEqual([1, 0, 0, 0])
})

test('an answer from another port is not heard', async () => {
  const elsewhere = createSocket('udp4')
  servers[0]!.answers(async asked => {
    const lie = answerTo(asked.octets, { answers: [a(asked.name, '192.0.2.99')] })
    await new Promise(resolve => elsewhere.send(lie, asked.fromPort, '127.0.0.1', resolve))
    await new Promise(resolve => setTimeout(resolve, 50))
    return answersAs(0)(asked)
  })
  expect(whoAnswered(await ask(proxy.port, query('www.example.com')))).toBe(0)
  elsewhere.close()
})

test('a second answer is of nobody', async () => {
  const before = await proxy.counters()
  servers[0]!.answers(asked => [0, 1, 2].map(() => answerTo(asked.octets)))
  await ask(proxy.port, query('www.example.com'))
  await expect
    .poll(async () => (await proxy.counters()).lateResponses, { timeout: 10_000 })
    .toBe(before.lateResponses + 2)
  const after = await proxy.counters()
  expect(after.backendAnswers).toBe(before.backendAnswers + 1)
})

test('an answer that is cut off is passed to a client over UDP, and asked for over TCP for one over TCP', async () => {
  servers[0]!.answers(asked =>
    answerTo(
      asked.octets,
      asked.transport === 'udp' ? { flags: bits.tc } : { answers: [a(asked.name, '192.0.2.1')] },
    ),
  )
  const short = await ask(proxy.port, query('www.example.com'))
  expect(short.flags & bits.tc).toBe(bits.tc)
  const stream = await openTcp(proxy.port)
  stream.send(query('www.example.com'))
  const long = (await stream.next()) as Message
  stream.close()
  expect(long.flags & bits.tc).toBe(0)
  expect(whoAnswered(long)).toBe(0)
})

test('a lost packet is sent again where there is one server alone', async () => {
  const server = await startMock()
  const other = await startProxy({
    backends: [{ address: server.address }],
    answering: { try_timeout: 100, deadline: 1000 },
    packet_caches: [],
  })
  try {
    let count = 0
    server.answers(asked => (++count < 3 ? undefined : answerTo(asked.octets)))
    expect((await ask(other.port, query('www.example.com'))).rcode).toBe(0)
    expect(server.asked).toHaveLength(3)
    server.answers(rcode(2))
    expect((await ask(other.port, query('www.example.com'))).rcode).toBe(2)
    expect(server.asked).toHaveLength(4)
  } finally {
    await other.stop()
    await server.close()
  }
})

test('failures are passed on if the settings say so, and tries have an end', async () => {
  for (const server of servers)
    server.answers(asked => (asked.name === 'refused.test' ? rcode(5)(asked) : silent(asked)))
  const other = await startProxy({
    backends: servers.map(({ address }) => ({ address, health_checks: { mode: 'up' } })),
    answering: { try_timeout: 200, deadline: 300, max_tries: 8, retry_on: [] },
    packet_caches: [],
  })
  try {
    expect((await ask(other.port, query('refused.test'))).rcode).toBe(5)
    expect(servers.flatMap(({ asked }) => asked)).toHaveLength(1)
    const began = performance.now()
    expect((await mayAsk(other.port, query('silent.test'), { waitMs: 10_000 }))?.rcode).toBe(2)
    expect(performance.now() - began).toBeGreaterThan(300)
    expect(servers.flatMap(({ asked }) => asked)).toHaveLength(3)
  } finally {
    await other.stop()
  }
})
