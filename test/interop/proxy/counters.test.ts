// What is counted agrees with what was sent: by dnsperf, by kdig, and after a mix of all that a client may do; and what
// has come is answered before the proxy ends.
import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { askMany } from './ask-many.ts'
import { ask, mayAsk, openTcp } from './asking.ts'
import { answerTo, query } from './messages.ts'
import { type Asked, anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const run = promisify(execFile)
type Counters = Awaited<ReturnType<ProxyUnderTest['counters']>>

/** Ends without an answer, and those with one. */
const drops = (c: Counters): number =>
  c.noncompliantQueries + c.aclDrops + c.dynamicDrops + c.ruleDrops + c.overloadDrops + c.goneDrops
const answers = (c: Counters): number =>
  c.selfAnswered + c.cacheHits + c.staleAnswers + c.backendAnswers + c.failures
const rcodes = (c: Counters): number =>
  c.noerrorAnswers + c.nxdomainAnswers + c.servfailAnswers + c.refusedAnswers + c.otherAnswers
const transports = (c: Counters): number => c.udpQueries + c.tcpQueries + c.dotQueries + c.dohQueries

/** The server answers by the first label of the name. */
const answering = async (asked: Asked): Promise<Buffer | undefined> => {
  const [kind = ''] = asked.name.split('.')
  if (kind.startsWith('silent')) return undefined
  if (kind.startsWith('slow')) await new Promise(resolve => setTimeout(resolve, 700))
  if (kind.startsWith('soon')) await new Promise(resolve => setTimeout(resolve, 300))
  if (kind.startsWith('nx')) return answerTo(asked.octets, { rcode: 3 })
  if (kind.startsWith('fail')) return answerTo(asked.octets, { rcode: 2 })
  return anAddress()(asked) as Buffer
}

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock(answering)
  proxy = await startProxy({
    backends: [{ address: server.address, health_checks: { mode: 'up' } }],
    acl: ['127.0.0.0/24'],
    answering: { try_timeout: 200, deadline: 400, max_tries: 2 },
    query_rules: [
      { selector: { type: 'QNameSuffix', suffixes: ['drop.test.'] }, action: { type: 'Drop' } },
      {
        selector: { type: 'QNameSuffix', suffixes: ['refuse.test.'] },
        action: { type: 'RCode', rcode: 'Refused' },
      },
    ],
    response_rules: [
      { selector: { type: 'QNameSuffix', suffixes: ['eaten.test.'] }, action: { type: 'Drop' } },
    ],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

/** Counters once nothing waits any more. */
async function settled(): Promise<Counters> {
  let seen = await proxy.counters()
  await expect
    .poll(
      async () => {
        seen = await proxy.counters()
        return seen.queries - answers(seen) - drops(seen)
      },
      { timeout: 20_000 },
    )
    .toBe(0)
  return seen
}

describe('dnsperf', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dnsctl-dnsperf-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(['udp', 'tcp'])('over %s sees as many answers as are counted', async mode => {
    const file = join(folder, mode)
    writeFileSync(file, Array.from({ length: 500 }, (_, i) => `n${i % 100}.${mode}.test A\n`).join(''))
    const before = await settled()
    const { stdout } = await run('dnsperf', [
      ...['-s', '127.0.0.1', '-p', String(proxy.port), '-d', file],
      ...['-n', '4', '-m', mode, '-c', '4', '-q', '20', '-t', '20'],
    ])
    const told = (what: string): number => Number(new RegExp(`${what}: +(\\d+)`).exec(stdout)?.[1])
    const after = await settled()
    expect(told('Queries sent')).toBe(2000)
    expect(told('Queries completed')).toBe(2000)
    expect(told('Queries lost')).toBe(0)
    expect(after.queries - before.queries).toBe(2000)
    expect(after[`${mode}Queries` as 'udpQueries'] - before[`${mode}Queries` as 'udpQueries']).toBe(2000)
    expect(after.cacheHits + after.backendAnswers - before.cacheHits - before.backendAnswers).toBe(2000)
    expect(after.noerrorAnswers - before.noerrorAnswers).toBe(2000)
    expect(after.cacheMisses - before.cacheMisses).toBe(2000 - (after.cacheHits - before.cacheHits))
  })
})

test('each end of a query is counted as what it is', async () => {
  const cases: readonly (readonly [keyof Counters, () => Promise<unknown>])[] = [
    ['backendAnswers', () => ask(proxy.port, query('one.test'))],
    ['cacheHits', () => ask(proxy.port, query('one.test'))],
    ['selfAnswered', () => ask(proxy.port, query('www.refuse.test'))],
    ['ruleDrops', () => mayAsk(proxy.port, query('www.drop.test'))],
    ['ruleDrops', () => mayAsk(proxy.port, query('www.eaten.test'))],
    ['aclDrops', () => mayAsk(proxy.port, query('one.test'), { from: '127.0.1.1' })],
    ['failures', () => ask(proxy.port, query('silent.test'))],
    ['noncompliantQueries', () => mayAsk(proxy.port, answerTo(query('one.test')))],
    ['noncompliantQueries', () => mayAsk(proxy.port, query('one.test').subarray(0, 20))],
  ]
  for (const [counter, act] of cases) {
    const before = await settled()
    await act()
    const after = await settled()
    expect([counter, after[counter] - before[counter]]).toEqual([counter, 1])
    expect(after.queries - before.queries).toBe(1)
    expect(drops(after) + answers(after) - drops(before) - answers(before)).toBe(1)
  }
})

test('after a mix of everything, all queries have come to an end, and are counted once', async () => {
  const random = createRandom(7)
  const kinds = ['n', 'n', 'n', 'nx', 'fail', 'silent', 'slow']
  const zones = ['test', 'test', 'test', 'refuse.test', 'drop.test', 'eaten.test']
  const pick = <T>(from: readonly T[]): T => from[random() % from.length]!
  const make = (): Buffer => {
    const asked = query(`${pick(kinds)}${random() % 40}.${pick(zones)}`, pick(['A', 'A', 'AAAA', 'TXT']))
    if (random() % 10 === 0) asked[2 + (random() % (asked.length - 2))] = random() & 0xff
    return random() % 20 === 0 ? asked.subarray(0, random() % asked.length) : asked
  }
  const before = await settled()
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  socket.on('error', () => {})
  const udp = Array.from({ length: 3000 }, make)
  for (const [i, octets] of udp.entries()) {
    await new Promise(resolve => socket.send(octets, proxy.port, '127.0.0.1', resolve))
    if (i % 50 === 0) await new Promise(resolve => setTimeout(resolve, 2))
  }
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const stream = await openTcp(proxy.port)
      stream.send(...Array.from({ length: 20 }, make))
      await stream.next(500)
      stream.close()
    }),
  )
  await mayAsk(proxy.port, query('www.test'), { from: '127.0.1.1' })
  const after = await settled()
  socket.close()
  expect(after.udpQueries - before.udpQueries + after.overruns - before.overruns).toBe(3001)
  expect(after.tcpQueries - before.tcpQueries).toBeGreaterThan(0)
  expect(transports(after)).toBe(after.queries)
  expect(rcodes(after)).toBe(answers(after))
  expect(answers(after)).toBeGreaterThan(1000)
  // It is as well as before.
  expect((await ask(proxy.port, query('after.test'))).rcode).toBe(0)
})

test.each([
  ['in batches', {}],
  ['one by one', { DNSCTL_UDP_IO: 'dgram' }],
] as const)('what came %s before SIGTERM is answered, over UDP and TCP; then it ends', async (_way, env) => {
  server.clear()
  const other = await startProxy(
    {
      backends: [{ address: server.address, health_checks: { mode: 'up' } }],
      answering: { try_timeout: 5000, deadline: 10_000 },
      packet_caches: [],
    },
    { env },
  )
  const waiting = askMany(
    other.port,
    Array.from({ length: 20 }, (_, i) => query(`soon${i}.end.test`)),
  )
  const stream = await openTcp(other.port)
  stream.send(query('soon.tcp.test'))
  await expect
    .poll(() => server.asked.filter(({ name }) => /end|tcp/.test(name) && name.startsWith('soon')).length, {
      timeout: 10_000,
    })
    .toBe(21)
  const stopped = other.stop()
  expect((await waiting).map(answer => answer?.rcode)).toEqual(new Array(20).fill(0))
  expect((await stream.next())?.rcode).toBe(0)
  stream.close()
  expect(await stopped).toBe(0)
  const summary = other.events.at(-1)
  expect(summary).toMatchObject({ event: 'summary', counters: { queries: 21, backendAnswers: 21 } })
})
