// The proxy while thousands of queries a second come in: servers fail, settings change, clients and logs misbehave.
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { LoadResult } from '../bench/dns/load.ts'
import { isEndurance, type LoadedServer, offerLoad, sized, startServer } from './loads.ts'
import { ask, mayAsk } from './proxy/asking.ts'
import { query } from './proxy/messages.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './proxy/rig.ts'

const rate = sized(20_000, 3000)
const tryTimeout = 800
const endings = [
  'noncompliantQueries',
  'aclDrops',
  'dynamicDrops',
  'ruleDrops',
  'overloadDrops',
  'goneDrops',
  'selfAnswered',
  'cacheHits',
  'staleAnswers',
  'backendAnswers',
  'failures',
] as const

let servers: LoadedServer[] = []
let proxy: ProxyUnderTest | undefined
afterEach(async () => {
  await proxy?.stop()
  proxy = undefined
  await Promise.all(servers.map(server => server.stop()))
  servers = []
})

/** Buffers that outlast what else this machine does. */
const roomy = { tuning: { udp: { receive_buffer_size: 16_777_216, send_buffer_size: 4_194_304 } } }

async function startServers(count: number, loss?: number): Promise<readonly LoadedServer[]> {
  for (let left = count; left > 0; left--) servers.push(await startServer(loss))
  return servers
}

const backends = (): Settings => ({
  backends: servers.map(({ address }, i) => ({ name: `s${i + 1}`, address, order: i + 1 })),
  load_balancing_policies: { default_policy: 'firstAvailable' },
  packet_caches: [],
  ...roomy,
})

/** A line for whoever reads the log. */
function tell(what: string, { sent, lost, failed, p50, p99, p999 }: LoadResult, more = ''): void {
  const ms = (microseconds: number): string => (microseconds / 1000).toFixed(1)
  console.log(
    `${what}: ${sent} queries at ${rate}/s, ${lost} lost, ${failed} failed; p50 ${ms(p50)}, p99 ${ms(p99)}, p99.9 ${ms(p999)} ms${more}`,
  )
}

/** Which server answers now. */
async function whoAnswers(port: number): Promise<number> {
  const { octets } = await ask(port, query(`x${Math.floor(Math.random() * 1e9)}.example`))
  return octets.readUInt16BE(octets.length - 2)
}

const checkCounters = async (of: ProxyUnderTest): Promise<Record<string, number>> => {
  const counters = await of.counters()
  expect(endings.reduce((sum, each) => sum + counters[each], 0)).toBe(counters.queries)
  return counters
}

const failures: readonly [
  string,
  (first: LoadedServer) => void,
  (first: LoadedServer) => Promise<void> | void,
][] = [
  ['is killed', first => first.process.kill('SIGKILL'), first => first.restart()],
  ['is stopped', first => first.process.kill('SIGSTOP'), first => void first.process.kill('SIGCONT')],
  ['answers SERVFAIL', first => first.turn(), first => first.turn()],
]

test.each(failures)('the first of three servers %s', async (what, begin, end) => {
  const [first, second] = await startServers(3)
  proxy = await startProxy(backends())
  const { port } = proxy
  expect(await whoAnswers(port)).toBe(first!.port)
  const seconds = sized(10, 4)
  const [load] = await Promise.all([
    offerLoad(port, { rate, seconds }),
    sleep(1000).then(() => begin(first!)),
  ])
  tell(`the first server ${what}`, load)
  expect(load).toMatchObject({ lost: 0, failed: 0, received: load.sent })
  expect(load.p99).toBeLessThan(2 * tryTimeout * 1000)
  expect(await whoAnswers(port)).toBe(second!.port)

  const [back] = await Promise.all([offerLoad(port, { rate, seconds }), sleep(500).then(() => end(first!))])
  tell(`… and is back`, back)
  expect(back).toMatchObject({ lost: 0, failed: 0 })
  await expect.poll(() => whoAnswers(port), { timeout: 20_000, interval: 200 }).toBe(first!.port)
  await checkCounters(proxy)
})

test('servers that lose 20 % of the queries stay up', async () => {
  await startServers(3, 20)
  proxy = await startProxy(backends())
  const load = await offerLoad(proxy.port, { rate: 200, seconds: sized(60, 10) })
  tell('20 % loss', load)
  expect(load.lost).toBe(0)
  expect(proxy.events.filter(each => each.event === 'server' && !each.isUp)).toEqual([])
  // Three tries of a query are lost once in 125 times.
  expect(load.failed).toBeLessThan(load.sent * 0.03)
  await checkCounters(proxy)
})

test('settings are read again and again, some of them broken', async () => {
  await startServers(2)
  const times = sized(100, 10)
  const settings = (version: number): Settings => ({
    ...backends(),
    packet_caches: [{ name: 'main', size: 20_000 }],
    pools: [{ name: '', packet_cache: 'main', policy: version % 2 ? 'roundrobin' : 'firstAvailable' }],
    query_rules: Array.from({ length: version % 5 }, (_, i) => ({
      name: `rule ${i}`,
      selector: { type: 'QName', qname: `v${version}.example` },
      action: { type: 'Drop' },
    })),
  })
  const running = await startProxy(settings(0))
  proxy = running
  const counted: number[] = []
  const slowest = { ms: 0 }
  let isOver = false
  const loading = offerLoad(running.port, { rate, seconds: sized(45, 8) }).finally(() => {
    isOver = true
  })
  let done = 0
  for (; done < times && !isOver; done++) {
    const since = performance.now()
    await running.reload(settings(done))
    slowest.ms = Math.max(slowest.ms, performance.now() - since)
    counted.push((await running.counters()).queries)
    if (done % 5 === 4) {
      await expect(running.reload('backends: [')).rejects.toThrow()
      await expect(running.reload({ ...settings(done), colour: 'red' })).rejects.toThrow(/colour/)
    }
  }
  const load = await loading
  tell(`${done} reloads`, load, `, slowest reload ${slowest.ms.toFixed(0)} ms`)
  expect(load).toMatchObject({ lost: 0, failed: 0 })
  expect(done).toBe(times)
  expect(counted).toEqual(counted.toSorted((a, b) => a - b))
  expect((await checkCounters(running)).queries).toBe(load.sent)
})

test('connections that bring an octet a second are ended, and do not slow others down', async () => {
  await startServers(1)
  const count = sized(1000, 200)
  const running = await startProxy({
    ...backends(),
    tuning: { ...roomy.tuning, tcp: { max_connections_per_client: 0, receive_timeout: 3 } },
  })
  proxy = running
  const before = await offerLoad(running.port, { rate: 2000, seconds: 3 })
  const slow = dripping(running.port, count)
  const during = await offerLoad(running.port, { rate: 2000, seconds: sized(10, 5) })
  await expect.poll(() => slow.open(), { timeout: 30_000 }).toBe(0)
  slow.stop()
  tell('without slow connections', before)
  tell(`with ${count} slow connections`, during, `, ${slow.connected()} connected`)
  expect(slow.connected()).toBeGreaterThan(0)
  expect(during).toMatchObject({ lost: 0, failed: 0 })
  // A machine with other things to do lets everyone wait now and then.
  if (isEndurance) expect(during.p99).toBeLessThan(Math.max(3 * before.p99, 50_000))
  expect(await mayAsk(running.port, query('tcp.example'), { over: 'udp' })).toBeDefined()
})

/** Connections that each send an octet of a query a second. */
function dripping(port: number, count: number) {
  const sockets = new Set<Socket>()
  const octets = Buffer.concat([Buffer.from([0, 255]), query('drip.example'), Buffer.alloc(255)])
  let connected = 0
  for (let i = 0; i < count; i++) {
    const socket = connect(port, '127.0.0.1', () => connected++)
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.resume()
  }
  let at = 0
  const timer = setInterval(() => {
    for (const socket of sockets) socket.write(octets.subarray(at, at + 1))
    at = Math.min(at + 1, octets.length - 1)
  }, 1000)
  return {
    open: () => sockets.size,
    connected: () => connected,
    stop() {
      clearInterval(timer)
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('a flood does not fill the memory with its log', async () => {
  await startServers(1)
  const running = await startProxy({
    ...backends(),
    query_log: { enabled: true, file: 'queries.log', summary_interval: 1 },
  })
  proxy = running
  const resident = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${running.process.pid}/status`, 'utf8'))![1]) / 1024
  const names = 5_000_000
  await offerLoad(running.port, { rate, seconds: sized(20, 6), names })
  const early = resident()
  const load = await offerLoad(running.port, { rate, seconds: sized(60, 10), names })
  const late = resident()
  const log = readFileSync(join(running.folder, 'queries.log')).length / 1e6
  tell(
    'a log of a flood',
    load,
    `; ${early.toFixed(0)} MiB, then ${late.toFixed(0)} MiB, ${log.toFixed(1)} MB of log`,
  )
  expect(load.lost).toBe(0)
  expect(late).toBeLessThan(early * 1.15 + 16)
  expect(log).toBeLessThan(isEndurance ? 100 : 20)
})
