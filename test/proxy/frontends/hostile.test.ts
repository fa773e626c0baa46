// What clients may send that is no query in any form: no address dies of it, and the next query is answered.
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { listenStream, type StreamListener } from '../../../src/proxy/frontends/listen-stream.ts'
import { type FakeSite, fakeSite, query } from './fake-site.ts'
import { bindSettings, streamLimits } from './settings.ts'

const patience = { timeout: 20_000, interval: 5 }
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function listen(protocol: 'Do53' | 'DoH'): Promise<{ listener: StreamListener; site: FakeSite }> {
  const site = fakeSite()
  const bind = { number: 0, endpoint: { host: '127.0.0.1', port: 0 }, settings: bindSettings({ protocol }) }
  const limits = streamLimits({ max_connections_per_client: 0, max_read_ios_per_query: 0 })
  const listener = await listenStream(bind, site, limits)
  closers.push(() => listener.close())
  return { listener, site }
}

const asked = query('www.example.com', 1, {
  additionals: [{ type: 'OPT', name: '.', udpPayloadSize: 1232, options: [{ code: 'TCP_KEEPALIVE' }] }],
} as never)
const text = Buffer.from(asked).toString('base64url')
const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
/** A frame of settings, and a request whose head is cut off. */
const frames = '000000040000000000' + '00000a010500000001' + '828684418cf1e3c2e5f2'

const kinds = [
  { protocol: 'Do53', whole: Buffer.concat([tcpFrame(asked), tcpFrame(asked)]) },
  { protocol: 'DoH', whole: Buffer.from(`GET /dns-query?dns=${text} HTTP/1.1\r\nhost: a\r\n\r\n`) },
  {
    protocol: 'DoH',
    whole: Buffer.concat([
      Buffer.from('POST /dns-query HTTP/1.1\r\nhost: a\r\ncontent-type: application/dns-message\r\n'),
      Buffer.from(`content-length: ${asked.length}\r\n\r\n`),
      asked,
    ]),
  },
  { protocol: 'DoH', whole: Buffer.concat([Buffer.from(preface), Buffer.from(frames, 'hex')]) },
] as const

const mutations = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 })

function mutated(whole: Uint8Array, changes: readonly (readonly [number, number])[], length: number): Buffer {
  const octets = Buffer.from(whole)
  for (const [at, value] of changes) octets[at % octets.length] = value
  return octets.subarray(0, 1 + (length % octets.length))
}

test.each(kinds)('$protocol outlives what is made of $whole.length octets', async ({ protocol, whole }) => {
  const { listener, site } = await listen(protocol)
  const { port } = listener.endpoint
  const sent = fc.sample(fc.tuple(mutations, fc.oneof(fc.constant(-2), fc.nat(400))), {
    numRuns: 150,
    seed: 7,
  })
  await Promise.all(
    sent.map(async ([changes, length]) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.resume()
      socket.end(mutated(whole, changes, length < 0 ? whole.length - 1 : length))
      await once(socket, 'connect').catch(() => undefined)
      closers.push(() => socket.destroy())
    }),
  )
  await vi.waitFor(() => expect(listener.report().accepted).toBe(sent.length), patience)
  await vi.waitFor(() => {
    site.ms += 60_000
    expect(listener.report()).toMatchObject({ connections: 0, inFlight: 0 })
  }, patience)
  const last = connect(port, '127.0.0.1')
  closers.push(() => last.destroy())
  last.write(kinds.find(kind => kind.protocol === protocol)!.whole)
  const [answer] = await once(last, 'data')
  expect(answer.length).toBeGreaterThan(asked.length)
})
