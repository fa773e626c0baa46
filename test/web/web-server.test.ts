import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { hostile } from './fake-proxy.ts'
import { byKey, byPassword, type RunningWeb, startWeb } from './running-web.ts'

const patience = { timeout: 20_000 }
let web: RunningWeb
afterEach(() => web?.close())

test.each(['/', '/nothing', '/metrics', '/api/v1/rules', '/api/v1/nothing'])(
  'browsers are told to be careful with %s',
  async path => {
    web = await startWeb()
    for (const headers of [{}, byKey]) {
      const answer = await web.ask('GET', path, headers)
      expect(answer.headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
        ),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      expect(answer.headers['content-security-policy']).not.toContain('unsafe')
      expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
    }
  },
)

test('headers of the settings are added, replace ours, and leave one out', async () => {
  web = await startWeb({
    custom_headers: [
      { key: 'x-frame-options', value: 'SAMEORIGIN' },
      { key: 'X-Ours', value: 'yes' },
      { key: 'Referrer-Policy', value: '' },
    ],
  })
  const { headers } = await web.ask('GET', '/metrics', byKey)
  expect([headers['x-frame-options'], headers['x-ours'], headers['referrer-policy']]).toEqual([
    'SAMEORIGIN',
    'yes',
    undefined,
  ])
})

test('hostile texts are told as JSON, which nothing takes for HTML', async () => {
  web = await startWeb()
  const { headers, text } = await web.ask('GET', '/api/v1/rules', byKey)
  expect(headers['content-type']).toBe('application/json')
  expect((JSON.parse(text) as { name: string }[])[0]!.name).toBe(hostile)
})

test('HEAD has the headers alone', async () => {
  web = await startWeb()
  const { status, headers, text } = await web.ask('HEAD', '/metrics', byKey)
  expect([status, headers['content-length'], text]).toEqual([200, '5', ''])
})

test('who may not connect hears nothing', async () => {
  web = await startWeb({}, { isAllowed: address => address !== '127.0.0.1' })
  await expect(web.ask('GET', '/metrics', byKey)).rejects.toThrow(/ECONNRESET|socket hang up/)
})

describe('what is no request of HTTP', () => {
  /** Sends octets; what comes until the connection ends. */
  async function send(octets: string): Promise<string> {
    const socket = connect(web.port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1').on('data', part => {
      text += part
    })
    socket.on('error', () => {})
    socket.write(octets)
    await once(socket, 'close')
    return text
  }

  test.each<[string, string, RegExp]>([
    ['nonsense', '\u0000\u0001\u0002\r\n\r\n', /^HTTP\/1.1 400 /],
    ['a long head', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1.1 431 /],
    [
      'two lengths',
      'POST /api/v1/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      /^HTTP\/1.1 400 /,
    ],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /],
    [
      'a request for a proxy',
      'GET http://example.com/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      /^HTTP\/1.1 421 /,
    ],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', /^$/],
    ['a line end in a name', 'GET /a\rb HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1.1 400 /],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1.1 400 /],
  ])('%s', async (_what, octets, answer) => {
    web = await startWeb()
    expect(await send(octets)).toMatch(answer)
    expect((await web.ask('GET', '/metrics', byKey)).status).toBe(200)
    expect(web.faults).toEqual([])
  })

  test('a body that ends early is no fault of ours', async () => {
    web = await startWeb()
    const socket = connect(web.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      'PUT /api/v1/servers/ns1/mode HTTP/1.1\r\nHost: x\r\nX-API-Key: key\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    await vi.waitFor(() => expect(web.asked).toContain('web 127.0.0.1'), patience)
    socket.destroy()
    expect((await web.ask('GET', '/metrics', byKey)).status).toBe(200)
    expect([web.faults, web.proxy.done]).toEqual([[], []])
  })
})

test('connections are so many', async () => {
  web = await startWeb({ max_concurrent_connections: 3 })
  const sockets: Socket[] = []
  let closed = 0
  for (let i = 0; i < 5; i++) {
    const socket = connect(web.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => closed++)
    sockets.push(socket)
  }
  await vi.waitFor(() => expect(closed).toBe(2), patience)
  for (const socket of sockets) socket.destroy()
})

describe('the stream of events', () => {
  const open = async (headers: Record<string, string>): Promise<IncomingMessage> => {
    const sent = get({ host: '127.0.0.1', port: web.port, path: '/api/v1/live', headers, agent: false })
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.on('error', () => {})
    return response.setEncoding('utf8')
  }

  test('tells at once, and each second what was counted', async () => {
    web = await startWeb()
    const response = await open(byPassword)
    let text = ''
    response.on('data', (part: string) => {
      text += part
      web.proxy.counters.queries! += 1000
    })
    const events = () => Array.from(text.matchAll(/^data: (.*)$/gm), ([, json]) => JSON.parse(json!))
    await vi.waitFor(() => expect(events().length).toBeGreaterThan(1), patience)
    expect(response.headers['content-type']).toBe('text/event-stream')
    const [first, second] = events()
    expect(first).toMatchObject({
      isReadWrite: true,
      servers: [{ name: 'ns1' }],
      report: { version: '1.2.3' },
    })
    expect(first.top.names).toHaveLength(1)
    expect(second.sample.rates.queries).toBeGreaterThan(100)
    expect(second.sample.latencies.at(-1)).toEqual({ count: 0 })
    const history = await web.call('GET', '/api/v1/history')
    expect((JSON.parse(history.text) as unknown[]).length).toBeGreaterThan(0)
    response.destroy()
  })

  test('is for so many at once, and for one more when one has gone', async () => {
    web = await startWeb()
    const all = await Promise.all(Array.from({ length: 32 }, () => open(byKey)))
    expect((await open(byKey)).statusCode).toBe(503)
    all[0]!.destroy()
    await vi.waitFor(
      async () => expect((await web.ask('HEAD', '/api/v1/live', byKey)).status).toBe(200),
      patience,
    )
    for (const response of all) response.destroy()
  })

  test('ends with the server', async () => {
    web = await startWeb()
    const response = await open(byKey)
    response.resume()
    const ended = new Promise(resolve => response.on('close', resolve))
    await Promise.all([ended, web.close()])
  })
})
