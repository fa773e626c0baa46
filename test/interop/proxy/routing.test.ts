// Which pool a query goes to, and how it gets to the servers there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask } from './asking.ts'
import { answerTo, errorsOf, query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'
import { answersAs, countAnswers, startServers, stopServers, whoAnswered } from './servers.ts'

let servers: MockServer[]
let ipv6: MockServer
let proxy: ProxyUnderTest

/** A server in a pool, under a name of its own: what is known of it in other pools is of no account. */
const member = (index: number, pool: string, rest: Settings = {}): Settings => ({
  name: `${pool || 'default'}-${index}`,
  address: servers[index]!.address,
  pools: [pool],
  ...rest,
})
/** Where no rule says otherwise, `NAME.POOL.test` goes to that pool. */
const toPool = (pool: string): Settings => ({
  name: `to ${pool}`,
  selector: { type: 'QNameSuffix', suffixes: [`${pool}.test.`] },
  action: { type: 'Pool', pool_name: pool },
})

const special: readonly Settings[] = [
  {
    name: 'keys of mail',
    selector: {
      type: 'And',
      selectors: [
        { type: 'QNameSuffix', suffixes: ['_domainkey.example.com.'] },
        { type: 'QType', qtype: 'TXT' },
      ],
    },
    action: { type: 'Pool', pool_name: 'master' },
  },
  {
    name: 'some to the pool',
    selector: { type: 'QNameSuffix', suffixes: ['qps-pool.test.'] },
    action: { type: 'QPSPool', limit: 5, pool_name: 'master' },
  },
  {
    name: 'goes on',
    selector: { type: 'QNameSuffix', suffixes: ['goes-on.test.'] },
    action: { type: 'Pool', pool_name: 'first', stop_processing: false },
  },
  {
    name: 'then elsewhere',
    selector: { type: 'QName', qname: 'else.goes-on.test.' },
    action: { type: 'Pool', pool_name: 'master' },
  },
  ...['first', 'down'].map(pool => ({
    name: `if ${pool} is there`,
    selector: {
      type: 'And',
      selectors: [
        { type: 'QName', qname: `${pool}.available.test.` },
        { type: 'PoolAvailable', pool },
      ],
    },
    action: { type: 'Pool', pool_name: 'master' },
  })),
  {
    name: 'while many wait',
    selector: {
      type: 'And',
      selectors: [
        { type: 'QName', qname: 'busy.outstanding.test.' },
        { type: 'PoolOutstanding', pool: 'slow', max_outstanding: 2 },
      ],
    },
    action: { type: 'Pool', pool_name: 'master' },
  },
]

const settings = (): Settings => ({
  backends: [
    member(0, ''),
    member(0, 'first', { order: 2 }),
    member(1, 'first', { order: 1 }),
    member(3, 'master'),
    member(2, 'slow'),
    member(0, 'down', { health_checks: { mode: 'down' } }),
    member(1, 'source', { source: '127.0.0.9' }),
    member(1, 'ports', { sockets: 16 }),
    { name: 'ipv6', address: ipv6.address, pools: ['ipv6'] },
  ],
  answering: { try_timeout: 20_000, deadline: 60_000 },
  packet_caches: [],
  pools: [{ name: 'first', policy: 'firstAvailable' }],
  query_rules: [...special, ...['first', 'slow', 'down', 'source', 'ports', 'ipv6'].map(toPool)],
})

beforeAll(async () => {
  servers = await startServers(4)
  ipv6 = await startMock(answersAs(5), { host: '::1' })
  proxy = await startProxy(settings())
})
afterAll(async () => {
  await proxy?.stop()
  await stopServers([...(servers ?? []), ...(ipv6 ? [ipv6] : [])])
})

const names = (count: number, pool: string): Buffer[] =>
  Array.from({ length: count }, (_, i) => query(`n${i}.${pool}.test`))
const spread = async (count: number, pool: string, window = 1): Promise<number[]> =>
  countAnswers(await askMany(proxy.port, names(count, pool), { window }), 4)

describe('pools', () => {
  test.each([
    ['the pool without a name', 'www.example.com', 'A', 0],
    ['that of a rule', 'www.first.test', 'A', 1],
    ['that of a rule, in any letters', 'wWw.FIRST.test', 'A', 1],
    ['a rule about a name and a type', 'k1._domainkey.example.com', 'TXT', 3],
    ['which is not for other types', 'k1._domainkey.example.com', 'A', 0],
    ['nor for names that only end alike', 'x_domainkey.example.com', 'TXT', 0],
    ['a rule that lets others be tried', 'www.goes-on.test', 'A', 1],
    ['of which the last one counts', 'else.goes-on.test', 'A', 3],
    ['if a pool is available', 'first.available.test', 'A', 3],
    ['and not if it is not', 'down.available.test', 'A', 0],
  ])('%s', async (_what, name, type, server) => {
    for (const each of servers) each.clear()
    await ask(proxy.port, query(name, type))
    expect(servers.map(({ asked }) => asked.length)).toEqual([0, 1, 2, 3].map(i => (i === server ? 1 : 0)))
  })

  test('so many queries a second, and the rest elsewhere', async () => {
    const [elsewhere, , , inPool] = await spread(40, 'qps-pool', 40)
    expect(inPool).toBeGreaterThanOrEqual(5)
    expect(inPool).toBeLessThan(20)
    expect(elsewhere! + inPool!).toBe(40)
  })

  test('while many wait for a pool', async () => {
    const held: (() => void)[] = []
    const before = await ask(proxy.port, query('busy.outstanding.test'))
    servers[2]!.answers(asked => new Promise(resolve => held.push(() => resolve(answerTo(asked.octets)))))
    const waiting = askMany(proxy.port, names(3, 'slow'))
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(3)
    const meanwhile = await ask(proxy.port, query('busy.outstanding.test'))
    for (const answer of held) answer()
    await waiting
    servers[2]!.answers(answersAs(2))
    const after = await ask(proxy.port, query('busy.outstanding.test'))
    expect([before, meanwhile, after].map(whoAnswered)).toEqual([0, 3, 0])
  })

  test('without a server that is up', async () => {
    const answer = await ask(proxy.port, query('www.down.test', 'A', { edns: {} }))
    expect(answer.rcode).toBe(2)
    expect(errorsOf(answer)).toMatchObject([{ code: 22 }])
  })
})

describe('the way to servers', () => {
  test('from an address', async () => {
    servers[1]!.clear()
    await ask(proxy.port, query('www.source.test'))
    await ask(proxy.port, query('www.source.test'), { over: 'tcp' })
    expect(servers[1]!.asked.map(({ from, transport }) => [from, transport])).toEqual([
      ['127.0.0.9', 'udp'],
      ['127.0.0.9', 'tcp'],
    ])
  })

  test('over IPv6', async () => {
    expect(whoAnswered(await ask(proxy.port, query('www.ipv6.test')))).toBe(5)
    expect(whoAnswered(await ask(proxy.port, query('www.ipv6.test'), { over: 'tcp' }))).toBe(5)
  })

  test('with random ids, from several ports', async () => {
    servers[1]!.clear()
    await askMany(proxy.port, names(400, 'ports'))
    const { asked } = servers[1]!
    const ids = asked.map(({ id }) => id)
    const steps = ids.slice(1).map((id, i) => (id - ids[i]!) & 0xffff)
    expect(new Set(ids).size).toBeGreaterThan(380)
    expect(Math.max(...ids) - Math.min(...ids)).toBeGreaterThan(60_000)
    expect(new Set(steps).size).toBeGreaterThan(350)
    expect(new Set(asked.map(({ fromPort }) => fromPort)).size).toBeGreaterThan(1)
  })
})

test('over TCP alone, whatever the client uses', async () => {
  const server = await startMock()
  const backends = [{ address: server.address, tcp_only: true }]
  const other = await startProxy({ backends, packet_caches: [] })
  try {
    await ask(other.port, query('www.example.com'))
    await ask(other.port, query('www.example.com'), { over: 'tcp' })
    const seen = [...server.asked, ...server.checks].map(({ transport }) => transport)
    expect(seen.length).toBeGreaterThan(2)
    expect(new Set(seen)).toEqual(new Set(['tcp']))
  } finally {
    await other.stop()
    await server.close()
  }
})
