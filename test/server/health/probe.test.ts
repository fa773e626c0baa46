import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, test } from 'vitest'
import type { ProbeCheck } from '../../../src/dns/routing.ts'
import { probeServer } from '../../../src/server/health/probe.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

const listening = (server: Server | ReturnType<typeof createTcpServer>): Promise<number> =>
  new Promise(resolve => {
    open.push(server)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
const serving = (answer: RequestListener): Promise<number> => listening(createServer(answer))

const check = (port: number, more: Partial<ProbeCheck> = {}): ProbeCheck => ({
  type: 'http',
  name: 'shop',
  address: '127.0.0.1',
  port,
  interval: 30,
  timeout: 5,
  failures: 3,
  successes: 3,
  ...more,
})
const probe = (of: ProbeCheck) => probeServer(of, new AbortController().signal)

describe('HTTP', () => {
  it.each([
    [200, true],
    [204, true],
    [301, true],
    [399, true],
    [400, false],
    [404, false],
    [503, false],
  ])('takes the status %i for good: %s', async (status, isGood) => {
    const port = await serving((_request, response) => response.writeHead(status).end())
    expect(await probe(check(port))).toEqual({ isGood, detail: `HTTP status ${status}` })
  })

  it('asks for the path of the host', async () => {
    let asked: (string | undefined)[] = []
    const port = await serving((request, response) => {
      asked = [request.method, request.url, request.headers.host]
      response.end()
    })
    await probe(check(port, { host: 'shop.example.com', path: '/healthz?full=1' }))
    expect(asked).toEqual(['GET', '/healthz?full=1', `shop.example.com:${port}`])
  })

  it.each([
    ['all is well', true],
    [`${'x'.repeat(5100)}well`, true],
    [`${'x'.repeat(5118)}well`, false],
    ['nothing', false],
  ])('finds the text in the first 5,120 octets only (%#)', async (body, isGood) => {
    const port = await serving((_request, response) => response.end(body))
    expect(await probe(check(port, { contains: 'well' }))).toMatchObject({ isGood })
  })

  it('does not wait for a body without end', async () => {
    const port = await serving((_request, response) => response.write('x'.repeat(6000)))
    expect(await probe(check(port, { contains: 'well' }))).toMatchObject({ isGood: false })
  })

  it('gives up after its time', async () => {
    const port = await serving(() => {})
    expect(await probe(check(port, { timeout: 0.05 }))).toEqual({
      isGood: false,
      detail: 'no answer within 0.05 s',
    })
  })

  const answering = (octets: string): Promise<number> =>
    listening(createTcpServer((socket: Socket) => void socket.on('error', () => {}).write(octets)))

  it.each([
    ['is no HTTP', '220 mail\r\n'],
    ['goes over to another protocol', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n'],
    ['has more in its head than anybody needs', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['announces answers without end', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1000)],
  ])('takes for bad what %s', async (_what, octets) => {
    expect(await probe(check(await answering(octets), { timeout: 0.2 }))).toMatchObject({ isGood: false })
  })

  it('says in one line why TLS fails', async () => {
    const { isGood, detail } = await probe(check(await answering('220 mail\r\n'), { type: 'https' }))
    expect([isGood, detail]).toEqual([false, expect.stringMatching(/^[^\n]*wrong version number[^\n]*$/)])
  })
})

test('TCP takes a connection for good, and a refused one for bad', async () => {
  const server = createTcpServer((socket: Socket) => void socket.destroy())
  const port = await listening(server)
  expect(await probe(check(port, { type: 'tcp' }))).toEqual({ isGood: true, detail: 'connected' })
  const { address: _, ...byName } = check(port, { type: 'tcp', host: 'localhost' })
  expect(await probe(byName)).toEqual({ isGood: true, detail: 'connected' })
  await new Promise(resolve => server.close(resolve))
  expect(await probe(check(port, { type: 'tcp' }))).toMatchObject({
    isGood: false,
    detail: expect.stringContaining('ECONNREFUSED'),
  })
})
