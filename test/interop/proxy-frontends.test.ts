// kdig asks the proxy's frontends: over TCP, TLS and HTTPS, in all its ways.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenStream, type StreamListener } from '../../src/proxy/frontends/listen-stream.ts'
import { type Pair, type TestCertificates, testCertificates } from '../proxy/frontends/certificates.ts'
import { fakeSite } from '../proxy/frontends/fake-site.ts'
import { bindSettings, streamLimits } from '../proxy/frontends/settings.ts'

const run = promisify(execFile)
const listeners = new Map<string, StreamListener>()
let files: TestCertificates
let pair: Pair

beforeAll(async () => {
  files = testCertificates()
  pair = files.make('one', ['dns.example.com'])
  for (const protocol of ['Do53', 'DoT', 'DoH'] as const) {
    const settings = bindSettings({ protocol, tls: { certificates: protocol === 'Do53' ? [] : [pair] } })
    const bind = { number: 0, endpoint: { host: '127.0.0.1', port: 0 }, settings }
    listeners.set(protocol, await listenStream(bind, fakeSite(), streamLimits()))
  }
})
afterAll(async () => {
  await Promise.all([...listeners.values()].map(listener => listener.close()))
  files.remove()
})

const ways = [
  { protocol: 'Do53', options: ['+tcp'], says: /\(TCP\)/ },
  {
    protocol: 'Do53',
    options: ['+tcp', '+keepopen', 'mail.example.com'],
    says: /mail\.[^]*TCP[^]*www\.[^]*TCP/,
  },
  { protocol: 'Do53', options: ['+tcp', '+ednsopt=11'], says: /Option \(11\)|KEEPALIVE/i },
  { protocol: 'DoT', options: ['+tls'], says: /TLS1\.3/ },
  { protocol: 'DoT', options: ['+tls-ca=CA', '+tls-hostname=dns.example.com'], says: /TLS1\.3/ },
  { protocol: 'DoH', options: ['+https'], says: /HTTP\/2-POST.*status: 200/ },
  { protocol: 'DoH', options: ['+https', '+https-get'], says: /HTTP\/2-GET.*status: 200/ },
  { protocol: 'DoH', options: ['+https=/other'], says: /404/ },
] as const

test.each(ways)('$protocol with $options', async ({ protocol, options, says }) => {
  const { endpoint } = listeners.get(protocol)!
  const given = options.map(option => option.replace('=CA', `=${pair.certificate}`))
  const { stdout, stderr } = await run('kdig', [
    '@127.0.0.1',
    '-p',
    String(endpoint.port),
    ...given,
    'www.example.com',
  ]).catch((error: { stdout: string; stderr: string }) => error)
  expect(stdout + stderr).toMatch(says)
})
