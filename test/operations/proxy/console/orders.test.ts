// The console over TCP: who knows the key is served, and nobody else; and what orders take.
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { createServer } from 'node:tls'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { DnsctlError } from '../../../../src/base/errors.ts'
import type { SchemaValue } from '../../../../src/config/schema-value.ts'
import { parseEndpoint } from '../../../../src/net/address.ts'
import { createConsoleClient } from '../../../../src/operations/proxy/console/connect-console.ts'
import { consoleTls } from '../../../../src/operations/proxy/console/console-tls.ts'
import {
  type ConsoleListener,
  listenConsole,
} from '../../../../src/operations/proxy/console/listen-console.ts'
import { createOrders } from '../../../../src/operations/proxy/console/orders.ts'
import { keepOrders } from '../../../../src/operations/proxy/keep-orders.ts'
import type { ProxyControl } from '../../../../src/proxy/control.ts'
import type { consoleSchema } from '../../../../src/proxy/settings/console.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const otherKey = Buffer.alloc(32, 8).toString('base64')

/** A control of which only what a test needs is there. */
const controlOf = (parts: Partial<ProxyControl> = {}) =>
  ({ delta: () => 'same', changes: () => [], ...parts }) as ProxyControl

const settings: SchemaValue<typeof consoleSchema> = {
  socket: 'none',
  listen_address: '127.0.0.1:0',
  key,
  acl: ['127.0.0.1'],
  maximum_output_size: 1024,
  log_connections: true,
  max_concurrent_connections: 4,
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

async function listen(changed: Partial<typeof settings> = {}, control = controlOf()) {
  const log: string[] = []
  const who: string[] = []
  const listener = await listenConsole(
    { ...settings, ...changed },
    {
      ordersOf(by) {
        who.push(by)
        return createOrders(control)
      },
      log: text => log.push(text),
    },
  )
  open.push(listener)
  return { listener, log, who }
}

function client({ address }: Pick<ConsoleListener, 'address'>, givenKey = key) {
  const made = createConsoleClient({ endpoint: parseEndpoint(address, 0), key: givenKey })
  open.push(made)
  return made
}

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    result => `done: ${JSON.stringify(result)}`,
    (error: unknown) => (error instanceof DnsctlError ? error.message : `other: ${error}`),
  )

describe('over TCP', () => {
  test('who knows the key is served, over one connection, and logged', async () => {
    const { listener, log, who } = await listen()
    const { ask, close } = client(listener)
    expect(await Promise.all([ask('delta'), ask('changes')])).toEqual(['same', []])
    expect(await ask('delta')).toBe('same')
    close()
    await vi.waitFor(() => expect(log).toHaveLength(2), { timeout: 20_000 })
    expect(who).toEqual([expect.stringMatching(/^console from 127\.0\.0\.1:\d+$/)])
    expect(log).toEqual([
      expect.stringMatching(/^console: 127\.0\.0\.1:\d+ has connected$/),
      expect.stringMatching(/^console: 127\.0\.0\.1:\d+ has gone$/),
    ])
  })

  test('another key is refused, and no order is carried out', async () => {
    const delta = vi.fn(() => 'same')
    const { listener, log } = await listen({}, controlOf({ delta }))
    expect(await messageOf(client(listener, otherKey).ask('delta'))).toMatch(
      /^proxy-unreachable: no proxy answers on .*: the key is not that of the proxy$/,
    )
    await vi.waitFor(
      () => expect(log).toEqual([expect.stringContaining('did not prove that it knows the key')]),
      { timeout: 20_000 },
    )
    expect(delta).not.toHaveBeenCalled()
  })

  test('an order without TLS is not read', async () => {
    const delta = vi.fn(() => 'same')
    const { listener } = await listen({}, controlOf({ delta }))
    const { port } = parseEndpoint(listener.address, 0)
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.on('error', () => {})
    socket.write('{"order":"delta"}\n')
    await once(socket, 'close')
    expect(delta).not.toHaveBeenCalled()
  })

  test('addresses that may not connect are cut off', async () => {
    const { listener, log } = await listen({ acl: ['192.0.2.0/24', '::1'] })
    expect(await messageOf(client(listener).ask('delta'))).toMatch(/^proxy-unreachable: /)
    expect(log).toEqual([expect.stringMatching(/may not connect$/)])
  })

  test('a server that does not know the key gets no order', async () => {
    const server = createServer({ ...consoleTls, pskCallback: () => Buffer.alloc(32, 9) })
    const heard = vi.fn()
    server.on('secureConnection', heard)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    open.push(server)
    const { port } = server.address() as { port: number }
    const message = await messageOf(client({ address: `127.0.0.1:${port}` }).ask('delta'))
    expect(message).toMatch(/^proxy-unreachable: /)
    expect(heard).not.toHaveBeenCalled()
  })

  test('more connections than there may be are turned away', async () => {
    const { listener } = await listen({ max_concurrent_connections: 1 })
    const first = client(listener)
    expect(await first.ask('delta')).toBe('same')
    expect(await messageOf(client(listener).ask('delta'))).toMatch(/^proxy-unreachable: /)
    expect(await first.ask('delta')).toBe('same')
  })

  test('an answer that is too large is refused, and the next one is given', async () => {
    const { listener } = await listen({}, controlOf({ configuration: () => 'x'.repeat(2000) }))
    const { ask } = client(listener)
    expect(await messageOf(ask('configuration', { showsSecrets: false }))).toMatch(
      /^proxy-answer-too-large: .* 2013 octets, above the 1024 of /,
    )
    expect(await ask('delta')).toBe('same')
  })

  test('a client connects again to a proxy that was started anew', async () => {
    const first = await listen()
    const { ask } = client(first.listener)
    await ask('delta')
    open.splice(open.indexOf(first.listener), 1)
    await first.listener.close()
    await vi.waitFor(async () => expect(await messageOf(ask('delta'))).toMatch(/ECONNREFUSED$/), {
      timeout: 20_000,
    })
    await listen({ listen_address: first.listener.address })
    expect(await ask('delta')).toBe('same')
  })

  test('nobody there, and an address in use, are told of', async () => {
    const { listener } = await listen()
    expect(await messageOf(client({ address: '127.0.0.1:1' }).ask('delta'))).toBe(
      'proxy-unreachable: no proxy answers on 127.0.0.1:1: ECONNREFUSED',
    )
    await expect(listen({ listen_address: listener.address })).rejects.toThrow(/^listen-in-use: /)
  })
})

test('another key that is put into force counts from then on', async () => {
  const log: string[] = []
  const kept = await keepOrders(
    { ...settings, log_connections: false },
    {
      controlOf: () => controlOf(),
      log: text => log.push(text),
      onProblem: error => log.push(String(error)),
    },
  )
  open.push(kept)
  const address = log[0]!.split(' ').at(-1)!
  const { ask } = client({ address })
  expect(await ask('delta')).toBe('same')
  const next = { ...settings, log_connections: false, listen_address: address, key: otherKey }
  await kept.configure(next)
  expect(await messageOf(ask('delta'))).toMatch(/the key is not that of the proxy|has ended/)
  expect(await client({ address }, otherKey).ask('delta')).toBe('same')
  await kept.configure(next)
  await kept.configure({ ...next, listen_address: '' })
  expect(await messageOf(client({ address }, otherKey).ask('delta'))).toMatch(/ECONNREFUSED$/)
  expect(log).toHaveLength(2)
})

describe('orders', () => {
  const calls: unknown[] = []
  const noted =
    (result?: unknown) =>
    (...given: unknown[]): never => {
      calls.push(given)
      return result as never
    }
  const orders = createOrders(
    controlOf({
      top: noted([]),
      flush: noted(3),
      addRule: noted(Promise.resolve('id')),
      setServerMode: noted(1),
      *cacheEntries() {
        for (let i = 0; ; i++)
          yield { name: `${i}.example.`, type: 65_280, ttl: 1, rcode: 0, octets: 9, isStream: false }
      },
      report: () => ({
        version: '1',
        uptime: 1,
        binds: [],
        acl: [],
        counters: {},
        latencies: [{ upTo: Number.POSITIVE_INFINITY, count: 1 }],
      }),
    }),
  )
  const called = async (order: string, given?: unknown) => {
    calls.length = 0
    const result = await orders[order]!(given)
    return { given: calls[0], result }
  }

  test('are carried out with what is given', async () => {
    expect(await called('top', { kind: 'slow', count: 2, labels: 1 })).toEqual({
      given: ['slow', 2, 1],
      result: [],
    })
    expect(await called('flush', { name: 'a', isSuffix: true, type: 'aaaa' })).toEqual({
      given: [undefined, { name: 'a', isSuffix: true, type: 28 }],
      result: { entries: 3 },
    })
    expect(await called('addRule', { chain: 'query_rules', rule: {}, at: 0 })).toEqual({
      given: ['query_rules', {}, 0],
      result: { id: 'id' },
    })
  })

  test('list a bounded number of entries, and have JSON for all numbers', async () => {
    const { result } = await called('cacheEntries', { pool: '', count: 2 })
    expect(result).toMatchObject({ entries: [{ type: 'TYPE65280' }, { name: '1.example.' }], isCut: true })
    expect((await called('report')).result).toMatchObject({ latencies: [{ upTo: null, count: 1 }] })
  })

  test.each<[string, unknown, string]>([
    ['top', undefined, 'what is given is not '],
    ['top', { kind: 'all', count: 1, labels: 0 }, '"kind" is not '],
    ['top', { kind: 'slow', labels: 0 }, '"count" is missing'],
    ['top', { kind: 'slow', count: 1e9, labels: 0 }, '"count" is not '],
    ['setServer', { server: 'a', mode: 'off' }, '"mode" is not '],
    ['setServer', { server: 'a', mode: 'up', also: 1 }, '"also" is not known'],
    ['addRule', { chain: 'query_rules', rule: 'x' }, '"rule" is not '],
    ['grep', { patterns: [], count: 1 }, '"patterns" is not '],
  ])('%s is refused with %j', async (order, given, message) => {
    await expect(called(order, given)).rejects.toThrow(`proxy-order-invalid: ${order}: ${message}`)
    expect(calls).toEqual([])
  })
})
