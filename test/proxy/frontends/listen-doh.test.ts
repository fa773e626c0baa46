// DNS over HTTPS: both versions of HTTP, the form of requests, what proxies in front say, and the limits.
import { once } from 'node:events'
import { request as request1 } from 'node:http'
import { type ClientHttp2Session, connect as connect2, constants, type IncomingHttpHeaders } from 'node:http2'
import { request as requestSecure } from 'node:https'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { decode, encode } from 'dns-packet'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { listenStream, type StreamListener } from '../../../src/proxy/frontends/listen-stream.ts'
import type { StreamLimits } from '../../../src/proxy/settings/stream-limits.ts'
import type { Transaction } from '../../../src/proxy/transaction.ts'
import { type Pair, type TestCertificates, testCertificates } from './certificates.ts'
import { echo, type FakeSite, fakeSite, hold, query } from './fake-site.ts'
import { bindSettings, streamLimits } from './settings.ts'

const patience = { timeout: 20_000, interval: 5 }
let files: TestCertificates
let pair: Pair
beforeAll(() => {
  files = testCertificates()
  pair = files.make('one', ['dns.example.com'])
})
afterAll(() => files.remove())

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Opened {
  readonly listener: StreamListener
  readonly site: FakeSite
  readonly isSecure: boolean
}

async function listen(
  doh: Record<string, unknown> = {},
  { isSecure = false, limits = {} as Partial<StreamLimits>, tcp = {} } = {},
): Promise<Opened> {
  const site = fakeSite()
  const tls = { certificates: isSecure ? [pair] : [] }
  const settings = bindSettings({ protocol: 'DoH', doh, tls, tcp })
  const endpoint = { host: '127.0.0.1', port: 0 }
  const listener = await listenStream({ number: 2, endpoint, settings }, site, streamLimits(limits))
  closers.push(() => listener.close())
  return { listener, site, isSecure }
}

interface Request {
  readonly method?: string
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array
}

interface Response {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

async function by1({ listener, isSecure }: Opened, { body, ...request }: Request): Promise<Response> {
  const { port } = listener.endpoint
  const send = isSecure ? requestSecure : request1
  const made = send({ host: '127.0.0.1', port, agent: false, rejectUnauthorized: false, ...request } as never)
  const answered = once(made, 'response')
  made.end(body)
  const [response] = await answered
  return { status: response.statusCode, headers: response.headers, body: await bodyOf(response) }
}

function session({ listener, isSecure }: Opened): ClientHttp2Session {
  const scheme = isSecure ? 'https' : 'http'
  const made = connect2(`${scheme}://127.0.0.1:${listener.endpoint.port}`, {
    rejectUnauthorized: false,
    servername: 'dns.example.com',
  } as never)
  made.on('error', () => {})
  closers.push(() => made.destroy())
  return made
}

async function on2(
  client: ClientHttp2Session,
  { method = 'GET', path = '/', headers, body }: Request,
): Promise<Response> {
  const stream = client.request({ ':method': method, ':path': path, ...headers })
  const answered = once(stream, 'response')
  stream.end(body)
  const [head] = await answered
  return { status: head[':status'], headers: head, body: await bodyOf(stream) }
}

const by2 = (opened: Opened, request: Request): Promise<Response> => on2(session(opened), request)

const asked = query('www.example.com', 0)
const dns = { 'content-type': 'application/dns-message' }
const url = (octets: Uint8Array, path = '/dns-query'): string =>
  `${path}?dns=${Buffer.from(octets).toString('base64url')}`
const get: Request = { method: 'GET', path: url(asked) }
const post: Request = { method: 'POST', path: '/dns-query', headers: dns, body: asked }

const ways = [
  { version: '1.1', isSecure: false, send: by1 },
  { version: '1.1', isSecure: true, send: by1 },
  { version: '2', isSecure: false, send: by2 },
  { version: '2', isSecure: true, send: by2 },
]

test.each(ways)(
  'HTTP/$version with TLS $isSecure answers GET and POST',
  async ({ version, isSecure, send }) => {
    const opened = await listen({}, { isSecure })
    const seen: unknown[] = []
    opened.site.onQuery = t => {
      const { method, path, scheme, queryString, headers } = t.http!
      seen.push([t.transport, t.bind, method, path, scheme, queryString !== '', headers.get('x-of-ours')])
      echo(t)
    }
    for (const request of [get, post]) {
      const { status, headers, body } = await send(opened, {
        ...request,
        headers: { ...request.headers, 'x-of-ours': 'yes' },
      })
      expect(status).toBe(200)
      expect(headers).toMatchObject({
        'content-type': 'application/dns-message',
        'cache-control': 'max-age=0',
      })
      expect(decode(body)).toMatchObject({ type: 'response', questions: [{ name: 'www.example.com' }] })
    }
    const scheme = isSecure ? 'https' : 'http'
    expect(seen).toEqual([
      [3, 2, 'GET', '/dns-query', scheme, true, 'yes'],
      [3, 2, 'POST', '/dns-query', scheme, false, 'yes'],
    ])
    const { http1Requests, http2Requests, answers } = opened.listener.report()
    expect([http1Requests, http2Requests, answers]).toEqual(version === '2' ? [0, 2, 2] : [2, 0, 2])
  },
)

const malformed: readonly (Request & { readonly what: string; readonly status: number })[] = [
  { what: 'another path', method: 'GET', path: url(asked, '/other'), status: 404 },
  { what: 'a path below', method: 'GET', path: url(asked, '/dns-query/below'), status: 404 },
  { what: 'another method', method: 'PUT', path: '/dns-query', headers: dns, body: asked, status: 405 },
  { what: 'HEAD', method: 'HEAD', path: url(asked), status: 405 },
  { what: 'no query', method: 'GET', path: '/dns-query', status: 400 },
  { what: 'an empty query', method: 'GET', path: '/dns-query?dns=', status: 400 },
  { what: 'base64 of the other alphabet', method: 'GET', path: '/dns-query?dns=ab%2Bcd', status: 400 },
  { what: 'base64 of no length', method: 'GET', path: '/dns-query?dns=abcde', status: 400 },
  { what: 'less than a header', method: 'GET', path: url(asked.subarray(0, 11)), status: 400 },
  { what: 'a cut query', method: 'GET', path: url(asked.subarray(0, 20)), status: 400 },
  { what: 'an answer', method: 'GET', path: url(encode({ type: 'response' })), status: 400 },
  { what: 'another content', ...post, headers: { 'content-type': 'text/plain' }, status: 415 },
  { what: 'content of no kind', ...post, headers: {}, status: 415 },
  { what: 'an empty body', ...post, body: new Uint8Array(), status: 400 },
  { what: 'too large a body', ...post, body: new Uint8Array(65_536), status: 413 },
  {
    what: 'what is said to be too large',
    ...post,
    headers: { ...dns, 'content-length': '99999' },
    body: new Uint8Array(99_999),
    status: 413,
  },
]

test.each(malformed)('$what is answered with status $status', async ({ what: _, status, ...request }) => {
  const opened = await listen()
  const drop = (t: Transaction): void => t.requester.drop(t)
  opened.site.onQuery = drop
  for (const send of [by1, by2]) expect((await send(opened, request)).status).toBe(status)
})

test('what a rule drops is answered with 403, and a body may be as long as a message', async () => {
  const opened = await listen()
  opened.site.onQuery = t => t.requester.drop(t)
  const body = Buffer.concat([asked, new Uint8Array(65_535 - asked.length)])
  for (const send of [by1, by2])
    for (const request of [get, { ...post, body }]) expect((await send(opened, request)).status).toBe(403)
  expect(opened.listener.report().inFlight).toBe(0)
})

test.each(ways)(
  'HTTP/$version with TLS $isSecure has statuses that rules decide',
  async ({ isSecure, send }) => {
    const opened = await listen({}, { isSecure })
    const answered = (status: number, body: string) => {
      opened.site.onQuery = t => {
        t.decided.httpAnswer = { status, body: Buffer.from(body), contentType: 'text/html' }
        echo(t)
      }
      return send(opened, get)
    }
    expect(await answered(200, '<p>')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<p>'),
    })
    expect(await answered(307, 'https://example.com/')).toMatchObject({
      status: 307,
      headers: { location: 'https://example.com/' },
      body: Buffer.alloc(0),
    })
    const refused = await answered(451, 'no')
    expect(refused).toMatchObject({ status: 451, body: Buffer.from('no') })
    expect(refused.headers['content-type']).toBe('text/plain; charset=utf-8')
  },
)

test('caches are told the smallest TTL, unless they are not to be', async () => {
  const answer = encode({
    type: 'response',
    questions: [{ name: 'www.example.com', type: 'A' }],
    answers: [300, 60, 900].map(ttl => ({
      name: 'www.example.com',
      type: 'A' as const,
      ttl,
      data: '192.0.2.1',
    })),
  })
  const onQuery = (t: Transaction): void => {
    t.message = answer
    t.length = answer.length
    t.requester.answer(t)
  }
  const opened = await listen()
  opened.site.onQuery = onQuery
  expect((await by2(opened, get)).headers['cache-control']).toBe('max-age=60')
  const silent = await listen({ send_cache_control_headers: false })
  silent.site.onQuery = onQuery
  expect((await by2(silent, get)).headers['cache-control']).toBeUndefined()
})

test('paths, headers and responses are as configured', async () => {
  const opened = await listen({
    paths: ['/', '/dns'],
    exact_path_matching: false,
    server_tokens: 'example',
    custom_response_headers: [{ key: 'Link', value: '<https://example.com/>' }],
    responses_map: [
      { expression: '^/about$', status: 307, content: 'https://example.com/about' },
      {
        expression: '^/page$',
        status: 200,
        content: 'a page',
        headers: [{ key: 'Content-Type', value: 'text/html' }],
      },
      { expression: '^/gone$', status: 204, content: '' },
    ],
  })
  for (const send of [by1, by2]) {
    const answer = await send(opened, { ...get, path: url(asked, '/dns/below') })
    expect([answer.status, answer.headers.server, answer.headers.link]).toEqual([
      200,
      'example',
      '<https://example.com/>',
    ])
    const about = await send(opened, { method: 'GET', path: '/about' })
    expect([about.status, about.headers.location, about.headers.link]).toEqual([
      307,
      'https://example.com/about',
      '<https://example.com/>',
    ])
    const page = await send(opened, { method: 'GET', path: '/page?x=1' })
    expect([page.body.toString(), page.headers['content-type'], page.headers.link]).toEqual([
      'a page',
      'text/html',
      undefined,
    ])
    expect((await send(opened, { method: 'GET', path: '/gone' })).status).toBe(204)
  }
})

test('an expression that is none is named', async () => {
  const responses_map = [{ expression: '(', status: 200, content: '' }]
  await expect(listen({ responses_map })).rejects.toMatchObject({ code: 'proxy-rule-invalid' })
})

const forwarded = [
  { trusts: true, header: '203.0.113.9, 192.0.2.7', client: '192.0.2.7', status: 200 },
  { trusts: true, header: '192.0.2.7:4711', client: '192.0.2.7', status: 200 },
  { trusts: true, header: '[2001:db8::7]:4711', client: '2001:db8::7', status: 200 },
  { trusts: true, header: '2001:db8::7', client: '2001:db8::7', status: 200 },
  { trusts: true, header: undefined, client: '127.0.0.1', status: 200 },
  { trusts: true, header: '192.0.2.7, 203.0.113.9', client: undefined, status: 403 },
  { trusts: true, header: '192.0.2.7, unknown', client: undefined, status: 403 },
  { trusts: true, header: '', client: undefined, status: 403 },
  { trusts: false, header: '203.0.113.9', client: '127.0.0.1', status: 200 },
]

test.each(forwarded)(
  'with trust $trusts, "$header" makes $client the client',
  async ({ trusts, header, client, status }) => {
    const opened = await listen({ trust_forwarded_for_header: trusts })
    const seen: string[] = []
    const textOf = (words: Int32Array): string =>
      words[2] === 0xffff
        ? [24, 16, 8, 0].map(shift => (words[3]! >>> shift) & 0xff).join('.')
        : `2001:db8::${words[3]}`
    opened.site.isAllowed = words => textOf(words) !== '203.0.113.9'
    opened.site.onQuery = t => {
      seen.push(textOf(t.client))
      echo(t)
    }
    const headers = header === undefined ? {} : { 'x-forwarded-for': header }
    expect((await by2(opened, { ...get, headers })).status).toBe(status)
    expect(seen).toEqual(client ? [client] : [])
  },
)

test('who is not in the ACL gets nothing, or a status where that is wanted', async () => {
  const early = await listen()
  early.site.isOpen = false
  await expect(by1(early, get)).rejects.toThrow()
  expect(early.listener.report()).toMatchObject({ aclDrops: 1, accepted: 0 })
  const late = await listen({
    early_acl_drop: false,
    responses_map: [{ expression: '.', status: 200, content: '' }],
  })
  late.site.isOpen = false
  for (const send of [by1, by2]) expect((await send(late, get)).status).toBe(403)
})

test('an ACL that changes counts for connections that are there', async () => {
  const opened = await listen({}, { isSecure: true })
  const client = session(opened)
  expect((await on2(client, get)).status).toBe(200)
  opened.site.isOpen = false
  expect((await on2(client, get)).status).toBe(403)
})

test('streams of one session are answered in any order, as many as may be in flight', async () => {
  const opened = await listen({}, { tcp: { max_in_flight_queries: 3 } })
  opened.site.onQuery = hold(opened.site)
  const client = session(opened)
  await once(client, 'remoteSettings')
  expect(client.remoteSettings.maxConcurrentStreams).toBe(3)
  const answers = [1, 2, 3, 4].map(() => on2(client, get))
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(3), patience)
  const waiting = opened.site.waiting.splice(0).reverse()
  for (const t of waiting) echo(t)
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(1), patience)
  echo(opened.site.waiting[0]!)
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
})

test('streams that are reset at once do not add to what waits', async () => {
  const opened = await listen({}, { tcp: { max_in_flight_queries: 4 } })
  opened.site.onQuery = hold(opened.site)
  const client = session(opened)
  await once(client, 'remoteSettings')
  for (let i = 0; i < 40; i++) {
    const stream = client.request({ ':method': 'GET', ':path': url(asked) })
    stream.on('error', () => {})
    await new Promise(setImmediate)
    stream.close(constants.NGHTTP2_CANCEL)
  }
  await vi.waitFor(() => expect(opened.listener.report().http2Requests).toBeGreaterThan(10), patience)
  expect(opened.site.waiting).toHaveLength(4)
  for (const t of opened.site.waiting) echo(t)
  await vi.waitFor(() => expect(opened.listener.report().inFlight).toBe(0), patience)
})

test('a body that does not come in time is given up', async () => {
  const opened = await listen()
  const { port } = opened.listener.endpoint
  const socket = connectTcp(port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.write(
    `POST /dns-query HTTP/1.1\r\nhost: x\r\ncontent-type: application/dns-message\r\ncontent-length: 40\r\n\r\nabc`,
  )
  await vi.waitFor(() => expect(opened.listener.report().http1Requests).toBe(1), patience)
  opened.site.ms += 5100
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /)
  await once(socket, 'close')
})

const slow = ['', 'PRI * HT', 'GET /dns-query HTTP/1.1\r\nx: ', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']
test.each(slow)('who begins with "%s" and then drips is cut off', async begin => {
  const opened = await listen()
  const socket = connectTcp(opened.listener.endpoint.port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.on('error', () => {})
  socket.resume()
  socket.write(begin)
  await vi.waitFor(() => expect(opened.listener.report().connections).toBe(1), patience)
  opened.site.ms += 5100
  await once(socket, 'close')
  expect(opened.listener.report().receiveTimeouts).toBe(1)
})

test.each(ways)(
  'a connection of HTTP/$version with TLS $isSecure that idles is ended',
  async ({ version, isSecure }) => {
    const opened = await listen({ idle_timeout: 20 }, { isSecure })
    if (version === '2') {
      const client = session(opened)
      await on2(client, get)
      opened.site.ms += 20_100
      await once(client, 'close')
    } else {
      const options = { port: opened.listener.endpoint.port, host: '127.0.0.1', rejectUnauthorized: false }
      const socket = isSecure ? connectTls(options) : connectTcp(options)
      closers.push(() => socket.destroy())
      socket.write(`GET ${get.path} HTTP/1.1\r\nhost: dns.example.com\r\n\r\n`)
      await once(socket, 'data')
      opened.site.ms += 20_100
      await once(socket, 'end')
    }
    expect(opened.listener.report().idle).toBe(1)
    await vi.waitFor(() => expect(opened.listener.report().connections).toBe(0), patience)
  },
)

test('what is not HTTP is answered with 400', async () => {
  const opened = await listen()
  const socket = connectTcp(opened.listener.endpoint.port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.write('\x00\x1d\x00\x00 nonsense\r\n\r\n')
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /)
})

test('closing answers what waits', async () => {
  const opened = await listen({}, { isSecure: true })
  opened.site.onQuery = hold(opened.site)
  const answer = by2(opened, get)
  await vi.waitFor(() => expect(opened.site.waiting).toHaveLength(1), patience)
  const closed = opened.listener.close()
  setImmediate(() => echo(opened.site.waiting[0]!))
  expect((await answer).status).toBe(200)
  await closed
})
