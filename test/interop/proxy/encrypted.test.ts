// DNS over TLS and HTTPS of the built proxy, asked by kdig and openssl: certificates, versions, sessions, and who may ask.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tcpFrame } from '../../../src/net/tcp-frames.ts'
import { type Pair, type TestCertificates, testCertificates } from '../../proxy/frontends/certificates.ts'
import { query, readMessage } from './messages.ts'
import { anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'

const run = promisify(execFile)
let files: TestCertificates
let first: Pair
let second: Pair
let server: MockServer
let proxy: ProxyUnderTest
const settings = (rest: Settings = {}): Settings => {
  const certificates = [first, second]
  return {
    binds: [
      { listen_address: '127.0.0.1:0', protocol: 'DoT', tls: { certificates } },
      { listen_address: '127.0.0.1:0', protocol: 'DoH', tls: { certificates } },
      { listen_address: '127.0.0.1:0', protocol: 'DoT', tls: { certificates, minimum_version: 'tls1.3' } },
    ],
    acl: ['127.0.0.1/32'],
    backends: [{ address: server.address, health_checks: { mode: 'up' } }],
    query_rules: [
      {
        selector: {
          type: 'And',
          selectors: [
            { type: 'QName', qname: 'sni.test.' },
            { type: 'SNI', server_name: 'two.example.com' },
          ],
        },
        action: { type: 'Spoof', ips: ['192.0.2.22'] },
      },
      {
        selector: {
          type: 'And',
          selectors: [
            { type: 'QName', qname: 'path.test.' },
            { type: 'HTTPPath', path: '/dns-query' },
          ],
        },
        action: { type: 'Spoof', ips: ['192.0.2.23'] },
      },
    ],
    ...rest,
  }
}

beforeAll(async () => {
  files = testCertificates()
  first = files.make('one', ['one.example.com'])
  second = files.make('two', ['two.example.com'])
  server = await startMock(anAddress())
  proxy = await startProxy(settings(), { workers: 1 })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
  files?.remove()
})

const [dot, doh, only13] = [0, 1, 2]

async function kdig(bind: number, ...args: readonly string[]): Promise<string> {
  const given = ['@127.0.0.1', '-p', String(proxy.ports[bind]), '+time=20', '+retry=0', ...args]
  const { stdout, stderr } = await run('kdig', given).catch(
    (error: { stdout: string; stderr: string }) => error,
  )
  return stdout + stderr
}

async function openssl(bind: number, ...args: readonly string[]): Promise<string> {
  const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${proxy.ports[bind]}`, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      said += chunk
      // With TLS 1.3 tickets come after the handshake.
      if (/Verify return code|alert|errno/.test(said)) setTimeout(() => child.stdin.end(), 300)
    })
  await once(child, 'exit')
  return said
}

test.each([
  ['over TLS', dot, ['+tls', 'www.test'], /TLS1\.3[^]*192\.0\.2\.1/],
  [
    'with the certificate of a name',
    dot,
    ['+tls-ca=ONE', '+tls-hostname=one.example.com', 'www.test'],
    /192\.0\.2\.1/,
  ],
  [
    'with the other certificate',
    dot,
    ['+tls-ca=TWO', '+tls-sni=two.example.com', '+tls-hostname=two.example.com', 'www.test'],
    /192\.0\.2\.1/,
  ],
  [
    'and not with a wrong one',
    dot,
    ['+tls-ca=ONE', '+tls-hostname=three.example.com', 'www.test'],
    /not match|failed|error/i,
  ],
  ['a rule about the name of TLS', dot, ['+tls-sni=two.example.com', '+tls', 'sni.test'], /192\.0\.2\.22/],
  ['which is not for others', dot, ['+tls-sni=one.example.com', '+tls', 'sni.test'], /192\.0\.2\.1\b/],
  ['over HTTPS by POST', doh, ['+https', 'www.test'], /HTTP\/2-POST[^]*status: 200[^]*192\.0\.2\.1/],
  [
    'over HTTPS by GET',
    doh,
    ['+https', '+https-get', 'www.test'],
    /HTTP\/2-GET[^]*status: 200[^]*192\.0\.2\.1/,
  ],
  ['to another path', doh, ['+https=/other', 'www.test'], /404/],
  ['a rule about the path', doh, ['+https', 'path.test'], /192\.0\.2\.23/],
  ['with padding', dot, ['+tls', '+padding=128', 'www.test'], /PADDING|Option \(12\)/i],
  [
    'several on one connection',
    dot,
    ['+tls', '+keepopen', 'a.test', 'b.test'],
    /a\.test[^]*192\.0\.2\.1[^]*b\.test[^]*192\.0\.2\.1/,
  ],
] as const)('kdig %s', async (_what, bind, args, says) => {
  const given = args.map(arg => arg.replace('ONE', first.certificate).replace('TWO', second.certificate))
  expect(await kdig(bind, ...given)).toMatch(says)
})

test.each([
  ['TLS 1.2', dot, ['-tls1_2'], /Protocol *: TLSv1\.2/],
  ['TLS 1.3', dot, ['-tls1_3'], /TLSv1\.3/],
  [
    'TLS 1.1',
    dot,
    ['-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0'],
    /alert|no protocols|unsupported|Cipher is \(NONE\)/,
  ],
  ['TLS 1.2 where 1.3 is the least', only13, ['-tls1_2'], /alert protocol version|Cipher is \(NONE\)/],
  ['ALPN of DoT', dot, ['-alpn', 'dot'], /ALPN protocol: dot/],
  ['ALPN of HTTP/2', doh, ['-alpn', 'h2,http/1.1'], /ALPN protocol: h2/],
  ['ALPN of HTTP/1.1', doh, ['-alpn', 'http/1.1'], /ALPN protocol: http\/1\.1/],
  ['the certificate for a name', dot, ['-servername', 'two.example.com'], /CN *= *two\.example\.com/],
  ['the first certificate for others', dot, ['-servername', 'other.example.com'], /CN *= *one\.example\.com/],
] as const)('openssl: %s', async (_what, bind, args, says) => {
  expect(await openssl(bind, ...args)).toMatch(says)
})

test('a session is resumed', async () => {
  const session = join(files.folder, 'session')
  await openssl(dot, '-tls1_2', '-sess_out', session)
  expect(await openssl(dot, '-tls1_2', '-sess_in', session)).toMatch(/Reused, TLSv1\.2/)
})

const tlsTo = async (bind: number, servername: string, localAddress = '127.0.0.1'): Promise<TLSSocket> => {
  const socket = connect({
    port: proxy.ports[bind]!,
    servername,
    localAddress,
    rejectUnauthorized: false,
  } as never)
  await once(socket, 'secureConnect')
  return socket
}

test('other certificates are taken on reload, and connections stay', async () => {
  const socket = await tlsTo(dot, 'one.example.com')
  const before = socket.getPeerCertificate().fingerprint256
  const renewed = files.make('renewed', ['one.example.com'])
  copyFileSync(renewed.certificate, first.certificate)
  copyFileSync(renewed.key, first.key)
  await proxy.reload(settings())
  const another = await tlsTo(dot, 'one.example.com')
  expect(another.getPeerCertificate().fingerprint256).not.toBe(before)
  another.destroy()
  socket.write(tcpFrame(query('www.test', 'A', { id: 5 })))
  const [octets] = (await once(socket, 'data')) as [Buffer]
  expect(readMessage(octets.subarray(2)).id).toBe(5)
  socket.destroy()
})

test('who may not ask gets no handshake', async () => {
  const before = await proxy.counters()
  for (const bind of [dot, doh]) await expect(tlsTo(bind, 'one.example.com', '127.0.0.2')).rejects.toThrow()
  expect((await proxy.counters()).queries).toBe(before.queries)
})

/** A request over HTTP/1.1. */
async function http(method: string, path: string, body?: Buffer, type = 'application/dns-message') {
  const sent = request({
    port: proxy.ports[doh],
    host: '127.0.0.1',
    rejectUnauthorized: false,
    method,
    path,
    headers: { ...(body && { 'content-type': type, 'content-length': body.length }) },
  })
  sent.end(body)
  const [response] = await once(sent, 'response')
  const octets: Buffer[] = []
  for await (const chunk of response) octets.push(chunk as Buffer)
  return { status: response.statusCode as number, headers: response.headers, body: Buffer.concat(octets) }
}
const asked = query('www.test', 'A', { id: 0 })
const get = (octets: Buffer): string => `/dns-query?dns=${octets.toString('base64url')}`

test.each([
  ['POST', 'POST', '/dns-query', asked, undefined, 200],
  ['GET', 'GET', get(asked), undefined, undefined, 200],
  ['GET without a query', 'GET', '/dns-query', undefined, undefined, 400],
  ['GET of what is not base64', 'GET', '/dns-query?dns=%%%', undefined, undefined, 400],
  ['GET of half a header', 'GET', get(Buffer.alloc(5)), undefined, undefined, 400],
  ['POST of another type', 'POST', '/dns-query', asked, 'text/plain', 415],
  ['POST of too much', 'POST', '/dns-query', Buffer.alloc(70_000), undefined, 413],
  ['PUT', 'PUT', '/dns-query', asked, undefined, 405],
  ['another path', 'GET', '/', undefined, undefined, 404],
] as const)('HTTP/1.1: %s', async (_what, method, path, body, type, status) => {
  const response = await http(method, path, body, type)
  expect(response.status).toBe(status)
  if (status !== 200) return
  expect(response.headers['content-type']).toBe('application/dns-message')
  expect(response.headers['cache-control']).toMatch(/max-age=\d+/)
  expect(readMessage(response.body).packet.answers).toMatchObject([{ data: '192.0.2.1' }])
})
