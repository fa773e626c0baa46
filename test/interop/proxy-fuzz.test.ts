// Sends what is almost a query over connections to the built command: streams of DNS messages and requests of HTTP.
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDamage } from '../fuzz/damage-packet.ts'
import { fuzzProxy } from '../fuzz/fuzz-proxy.ts'
import { seededRandom } from '../seeded-random.ts'
import { isEndurance, sized } from './loads.ts'
import { ask } from './proxy/asking.ts'
import { query } from './proxy/messages.ts'
import { type MockServer, startMock } from './proxy/mock-server.ts'
import { type ProxyUnderTest, startProxy } from './proxy/rig.ts'

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock()
  proxy = await startProxy({
    binds: [{ listen_address: '127.0.0.1:0' }, { listen_address: '127.0.0.1:0', protocol: 'DoH' }],
    backends: [{ address: server.address }],
    tuning: { tcp: { max_connections_per_client: 0, max_read_ios_per_query: 0, receive_timeout: 2 } },
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

const connections = sized(20_000, 400)
const atOnce = 50
/** What a machine that has other things to do may take. */
const patienceMs = 5000

const frame = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([message.length >> 8, message.length]), message])
const good = query('www.example.com', 'A', { id: 7, edns: {} })
const head = (method: string, target: string, length: number): string =>
  [
    `${method} ${target} HTTP/1.1`,
    'host: dns.example.org',
    'accept: application/dns-message',
    'content-type: application/dns-message',
    `content-length: ${length}`,
    '',
    '',
  ].join('\r\n')
/** The preface, empty settings, and the beginning of a request (RFC 9113 §3.4, §6). */
const http2 = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 4, 1, 4, 0, 0, 0, 1, 0x83, 0x86, 0x84, 0xbe]),
  Buffer.from([0, 0, 4, 0, 1, 0, 0, 0, 1, 1, 2, 3, 4]),
])

const kinds: readonly [string, number, readonly Buffer[]][] = [
  ['streams over TCP', 0, [frame(good), Buffer.concat([frame(good), frame(good), frame(good)])]],
  [
    'requests over HTTP',
    1,
    [
      Buffer.concat([Buffer.from(head('POST', '/dns-query', good.length)), good]),
      Buffer.from(head('GET', `/dns-query?dns=${good.toString('base64url')}`, 0)),
      Buffer.from(head('GET', '/dns-query?dns=%41%%&dns', 0)),
      http2,
    ],
  ],
]

test.each(kinds)('%s that are damaged', async (_what, bind, whole) => {
  const random = seededRandom(bind + 1)
  const damage = createDamage(random)
  const damaged = (): Buffer => {
    const octets = [...whole[Math.floor(random() * whole.length)]!]
    for (let left = Math.floor(random() * 5); left > 0; left--) damage(octets)
    return Buffer.from(octets)
  }
  let slowest = 0
  let answered = 0
  for (let done = 0; done < connections; done += atOnce) {
    const answers = await Promise.all(
      Array.from({ length: atOnce }, () => sendOne(proxy.ports[bind]!, damaged())),
    )
    answered += answers.filter(octets => octets > 0).length
    const start = performance.now()
    const over = done % (2 * atOnce) === 0 ? 'udp' : 'tcp'
    expect((await ask(proxy.port, query('good.example.com'), { over })).packet.answers).toHaveLength(1)
    slowest = Math.max(slowest, performance.now() - start)
  }
  console.log(
    `${connections} connections, ${answered} got something; others waited ${slowest.toFixed(0)} ms at most`,
  )
  expect(proxy.process.exitCode).toBe(null)
  expect(answered).toBeGreaterThan(0)
  expect(slowest).toBeLessThan(patienceMs)
})

/** Sends octets and ends; how many came back. */
async function sendOne(port: number, octets: Buffer): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  let came = 0
  socket.on('error', () => {})
  socket.on('data', data => {
    came += data.length
    // Whoever has an answer goes away, others end what they send.
    socket.destroy()
  })
  const closed = once(socket, 'close')
  socket.end(octets)
  const patience = setTimeout(() => socket.destroy(), patienceMs)
  await closed
  clearTimeout(patience)
  return came
}

test.each(['queries', 'answers'] as const)(
  'mutated %s in the engine',
  async side => {
    for (let seed = 1; seed <= sized(10, 1); seed++) {
      const report = await fuzzProxy(side, isEndurance ? 1_000_000 : 100_000, seed)
      console.log(`${side}, seed ${seed}: ${JSON.stringify(report)}`)
      expect(report.slowestMicroseconds).toBeLessThanOrEqual(1000)
    }
  },
  sized(7_200_000, 600_000),
)
