// The API over HTTP: what it answers to requests that no SDK would send, and how it begins and ends.
import { once } from 'node:events'
import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { listenApi, listenHttp } from '../../../src/server/route53-api/listen.ts'
import { type EndpointOptions, startEndpoint, type TestEndpoint } from './endpoint.ts'

let running: TestEndpoint | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
const start = async (options: EndpointOptions = {}): Promise<TestEndpoint> => {
  running = await startEndpoint({ keys: 'insecure', ...options })
  return running
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends one request. */
async function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  const asking = request(`${running!.url}${path}`, { method, headers, agent: false })
  asking.on('error', () => {})
  asking.end(body)
  const [answer] = await once(asking, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString() }
}

const codeOf = ({ body }: Answer): string | undefined => /<Code>(\w+)<\/Code>/.exec(body)?.[1]
const count = '/2013-04-01/hostedzonecount'

test('an answer has the headers of AWS, with the time of the clock', async () => {
  await start({ clock: () => Date.UTC(2026, 0, 2, 3, 4, 5) })
  const { status, headers } = await ask('GET', count)
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/xml')
  expect(headers.date).toBe('Fri, 02 Jan 2026 03:04:05 GMT')
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
})

test('an error has the id of its request in the header and in the body', async () => {
  await start()
  const { status, headers, body } = await ask('GET', '/nothing')
  expect(status).toBe(404)
  expect(body).toContain(`<RequestId>${headers['x-amzn-requestid']}</RequestId>`)
})

test.each(['HEAD', 'PUT', 'OPTIONS', 'PATCH', 'TRACE'])('%s is no method of the API', async method => {
  await start()
  expect((await ask(method, count)).status).toBe(404)
})

test('a query that is not encoded', async () => {
  await start()
  const answer = await ask('GET', `${count}?a=%zz`)
  expect([answer.status, codeOf(answer)]).toEqual([404, 'MalformedQueryString'])
})

test('a body that is too large is not read to its end, and the next request is answered', async () => {
  await start()
  const answer = await ask('POST', '/2013-04-01/hostedzone', {}, 'x'.repeat(5_000_001))
  expect([answer.status, codeOf(answer), answer.headers.connection]).toEqual([
    413,
    'RequestEntityTooLarge',
    'close',
  ])
  expect((await ask('GET', count)).status).toBe(200)
})

test('one of an unknown key is not read at all', async () => {
  await start({ keys: [{ id: 'KEY', secret: 's' }] })
  const asking = request(`${running!.url}/2013-04-01/hostedzone`, {
    method: 'POST',
    headers: { 'content-length': 1000 },
    agent: false,
  })
  asking.on('error', () => {})
  asking.write('x')
  const [answer] = await once(asking, 'response')
  expect([answer.statusCode, answer.headers.connection]).toEqual([403, 'close'])
  answer.resume()
})

test('what is not HTTP, or breaks off, does no harm', async () => {
  const { url, events } = await start()
  const port = Number(new URL(url).port)
  for (const sent of [
    'hello\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc',
    'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ]) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    socket.end(sent)
    await once(socket, 'close')
  }
  expect((await ask('GET', count)).status).toBe(200)
  expect(events).toEqual([])
})

test('a fault of ours is told, and answered without a word about it', async () => {
  const { store, events } = await start()
  Object.assign(store, {
    zones() {
      throw new Error('the secret reason')
    },
  })
  const answer = await ask('GET', count)
  expect([answer.status, codeOf(answer)]).toEqual([500, 'InternalFailure'])
  expect(answer.body).not.toContain('secret')
  expect(events).toEqual([
    {
      event: 'problem',
      problem: expect.objectContaining({
        code: 'internal-fault',
        message: expect.stringContaining('the secret reason'),
      }),
    },
  ])
})

test('keys are throttled, and told so', async () => {
  await start({ requestsPerSecond: 2, clock: () => 0 })
  const codes = [await ask('GET', count), await ask('GET', count), await ask('GET', count)].map(codeOf)
  expect(codes).toEqual([undefined, undefined, 'Throttling'])
})

describe('without keys, web pages are refused', () => {
  test.each<[string, Record<string, string>, number]>([
    ['no page', {}, 200],
    ['localhost', { host: 'localhost:8053' }, 200],
    ['IPv6', { host: '[::1]:8053' }, 200],
    ['a page', { origin: 'http://example.com' }, 403],
    ['a page of no origin', { origin: 'null' }, 403],
    ['an image of a page', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a name that points here', { host: 'rebound.example.com:8053' }, 403],
  ])('%s', async (_what, headers, status) => {
    await start()
    expect((await ask('GET', count, headers)).status).toBe(status)
  })
})

describe('starting', () => {
  const options = async (more: object) => {
    const { store } = await start()
    return {
      store,
      listen: { host: '127.0.0.1', port: 0 },
      clock: Date.now,
      random: () => new Uint8Array(),
      insyncAfterMs: 0,
      requestsPerSecond: 0,
      keys: 'insecure' as const,
      onEvent: () => {},
      ...more,
    }
  }

  test.each([
    [{ listen: { host: '0.0.0.0', port: 0 } }, 'route53-api-open'],
    [{ listen: { host: '192.0.2.1', port: 0 } }, 'route53-api-open'],
    [{ keys: [] }, 'route53-api-keyless'],
    [{ listen: { host: '192.0.2.1', port: 0 }, keys: [{ id: 'KEY', secret: 's' }] }, 'listen-failed'],
  ])('%j is refused', async (more, code) => {
    await expect(listenApi(await options(more))).rejects.toMatchObject({ code })
  })

  test('a port that is taken', async () => {
    const api = await listenApi(await options({ listen: { host: 'localhost', port: 0 } }))
    await expect(listenApi(await options({ listen: api.endpoint }))).rejects.toMatchObject({
      code: 'listen-in-use',
    })
    await api.close()
  })
})

describe('closing', () => {
  const loopback = { host: '127.0.0.1', port: 0 }

  test('ends the connection of a client that keeps asking', async () => {
    let answers = 0
    const api = await listenHttp(loopback, (_request, response) => void response.end(`${++answers}`))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const next = (): Promise<string | undefined> =>
      new Promise(resolve => {
        const asking = request({ port: api.endpoint.port, agent }, answer => {
          answer.resume()
          answer.once('end', () => resolve(answer.headers.connection))
        })
        asking.once('error', () => resolve('refused'))
        asking.end()
      })
    expect(await next()).toBe('keep-alive')
    const asking = (async () => {
      for (;;) {
        const connection = await next()
        if (connection !== 'keep-alive') return connection
      }
    })()
    await api.close()
    expect(['close', 'refused']).toContain(await asking)
    agent.destroy()
  })

  test('waits for what is being done, even if its client has gone', async () => {
    let done!: () => void
    const work = new Promise<void>(resolve => {
      done = resolve
    })
    let begin!: () => void
    const begun = new Promise<void>(resolve => {
      begin = resolve
    })
    const api = await listenHttp(loopback, () => {
      begin()
      return work
    })
    const socket = connect(api.endpoint.port, api.endpoint.host)
    socket.on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await begun
    socket.destroy()
    let isClosed = false
    const closing = api.close().then(() => {
      isClosed = true
    })
    await once(socket, 'close')
    expect(isClosed).toBe(false)
    done()
    await closing
  })

  test('answers on a connection that stays open end it', async () => {
    let answer!: () => void
    let begin!: () => void
    const begun = new Promise<void>(resolve => {
      begin = resolve
    })
    const api = await listenHttp(loopback, (_request, response) => {
      answer = () => response.end()
      begin()
    })
    const asking = request({ port: api.endpoint.port, agent: new Agent({ keepAlive: true }) })
    asking.end()
    await begun
    const closing = api.close()
    answer()
    const [{ headers }] = await once(asking, 'response')
    expect(headers.connection).toBe('close')
    await closing
  })
})
