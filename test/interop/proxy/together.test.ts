// One question for all who ask the same, a second one beside a slow first, and old answers where there is no new one.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask } from './asking.ts'
import { a, answerTo, bits, errorsOf, query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'
import { answersAs, startServers, stopServers, whoAnswered } from './servers.ts'

describe('queries that are the same', () => {
  let server: MockServer
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    server = await startMock(async asked => {
      await new Promise(resolve => setTimeout(resolve, 400))
      return answerTo(asked.octets, {
        answers: [a(asked.name, '192.0.2.1')],
        edns: asked.opt && { options: [{ code: 10, data: Buffer.alloc(16, 7) }] },
      })
    })
    proxy = await startProxy(
      {
        backends: [
          { address: server.address },
          { name: 'uncached', address: server.address, pools: ['uncached'] },
        ],
        answering: { try_timeout: 10_000, deadline: 20_000 },
        query_rules: [
          {
            selector: { type: 'QNameSuffix', suffixes: ['uncached.test.'] },
            action: { type: 'Pool', pool_name: 'uncached' },
          },
          { selector: { type: 'QNameSuffix', suffixes: ['skip.test.'] }, action: { type: 'SetSkipCache' } },
        ],
      },
      { workers: 1 },
    )
  })
  afterAll(async () => {
    await proxy?.stop()
    await server?.close()
  })

  const edns = (size: number, options: { code: number; data: Buffer }[] = []) => ({ edns: { size, options } })
  const cookie = (octet: number) => [{ code: 10, data: Buffer.alloc(8, octet) }]

  test.each([
    ['twenty times the same', 1, Array.from({ length: 20 }, () => query('a.test'))],
    ['letters of another case', 1, [query('b.test'), query('B.test'), query('b.TEST')]],
    ['the same cookie', 1, [cookie(1), cookie(1)].map(options => query('c.test', 'A', edns(1232, options)))],
    ['other cookies', 2, [cookie(1), cookie(2)].map(options => query('cc.test', 'A', edns(1232, options)))],
    ['RD or not', 2, [query('d.test'), query('d.test', 'A', { flags: 0 })]],
    ['CD or not', 2, [query('e.test'), query('e.test', 'A', { flags: bits.rd | bits.cd })]],
    ['EDNS or not', 2, [query('f.test'), query('f.test', 'A', edns(1232))]],
    ['DO or not', 2, [query('g.test', 'A', edns(1232)), query('g.test', 'A', { edns: { dnssecOk: true } })]],
    ['other names', 2, [query('h.test'), query('hh.test')]],
    ['other types', 2, [query('i.test'), query('i.test', 'AAAA')]],
    ['other classes', 2, [query('j.test'), query('j.test', 'A', { class: 3 })]],
    ['a pool without a cache', 3, Array.from({ length: 3 }, () => query('k.uncached.test'))],
    ['no use of the cache', 3, Array.from({ length: 3 }, () => query('l.skip.test'))],
  ] as const)('%s: asked %i times', async (_what, asked, queries) => {
    server.clear()
    const answers = await askMany(proxy.port, queries)
    expect(server.asked).toHaveLength(asked)
    for (const [i, answer] of answers.entries()) {
      const question = queries[i]!.subarray(12, queries[i]!.indexOf(0, 12) + 5)
      expect(answer?.octets.subarray(12, 12 + question.length)).toEqual(question)
      expect(answer?.opt === undefined).toBe(queries[i]![11] === 0)
    }
  })

  test('over TCP they wait for the same as well', async () => {
    server.clear()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ask(proxy.port, query('tcp.test'), { over: 'tcp' })),
    )
    expect(answers.map(whoAnswered)).toEqual([0, 0, 0, 0, 0])
    expect(server.asked).toHaveLength(1)
  })
})

describe('with a second question beside a slow first one', () => {
  let servers: MockServer[]
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    servers = await startServers(2)
    proxy = await startProxy(
      {
        backends: servers.map(({ address }, i) => ({ address, order: i, health_checks: { mode: 'up' } })),
        load_balancing_policies: { default_policy: 'firstAvailable' },
        answering: { try_timeout: 10_000, deadline: 20_000, hedge: true },
        packet_caches: [],
      },
      { workers: 1 },
    )
  })
  afterAll(async () => {
    await proxy?.stop()
    await stopServers(servers)
  })

  test('the second answers long before the first is given up', async () => {
    // What is usual is known from these.
    await askMany(
      proxy.port,
      Array.from({ length: 50 }, (_, i) => query(`n${i}.example.com`)),
      { window: 2 },
    )
    const before = await proxy.counters()
    servers[0]!.answers(() => undefined)
    const began = performance.now()
    const answer = await ask(proxy.port, query('www.example.com'))
    expect(whoAnswered(answer)).toBe(1)
    expect(performance.now() - began).toBeLessThan(5000)
    const after = await proxy.counters()
    expect(after.hedged).toBe(before.hedged + 1)
    expect(after.retries).toBe(before.retries)
    expect(after.backendAnswers).toBe(before.backendAnswers + 1)
  })

  test('the first answer counts, and the other is of nobody', async () => {
    const before = await proxy.counters()
    servers[0]!.answers(async asked => {
      await new Promise(resolve => setTimeout(resolve, 300))
      return answersAs(0)(asked)
    })
    servers[1]!.answers(async asked => {
      await new Promise(resolve => setTimeout(resolve, 1000))
      return answersAs(1)(asked)
    })
    expect(whoAnswered(await ask(proxy.port, query('www.example.com')))).toBe(0)
    await expect
      .poll(async () => (await proxy.counters()).lateResponses - before.lateResponses, { timeout: 10_000 })
      .toBe(1)
  })
})

describe('when all servers are down', () => {
  let servers: MockServer[]
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    servers = await startServers(2)
    for (const [i, server] of servers.entries()) server.answers(answersAs(i, 1))
    proxy = await startProxy({
      backends: servers.map(({ address }, i) => ({
        name: `s${i}`,
        address,
        health_checks: { max_failures: 1, rise: 1, timeout: 300 },
      })),
      answering: { try_timeout: 200, deadline: 1000, max_tries: 2 },
      packet_caches: [{ name: 'main', stale_ttl: 42 }],
    })
  })
  afterAll(async () => {
    await proxy?.stop()
    await stopServers(servers)
  })

  const edns = { edns: {} }
  const www = () => query('www.example.com', 'A', edns)
  const untilExpired = () => new Promise(resolve => setTimeout(resolve, 1500))
  const answersOf = (records: readonly object[] | undefined): readonly object[] | undefined =>
    records?.map(({ ttl, data }: { ttl?: number; data?: unknown }) => ({ ttl, data }))

  test('names in the cache are answered with what has expired', async () => {
    await ask(proxy.port, www())
    await untilExpired()
    for (const server of servers) server.answers(() => undefined)
    const answer = await ask(proxy.port, www())
    expect(answer.rcode).toBe(0)
    expect(answersOf(answer.packet.answers)).toMatchObject([{ ttl: 42 }])
    expect(errorsOf(answer).map(({ code }) => code)).toEqual([3])
  })

  test('other names fail within the deadline', async () => {
    const began = performance.now()
    const answer = await ask(proxy.port, query('other.example.com', 'A', edns))
    expect(performance.now() - began).toBeLessThan(3000)
    expect(answer.rcode).toBe(2)
    expect(errorsOf(answer).map(({ code }) => code)).toEqual([23])
  })

  test('once checks have found it, both happens at once', async () => {
    for (const server of servers) server.checksAnswer(() => undefined)
    await Promise.all(
      ['s0', 's1'].map(name => proxy.until('server', event => event.name === name && !event.isUp)),
    )
    for (const server of servers) server.clear()
    const stale = await ask(proxy.port, www())
    expect(errorsOf(stale).map(({ code }) => code)).toEqual([3])
    const other = await ask(proxy.port, query('other.example.com', 'A', edns))
    expect([other.rcode, errorsOf(other)[0]?.code]).toEqual([2, 22])
    const overTcp = await ask(proxy.port, query('other.example.com', 'A', edns), { over: 'tcp' })
    expect([overTcp.rcode, errorsOf(overTcp)[0]?.code]).toEqual([2, 22])
    expect(servers.flatMap(({ asked }) => asked)).toEqual([])
  })

  test('when they are back, answers are new', async () => {
    const since = proxy.events.length
    for (const [i, server] of servers.entries()) {
      server.answers(answersAs(i + 5, 300))
      server.checksAnswer(asked => answerTo(asked.octets))
    }
    await Promise.all(
      ['s0', 's1'].map(name => proxy.until('server', event => event.name === name && event.isUp, since)),
    )
    // Those who ask first may still get the expired answer, while it is found out in the background.
    const answer = await vi.waitFor(
      async () => {
        const latest = await ask(proxy.port, www())
        expect(answersOf(latest.packet.answers)).toMatchObject([{ ttl: expect.toSatisfy(ttl => ttl > 60) }])
        return latest
      },
      { timeout: 20_000, interval: 200 },
    )
    expect(whoAnswered(answer)).toBeGreaterThanOrEqual(5)
    expect(errorsOf(answer)).toEqual([])
  })
})
