// What /metrics, Carbon and the API tell agrees with what dnsperf has sent and seen.
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parsePrometheus } from '../../metrics/parse-prometheus.ts'
import { ask } from './asking.ts'
import { query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const run = promisify(execFile)
const patience = { timeout: 20_000 }
const key = 'statistics'
/** What would end a label, or begin an element. */
const hostile = 'ns"1"\\<b>\n'

let mock: MockServer
let carbon: Server
let proxy: ProxyUnderTest
let url: string
/** The newest value by path. */
const sent = new Map<string, number>()

beforeAll(async () => {
  mock = await startMock()
  carbon = createServer(socket => {
    let text = ''
    socket.setEncoding('utf8').on('data', part => {
      text += part
    })
    socket.on('end', () => {
      for (const line of text.trimEnd().split('\n')) {
        const parts = /^([\w.-]+) (\S+) (\d+)$/.exec(line)
        if (!parts) throw new Error(`not as Carbon has it: ${line}`)
        sent.set(parts[1]!, Number(parts[2]))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(carbon, 'listening')
  const { port } = carbon.address() as { port: number }
  proxy = await startProxy({
    general: { server_id: 'proxy-1.example.com' },
    backends: [{ address: mock.address, name: hostile }],
    metrics: { carbon: [{ address: `127.0.0.1:${port}`, interval: 1 }] },
    webserver: { listen_addresses: ['127.0.0.1:0'], api_key: key, prometheus_add_instance: true },
    query_rules: [
      {
        name: 'dropped',
        selector: { type: 'QNameSuffix', suffixes: ['drop.test'] },
        action: { type: 'Drop' },
      },
    ],
  })
  url = `http://127.0.0.1:${(await proxy.until('web')).endpoint.port}`
})
afterAll(async () => {
  await proxy?.stop()
  await mock?.close()
  carbon?.close()
})

const fetchText = async (path: string): Promise<string> =>
  (await fetch(url + path, { headers: { 'X-API-Key': key } })).text()

/** A number of /metrics, by the labels that it has beside the name of the proxy. */
async function metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const families = parsePrometheus(await fetchText('/metrics'))
  const samples = families.get(`dnsctl_proxy_${name}`)?.samples ?? []
  return samples.find(
    sample =>
      sample.labels.instance === 'proxy-1.example.com' &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value
}
const carbonValue = (name: string): number | undefined => sent.get(`dnsctl.proxy-1_example_com.main.${name}`)

describe('after dnsperf', () => {
  let completed = 0
  beforeAll(async () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i}.example.com A`)
    const file = join(proxy.folder, 'queries')
    writeFileSync(file, `${names.join('\n')}\n`)
    const args = ['-s', '127.0.0.1', '-p', String(proxy.port), '-d', file, '-n', '20', '-q', '20']
    const { stdout } = await run('dnsperf', args, { timeout: 60_000 })
    expect(stdout).toMatch(/Queries sent: +2000\b/)
    completed = Number(/Queries completed: +(\d+)/.exec(stdout)?.[1])
    expect(completed).toBe(2000)
  }, 90_000)

  test('/metrics has as many queries, answers and latencies', async () => {
    expect(await metric('queries_total')).toBe(completed)
    expect(await metric('transport_queries_total', { transport: 'udp' })).toBe(completed)
    const sources = ['self', 'cache', 'stale', 'server', 'failure']
    const answers = await Promise.all(sources.map(source => metric('answers_total', { source })))
    expect(answers.reduce((sum, count) => sum! + count!, 0)).toBe(completed)
    expect(await metric('rcodes_total', { rcode: 'NOERROR' })).toBe(completed)
    expect(await metric('latency_seconds', { le: '+Inf' })).toBe(completed)
    expect(await metric('waiting')).toBe(0)
  })

  test('and as many for the server as it was asked, whatever its name holds', async () => {
    expect(await metric('server_queries_total', { server: hostile })).toBe(mock.asked.length)
    expect(await metric('server_up', { server: hostile })).toBe(1)
  })

  test('Carbon hears the same', async () => {
    await expect.poll(() => carbonValue('queries_total'), patience).toBe(completed)
    await expect
      .poll(
        () => carbonValue(`server_queries_total.ns_1___b__.${mock.address.replace(/\W/g, '_')}`),
        patience,
      )
      .toBe(mock.asked.length)
  })

  test('so does who asks the API', async () => {
    const { counters } = JSON.parse(await fetchText('/api/v1/status')) as { counters: Record<string, number> }
    expect(counters.queries).toBe(completed)
    expect(counters.cacheHits).toBe(await metric('answers_total', { source: 'cache' }))
  })

  test('what a rule drops is counted as that', async () => {
    await ask(proxy.port, query('x.drop.test'), { waitMs: 200 }).catch(() => {})
    await expect.poll(() => metric('drops_total', { reason: 'rule' }), patience).toBe(1)
    expect(await metric('queries_total')).toBe(completed + 1)
    expect(await metric('waiting')).toBe(0)
  })
})

describe('after a reload', () => {
  test('the web server goes on where its address stays, with another key', async () => {
    const stays = { listen_addresses: [url.slice('http://'.length)], api_key: 'other' }
    await proxy.reload({ backends: [{ address: mock.address }], webserver: stays })
    await expect
      .poll(
        async () => (await fetch(`${url}/metrics`, { headers: { 'X-API-Key': 'other' } })).status,
        patience,
      )
      .toBe(200)
    expect((await fetch(`${url}/metrics`, { headers: { 'X-API-Key': key } })).status).toBe(401)
  })

  test('an address that cannot be had is told of, and names are answered', async () => {
    const since = proxy.events.length
    const taken = {
      listen_addresses: [`127.0.0.1:${(carbon.address() as { port: number }).port}`],
      api_key: key,
    }
    await proxy.reload({ backends: [{ address: mock.address }], webserver: taken })
    const { problem } = await proxy.until('problem', () => true, since)
    expect(problem.code).toBe('listen-in-use')
    await ask(proxy.port, query('n1.example.com'))
  })

  test('it ends where the settings have none', async () => {
    await proxy.reload({ backends: [{ address: mock.address }] })
    await expect(fetch(`${url}/metrics`)).rejects.toThrow()
  })
})
