// Transfers of zones from NSD and Knot through the proxy: whole, only for whom rules allow it, and never half an answer.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type Server, start } from '../peers.ts'
import { ask, mayAsk, openTcp } from './asking.ts'
import { a, answerTo, query, soa } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const run = promisify(execFile)
const folders: string[] = []
const hosts = 4000
const zoneText = (serial: number, extra = ''): string =>
  [
    '$ORIGIN zone.test.',
    '$TTL 3600',
    `@ SOA ns1 mail ${serial} 3600 900 604800 300`,
    '@ NS ns1',
    'ns1 A 192.0.2.1',
    ...Array.from(
      { length: hosts },
      (_, i) => `host${i} A 192.0.2.${i % 250}\nhost${i} TXT "${'x'.repeat(100)}"`,
    ),
    extra,
    '',
  ].join('\n')

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'dnsctl-transfers-'))
  folders.push(made)
  writeFileSync(join(made, 'zone.test.zone'), zoneText(1))
  return made
}

async function startNsd(): Promise<Server> {
  const dir = folder()
  const port = await freePort()
  const file = join(dir, 'nsd.conf')
  const config = [
    'server:',
    `  ip-address: 127.0.0.1@${port}`,
    '  server-count: 1',
    '  username: ""',
    '  database: ""',
    `  zonesdir: "${dir}"`,
    `  pidfile: "${dir}/nsd.pid"`,
    `  xfrdfile: "${dir}/xfrd.state"`,
    `  zonelistfile: "${dir}/zone.list"`,
    'remote-control:',
    '  control-enable: no',
    'zone:',
    '  name: "zone.test"',
    '  zonefile: "zone.test.zone"',
    '  provide-xfr: 127.0.0.1 NOKEY',
  ]
  writeFileSync(file, `${config.join('\n')}\n`)
  return start('nsd', port, ['nsd', '-d', '-c', file], [{ zone: 'zone.test', file }], () => {})
}

interface Knot extends Server {
  /** Puts another version of the zone in its place. */
  change(): Promise<void>
}

async function startKnot(): Promise<Knot> {
  const dir = folder()
  const port = await freePort()
  const file = join(dir, 'knot.conf')
  const config = [
    'server:',
    `  rundir: "${dir}"`,
    `  listen: 127.0.0.1@${port}`,
    'database:',
    `  storage: "${dir}"`,
    'acl:',
    '  - id: all',
    '    address: 127.0.0.1',
    '    action: transfer',
    'zone:',
    '  - domain: "zone.test"',
    `    file: "${dir}/zone.test.zone"`,
    '    zonefile-sync: -1',
    '    zonefile-load: difference',
    '    journal-content: changes',
    '    acl: all',
  ]
  writeFileSync(file, `${config.join('\n')}\n`)
  const server = await start('knot', port, ['knotd', '-c', file], [{ zone: 'zone.test', file }], () => {})
  return {
    ...server,
    async change() {
      writeFileSync(join(dir, 'zone.test.zone'), zoneText(2, 'new A 192.0.2.99'))
      await run('knotc', ['-c', file, '--blocking', 'zone-reload', 'zone.test'])
    },
  }
}

/** The records that kdig prints, in the order of the text. */
async function records(port: number, ...args: readonly string[]): Promise<string[]> {
  const { stdout } = await run(
    'kdig',
    ['@127.0.0.1', '-p', String(port), '+noall', '+answer', '+time=20', 'zone.test', ...args],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  return stdout.split('\n').filter(line => line !== '' && !line.startsWith(';'))
}

let servers: { nsd: Server; knot: Knot }
let proxies: Record<'nsd' | 'knot', ProxyUnderTest>
beforeAll(async () => {
  const [nsd, knot] = await Promise.all([startNsd(), startKnot()])
  servers = { nsd, knot }
  const proxyOf = ({ port }: Server) =>
    startProxy(
      {
        backends: [{ address: `127.0.0.1:${port}` }],
        query_rules: [
          {
            selector: {
              type: 'And',
              selectors: [
                {
                  type: 'Or',
                  selectors: [
                    { type: 'QType', qtype: 'AXFR' },
                    { type: 'QType', qtype: 'IXFR' },
                  ],
                },
                { type: 'Not', selector: { type: 'NetmaskGroup', netmasks: ['127.0.0.1/32'] } },
              ],
            },
            action: { type: 'RCode', rcode: 'Refused' },
          },
        ],
      },
      { workers: 1 },
    )
  const [first, second] = await Promise.all([proxyOf(nsd), proxyOf(knot)])
  proxies = { nsd: first, knot: second }
})
afterAll(async () => {
  await Promise.all(Object.values(proxies ?? {}).map(proxy => proxy.stop()))
  await Promise.all(Object.values(servers ?? {}).map(server => server.stop()))
  for (const each of folders) rmSync(each, { recursive: true, force: true })
})

describe.each(['nsd', 'knot'] as const)('%s', name => {
  test('AXFR brings the whole zone, from SOA to SOA', async () => {
    const direct = await records(servers[name].port, 'AXFR')
    const through = await records(proxies[name].port, 'AXFR')
    expect(through).toEqual(direct)
    expect(through).toHaveLength(2 * hosts + 4)
    expect(through[0]).toBe(through.at(-1))
  })

  test('several at once do not mix', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => records(proxies[name].port, 'AXFR')))
    for (const each of all) expect(each).toHaveLength(2 * hosts + 4)
  })

  test('queries on the same connection are answered beside it', async () => {
    const stream = await openTcp(proxies[name].port)
    stream.send(query('zone.test', 'AXFR', { id: 1 }), query('host1.zone.test', 'A', { id: 2 }))
    const ids = new Set<number>()
    while (ids.size < 2) ids.add((await stream.next())!.id)
    expect([...ids].sort()).toEqual([1, 2])
    stream.close()
  })

  test('who may not have it is told so', async () => {
    const asked = query('zone.test', 'AXFR')
    const refused = await ask(proxies[name].port, asked, { over: 'tcp', from: '127.0.0.2' })
    expect(refused.rcode).toBe(5)
    expect(refused.packet.answers).toEqual([])
    // Other queries are for all.
    const other = await ask(proxies[name].port, query('zone.test', 'SOA'), { over: 'tcp', from: '127.0.0.2' })
    expect(other.rcode).toBe(0)
  })

  test('over UDP there is no whole zone', async () => {
    const answer = await ask(proxies[name].port, query('zone.test', 'AXFR'))
    expect(answer.packet.answers!.length).toBeLessThan(2)
  })

  test('a transfer is not kept in the cache', async () => {
    const before = await proxies[name].counters()
    await records(proxies[name].port, 'AXFR')
    await records(proxies[name].port, 'AXFR')
    expect((await proxies[name].counters()).cacheHits).toBe(before.cacheHits)
  })
})

test('IXFR brings what has changed', async () => {
  const { knot } = servers
  await knot.change()
  const direct = await records(knot.port, 'IXFR=1')
  expect(direct).toHaveLength(5)
  expect(await records(proxies.knot.port, 'IXFR=1')).toEqual(direct)
  expect(await records(proxies.knot.port, 'IXFR=2')).toHaveLength(1)
})

describe('a server that ends in the middle', () => {
  let server: MockServer
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    server = await startMock()
    proxy = await startProxy(
      { backends: [{ address: server.address, health_checks: { mode: 'up' } }] },
      { workers: 1 },
    )
  })
  afterAll(async () => {
    await proxy?.stop()
    await server?.close()
  })

  test('ends the connection of the client, who so sees that the zone is not whole', async () => {
    server.answers(asked => {
      setTimeout(() => {
        for (const socket of server.connections) socket.destroy()
      }, 100)
      return [
        answerTo(asked.octets, { answers: [soa('zone.test', 60, 60)] }),
        answerTo(asked.octets, { answers: [a('www.zone.test', '192.0.2.1')] }),
      ]
    })
    const stream = await openTcp(proxy.port)
    stream.send(query('zone.test', 'AXFR'))
    expect((await stream.next())?.packet.answers).toMatchObject([{ type: 'SOA' }])
    expect((await stream.next())?.packet.answers).toMatchObject([{ type: 'A' }])
    await stream.ended
    expect(await stream.next()).toBeUndefined()
  })

  test('is no harm to others', async () => {
    server.answers(asked => answerTo(asked.octets))
    expect((await ask(proxy.port, query('www.test'), { over: 'tcp' })).rcode).toBe(0)
  })

  test('that never begins gets no answer of its own making, but SERVFAIL', async () => {
    await server.close()
    const answer = await mayAsk(proxy.port, query('zone.test', 'AXFR'), { over: 'tcp', waitMs: 20_000 })
    expect(answer?.rcode).toBe(2)
    await server.open()
  })
})
