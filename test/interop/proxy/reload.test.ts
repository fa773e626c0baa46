// Settings that are read anew while the proxy runs: put into force whole with all that is known kept, or refused.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask, openTcp } from './asking.ts'
import { errorsOf, query } from './messages.ts'
import type { MockServer } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'
import { answersAs, startServers, stopServers, whoAnswered } from './servers.ts'

let servers: MockServer[]
let proxy: ProxyUnderTest
const backend = (index: number, rest: Settings = {}): Settings => ({
  name: `s${index}`,
  address: servers[index]!.address,
  order: index + 1,
  ...rest,
})
const settings = (rest: Settings = {}): Settings => ({
  backends: [backend(0), backend(1)],
  load_balancing_policies: { default_policy: 'firstAvailable' },
  packet_caches: [{ name: 'main', size: 1000 }],
  ...rest,
})
const rule = (name: string, qname: string, action: Settings): Settings => ({
  name,
  selector: { type: 'QName', qname },
  action,
})

beforeAll(async () => {
  servers = await startServers(3)
  proxy = await startProxy(settings())
})
afterAll(async () => {
  await proxy?.stop()
  await stopServers(servers)
})
beforeEach(async () => {
  await proxy.reload(settings())
  for (const server of servers) server.clear()
})

let names = 0
/** A name that no cache has. */
const freshName = (): string => `n${names++}.test`
const whoAnswers = async (): Promise<number | undefined> =>
  whoAnswered(await ask(proxy.port, query(freshName())))
const rcodeOf = async (name: string): Promise<number> => (await ask(proxy.port, query(name))).rcode

test('rules come and go', async () => {
  expect(await rcodeOf('ruled.test')).toBe(0)
  await proxy.reload(
    settings({ query_rules: [rule('r', 'ruled.test', { type: 'RCode', rcode: 'Refused' })] }),
  )
  expect(await rcodeOf('ruled.test')).toBe(5)
  expect((await ask(proxy.port, query('ruled.test'), { over: 'tcp' })).rcode).toBe(5)
  await proxy.reload(settings())
  expect(await rcodeOf('ruled.test')).toBe(0)
})

test('servers come and go', async () => {
  expect(await whoAnswers()).toBe(0)
  await proxy.reload(settings({ backends: [backend(2)] }))
  await expect.poll(whoAnswers, { timeout: 20_000 }).toBe(2)
  await proxy.reload(settings({ backends: [backend(1), backend(2)] }))
  await expect.poll(whoAnswers, { timeout: 20_000 }).toBe(1)
})

test('what is known of servers that stay is kept: they are asked at once', async () => {
  for (let i = 0; i < 5; i++) {
    await proxy.reload(settings({ answering: { try_timeout: 500 + i } }))
    expect(await whoAnswers()).toBe(0)
  }
  expect(proxy.events.filter(({ event }) => event === 'server').length).toBeLessThanOrEqual(6)
})

test('pools and policies come and go', async () => {
  await proxy.reload(
    settings({
      backends: [backend(0), backend(1, { pools: ['other'] })],
      pools: [{ name: 'other', policy: 'roundrobin' }],
      query_rules: [{ selector: { type: 'All' }, action: { type: 'Pool', pool_name: 'other' } }],
    }),
  )
  expect(await whoAnswers()).toBe(1)
  await proxy.reload(settings({ load_balancing_policies: { default_policy: 'roundrobin' } }))
  const answers = await askMany(
    proxy.port,
    Array.from({ length: 10 }, () => query(freshName())),
    { window: 1 },
  )
  expect(answers.map(whoAnswered).sort()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
})

test('modes of servers', async () => {
  await proxy.reload(settings({ backends: [backend(0, { health_checks: { mode: 'drain' } }), backend(1)] }))
  expect(await whoAnswers()).toBe(1)
  await proxy.reload(settings({ backends: [backend(0), backend(1)] }))
  expect(await whoAnswers()).toBe(0)
})

test('the cache is kept, with another TTL as well, and is empty with another size', async () => {
  const name = freshName()
  await ask(proxy.port, query(name))
  servers[0]!.clear()
  await proxy.reload(settings({ packet_caches: [{ name: 'main', size: 1000, max_ttl: 50 }] }))
  await ask(proxy.port, query(name))
  expect(servers[0]!.asked).toHaveLength(0)
  await proxy.reload(settings({ packet_caches: [{ name: 'main', size: 2000 }] }))
  await ask(proxy.port, query(name))
  expect(servers[0]!.asked).toHaveLength(1)
})

test('the networks that may ask', async () => {
  expect((await ask(proxy.port, query(freshName()), { from: '127.0.0.2' })).rcode).toBe(0)
  await proxy.reload(settings({ acl: ['127.0.0.1/32'] }))
  const before = await proxy.counters()
  expect(await rcodeOf(freshName())).toBe(0)
  await expect(ask(proxy.port, query('www.test'), { from: '127.0.0.2', waitMs: 300 })).rejects.toThrow(
    /no answer/,
  )
  expect((await proxy.counters()).aclDrops).toBe(before.aclDrops + 1)
})

test('counters go on', async () => {
  const before = await proxy.counters()
  for (let i = 0; i < 10; i++) {
    await ask(proxy.port, query(freshName()))
    await proxy.reload(settings({ answering: { deadline: 2000 + i } }))
  }
  const after = await proxy.counters()
  expect(after.queries - before.queries).toBe(10)
  expect(after.backendAnswers - before.backendAnswers).toBe(10)
})

test('limits of rules that stay are kept', async () => {
  const limited = (ede: string): Settings =>
    settings({
      query_rules: [
        {
          name: 'few',
          selector: { type: 'Not', selector: { type: 'MaxQPS', qps: 1, burst: 5 } },
          action: { type: 'RCode', rcode: 'Refused' },
        },
        rule(ede, 'other.test', { type: 'Drop' }),
      ],
    })
  await proxy.reload(limited('one'))
  const rcodes = (): Promise<number[]> => Promise.all(Array.from({ length: 20 }, () => rcodeOf('www.test')))
  expect((await rcodes()).filter(rcode => rcode === 0).length).toBeGreaterThanOrEqual(5)
  await proxy.reload(limited('two'))
  expect((await rcodes()).filter(rcode => rcode === 0).length).toBeLessThan(5)
})

test('queries that wait are answered, although their server goes', async () => {
  servers[0]!.answers(async asked => {
    await new Promise(resolve => setTimeout(resolve, 600))
    return answersAs(0)(asked)
  })
  const waiting = askMany(
    proxy.port,
    Array.from({ length: 20 }, () => query(freshName())),
  )
  const stream = await openTcp(proxy.port)
  stream.send(query(freshName()))
  await expect.poll(() => servers[0]!.asked.length, { timeout: 10_000 }).toBe(21)
  await proxy.reload(settings({ backends: [backend(1)] }))
  for (const answer of await waiting) expect(answer?.rcode).toBe(0)
  expect((await stream.next())?.rcode).toBe(0)
  // The connection is still there.
  stream.send(query(freshName()))
  expect(whoAnswered(await stream.next())).toBe(1)
  stream.close()
  servers[0]!.answers(answersAs(0))
})

const broken: readonly {
  readonly what: string
  readonly given: () => Settings | string
  readonly says: RegExp
}[] = [
  { what: 'no YAML', given: () => 'backends: [', says: /flow|expected|sequence/i },
  { what: 'an unknown key', given: () => settings({ bakends: [] }), says: /bakends/ },
  {
    what: 'an unknown pool of a cache',
    given: () => settings({ pools: [{ name: 'x', packet_cache: 'none' }] }),
    says: /none/,
  },
  {
    what: 'a rule with an unknown action',
    given: () => settings({ query_rules: [{ selector: { type: 'All' }, action: { type: 'Explode' } }] }),
    says: /Explode/,
  },
  {
    what: 'a regular expression that is none',
    given: () =>
      settings({ query_rules: [{ selector: { type: 'Regex', expression: '(' }, action: { type: 'Drop' } }] }),
    says: /\(/,
  },
  {
    what: 'an address that is none',
    given: () => settings({ backends: [{ address: '300.1.1.1' }] }),
    says: /300\.1\.1\.1/,
  },
]

test.each(broken)('refused is $what, and it goes on as before', async ({ given, says }) => {
  await expect(proxy.reload(given())).rejects.toThrow()
  const told = await proxy
    .reload(given())
    .catch((error: { problems?: { message: string }[] }) => error.problems)
  expect(JSON.stringify(told)).toMatch(says)
  expect(await whoAnswers()).toBe(0)
  // The signal is for those who have no socket: what is wrong is told as an event.
  const since = proxy.events.length
  proxy.process.kill('SIGHUP')
  await proxy.until('problem', ({ problem }) => problem.code === 'proxy-reload-refused', since)
  expect(await whoAnswers()).toBe(0)
})

test('SIGHUP reads the settings anew', async () => {
  const since = proxy.events.length
  writeFileSync(
    join(proxy.folder, 'proxy.yaml'),
    JSON.stringify({
      binds: [{ listen_address: '127.0.0.1:0' }],
      console: { socket: join(proxy.folder, 'proxy.sock') },
      ...settings({ query_rules: [rule('hup', 'hup.test', { type: 'RCode', rcode: 'NXDomain' })] }),
    }),
  )
  proxy.process.kill('SIGHUP')
  await proxy.until('reloaded', () => true, since)
  expect(await rcodeOf('hup.test')).toBe(3)
})

test('a hundred reloads lose no query', async () => {
  const before = await proxy.counters()
  let isOver = false
  const asking = (async () => {
    const answers = []
    while (!isOver)
      answers.push(
        ...(await askMany(
          proxy.port,
          Array.from({ length: 50 }, () => query(freshName())),
        )),
      )
    return answers
  })()
  for (let i = 0; i < 100; i++) await proxy.reload(settings({ answering: { deadline: 2000 + i } }))
  isOver = true
  const answers = await asking
  expect(answers.filter(answer => answer?.rcode !== 0)).toEqual([])
  expect((await proxy.counters()).queries - before.queries).toBe(answers.length)
})

test('without any server there is an error, until there is one again', async () => {
  await proxy.reload(settings({ backends: [backend(0, { health_checks: { mode: 'down' } })] }))
  const answer = await ask(proxy.port, query(freshName(), 'A', { edns: {} }))
  expect([answer.rcode, errorsOf(answer)[0]?.code]).toEqual([2, 22])
  await proxy.reload(settings())
  expect(await whoAnswers()).toBe(0)
})
