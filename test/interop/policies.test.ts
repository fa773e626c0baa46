// Policies, aliases and health checks of the built program: zones that are applied while it serves, dig that asks, and
// servers of loopback that come and go.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { join, resolve } from 'node:path'
import * as sdk from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { nameToWire, parseName } from '../../src/dns/name.ts'
import { askUdp } from './ask.ts'
import { type RunningApi, startApi } from './route53/running-api.ts'

const settings = `
providers:
  local: { type: local }
zones:
  - { files: 'zones/*.yaml', providers: [local] }
serve:
  locations: { FR: [198.51.100.0/24, '2001:db8:f::/48'], DE: [127.0.0.0/8], EU: [203.0.113.0/25] }
  route53_api:
    requests_per_second: 0
    keys: [{ id: ID, secret: the-secret }]
`

type Json = Readonly<Record<string, unknown>>

let api: RunningApi
let client: sdk.Route53Client
/** What was asked of the web server, and what it answers. */
const asked = new Map<string, number>()
let isUp = true
let web: Server
let secure: Server
let closeTcp = (): unknown => undefined
let ports: { readonly web: number; readonly secure: number; readonly tcp: number; readonly none: number }

const dnsctl = (...args: string[]) => api.run(process.execPath, [resolve('bin/run.js'), ...args])

async function applyZone(name: string, zone: Json): Promise<void> {
  writeFileSync(join(api.folder, 'zones', `${name}.yaml`), JSON.stringify({ zone: name, ...zone }))
  const { code, stderr } = await dnsctl('apply', '--yes', name)
  expect(code, stderr).toBe(0)
}

const listening = async (
  server: { listen(port: number, host: string): unknown },
  port = 0,
): Promise<void> => {
  server.listen(port, '127.0.0.1')
  await once(server as Server, 'listening')
}
const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port

beforeAll(async () => {
  api = await startApi(settings)
  mkdirSync(join(api.folder, 'zones'))
  client = new sdk.Route53Client({
    endpoint: api.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'ID', secretAccessKey: 'the-secret' },
  })
  web = createHttpServer((request, response) => {
    const path = request.url ?? ''
    asked.set(path, (asked.get(path) ?? 0) + 1)
    const status = path === '/bad' || (path === '/changing' && !isUp) ? 503 : 200
    response.writeHead(status).end('all is well')
  })
  const [key, cert] = ['key.pem', 'cert.pem'].map(file => join(api.folder, file)) as [string, string]
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
      ],
      ...['-subj', '/CN=shop.example.com', '-keyout', key, '-out', cert],
    ],
    { stdio: 'ignore' },
  )
  secure = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
    response.end('secure')
  })
  const tcp = createTcpServer(socket => socket.destroy())
  const none = createTcpServer()
  for (const server of [web, secure, tcp, none]) await listening(server)
  ports = { web: portOf(web), secure: portOf(secure), tcp: portOf(tcp), none: portOf(none) }
  await new Promise(done => none.close(done))
  closeTcp = () => tcp.close()
  await applyZone('example.com', zone())
  await vi.waitFor(async () => expect(await lasts(inZone('anything.wild'))).toEqual([1]), 5000)
})
afterAll(async () => {
  client?.destroy()
  web?.close()
  secure?.close()
  closeTcp()
  await api?.stop()
})

/** A policy whose sets have the addresses 192.0.2.1, .2 and so on. */
const policy = (kind: string, sets: readonly Json[]): Json => ({
  A: {
    ttl: 60,
    policy: kind,
    sets: Object.fromEntries(sets.map((set, i) => [`s${i + 1}`, { values: `192.0.2.${i + 1}`, ...set }])),
  },
})
const failover = (health: string): Json =>
  policy('failover', [{ role: 'primary', health }, { role: 'secondary' }])

const weights = { w1: [1, 3, 6], w2: [255, 1, 0], w3: [10, 0, 20, 70] } as const

const zone = (): Json => ({
  records: {
    '@': { NS: ['ns.example.net.'] },
    ...Object.fromEntries(
      Object.entries(weights).map(([name, list]) => [
        name,
        policy(
          'weighted',
          list.map(weight => ({ weight })),
        ),
      ]),
    ),
    fail: failover('changing'),
    changed: failover('changed'),
    many: policy(
      'multivalue',
      Array.from({ length: 12 }, () => ({})),
    ),
    geo: policy('geolocation', [{ location: 'FR' }, { location: 'DE' }, { location: '*' }]),
    gap: policy('geolocation', [{ location: 'FR' }]),
    net: policy('ip', [
      { networks: ['198.51.0.0/16'] },
      { networks: ['198.51.100.0/24'] },
      { networks: ['127.0.0.0/8'] },
      { networks: ['*'] },
    ]),
    '*.wild': policy('weighted', [{ weight: 1 }, { weight: 0 }]),
    cname: {
      CNAME: {
        policy: 'weighted',
        sets: { a: { weight: 0, values: 'w1' }, b: { weight: 9, values: 'chain' } },
      },
    },
    chain: { A: { alias: 'chain2' } },
    chain2: { A: { alias: 'x.wild.example.com.' } },
    tree: {
      A: {
        policy: 'failover',
        sets: {
          near: { role: 'primary', alias: 'fail-near', evaluate_target_health: true },
          far: { role: 'secondary', values: '192.0.2.99' },
        },
      },
    },
    'fail-near': policy('multivalue', [{ health: 'changing' }]),
    'ill-weighted': policy('weighted', [
      { weight: 1, health: 'none' },
      { weight: 0, health: 'none' },
    ]),
    'ill-failover': policy('failover', [
      { role: 'primary', health: 'none' },
      { role: 'secondary', health: 'none' },
    ]),
    'ill-many': policy('multivalue', [{ health: 'none' }, { health: 'none' }]),
    'ill-geo': policy('geolocation', [
      { location: 'DE', health: 'none' },
      { location: '*', health: 'none' },
    ]),
    'ill-net': policy('ip', [
      { networks: ['127.0.0.0/8'], health: 'none' },
      { networks: ['*'], health: 'none' },
    ]),
    ...Object.fromEntries(Object.keys(expectations).map(name => [`is-${name}`, failover(name)])),
  },
  health: checks('/bad'),
})

const checks = (changedPath: string): Json => {
  const soon = { interval: '1s', timeout: '1s', failures: 2, successes: 1 }
  const at = (port: number, more: Json = {}) => ({
    type: 'http',
    address: '127.0.0.1',
    port,
    ...soon,
    ...more,
  })
  return {
    changing: at(ports.web, { path: '/changing' }),
    changed: at(ports.web, { path: changedPath }),
    none: at(ports.none),
    good: at(ports.web, { path: '/good' }),
    bad: at(ports.web, { path: '/bad' }),
    text: at(ports.web, { contains: 'is well' }),
    'other-text': at(ports.web, { contains: 'is ill' }),
    secure: at(ports.secure, { type: 'https', host: 'shop.example.com', contains: 'secure' }),
    'not-secure': at(ports.web, { type: 'https' }),
    tcp: at(ports.tcp, { type: 'tcp' }),
    refused: at(ports.none, { type: 'tcp' }),
    inverted: at(ports.web, { path: '/bad', inverted: true }),
    'one-of-two': { type: 'calculated', checks: ['good', 'bad'], healthy: 1 },
    'two-of-two': { type: 'calculated', checks: ['good', 'bad'], healthy: 2 },
    'not-two-of-two': { type: 'calculated', checks: ['good', 'bad'], healthy: 2, inverted: true },
    'by-name': { type: 'tcp', host: 'localhost', port: ports.tcp, ...soon },
  }
}

/** What is well. */
const expectations = {
  good: true,
  bad: false,
  text: true,
  'other-text': false,
  secure: true,
  'not-secure': false,
  tcp: true,
  refused: false,
  inverted: true,
  'one-of-two': true,
  'two-of-two': false,
  'not-two-of-two': true,
  'by-name': true,
} as const

/** The last numbers of the addresses that dig gets, in order. */
const lasts = async (...args: string[]): Promise<number[]> =>
  (await api.dig('+short', ...args))
    .filter(line => /^192\./.test(line))
    .map(line => Number(line.split('.')[3]))
    .sort((a, b) => a - b)

/** Asks again and again until the answer is so, for at most so many seconds. */
const until = (expected: readonly number[], seconds: number, ...args: string[]): Promise<void> =>
  expect.poll(() => lasts(...args), { timeout: seconds * 1000, interval: 50 }).toEqual(expected)

const inZone = (name: string): string => `${name}.example.com`

describe('policies', () => {
  test.each(Object.entries(weights))('%s answers as often as the weights say', async (name, list) => {
    const times = 10_000
    const query = Buffer.from([
      ...[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0],
      ...nameToWire(parseName(`${inZone(name)}.`)),
      ...[0, 1, 0, 1],
    ])
    const answers = await askUdp(api.dnsPort, Array(times).fill(query))
    const sum = list.reduce((total: number, weight) => total + weight, 0)
    for (const [i, weight] of list.entries()) {
      const share = weight / sum
      const count = answers.filter(answer => answer.at(-1) === i + 1).length
      // Four standard deviations: three are exceeded in one run of thirty.
      expect(Math.abs(count - times * share)).toBeLessThanOrEqual(4 * Math.sqrt(times * share * (1 - share)))
    }
  })

  test('eight values go into an answer at the most, each once', async () => {
    for (const transport of ['+notcp', '+tcp'])
      expect(new Set(await lasts(transport, inZone('many'))).size).toBe(8)
  })

  test.each([
    ['geo', [], 2, undefined],
    ['geo', ['+tcp'], 2, undefined],
    ['geo', ['+subnet=198.51.100.0/24'], 1, '198.51.100.0/24/24'],
    ['geo', ['+tcp', '+subnet=198.51.100.0/24'], 1, '198.51.100.0/24/24'],
    ['geo', ['+subnet=2001:db8:f::/56'], 1, '2001:db8:f::/56/48'],
    ['geo', ['+subnet=192.0.2.0/24'], 3, '192.0.2.0/24/6'],
    ['geo', ['+subnet=203.0.113.0/24'], 3, '203.0.113.0/24/25'],
    ['geo', ['+subnet=0'], 2, '0.0.0.0/0/0'],
    ['gap', ['+subnet=198.51.100.0/24'], 1, '198.51.100.0/24/24'],
    ['gap', [], undefined, undefined],
    ['net', [], 3, undefined],
    ['net', ['+subnet=198.51.100.128/25'], 2, '198.51.100.128/25/24'],
    ['net', ['+subnet=198.51.101.0/24'], 1, '198.51.101.0/24/24'],
    ['net', ['+subnet=10.0.0.0/8'], 4, '10.0.0.0/8/2'],
    ['many.none', ['+subnet=198.51.100.0/24'], undefined, '198.51.100.0/24/0'],
  ] as const)('%s, asked with %j, has 192.0.2.%i for %s', async (name, options, last, subnet) => {
    const text = (await api.dig(...options, inZone(name))).join('\n')
    expect(/\sA\s+192\.0\.2\.(\d+)$/m.exec(text)?.[1]).toBe(last === undefined ? undefined : String(last))
    expect(/; CLIENT-SUBNET: (\S+)/.exec(text)?.[1]).toBe(subnet)
  })

  test.each([
    ['bits behind the prefix', '00011700c63365'],
    ['a scope', '00011818c63364'],
    ['too few octets', '00011800c633'],
    ['an unknown family', '0009080001'],
    ['nothing', ''],
  ])('a client subnet with %s is malformed', async (_what, option) => {
    const text = (await api.dig('+norecurse', '+noednsneg', `+ednsopt=8:${option}`, inZone('geo'))).join('\n')
    expect(text).toContain('status: FORMERR')
  })

  test.each([
    ['anything.wild', [1]],
    ['cname', [1]],
    ['chain', [1]],
    ['tree', [1]],
    ['ill-weighted', [1]],
    ['ill-failover', [1]],
    ['ill-many', [1, 2]],
    ['ill-geo', [1]],
    ['ill-net', [1]],
  ])('%s has %j, well or ill', async (name, expected) => {
    // The checks of what is ill have found so.
    await until([2], 10, inZone('is-refused'))
    await until([...expected], 5, inZone(name))
    expect(await lasts('+tcp', inZone(name))).toEqual(expected)
  })
})

describe('health checks', () => {
  test.each(Object.entries(expectations))('%s is well: %s', async (name, isWell) => {
    await until([2], 10, inZone('is-two-of-two'))
    await until([isWell ? 1 : 2], 5, inZone(`is-${name}`))
  })

  test('failover goes to the other server in time, and back', async () => {
    await until([1], 10, inZone('fail'))
    isUp = false
    // Two looks at an interval of a second, and what is on its way.
    await until([2], 3.5, inZone('fail'))
    await until([99], 1, inZone('tree'))
    isUp = true
    await until([1], 2.5, inZone('fail'))
    await until([1], 1, inZone('tree'))
  })

  test('failover notices a server that is gone, and one that is there again', async () => {
    web.closeAllConnections()
    await new Promise(done => web.close(done))
    await until([2], 3.5, inZone('fail'))
    await listening(web, ports.web)
    await until([1], 2.5, inZone('fail'))
  })

  test('a check that is applied in another form takes its place', async () => {
    await until([2], 5, inZone('changed'))
    await applyZone('example.com', { ...zone(), health: checks('/fine') })
    await until([1], 5, inZone('changed'))
    await applyZone('example.com', zone())
    await until([2], 5, inZone('changed'))
  })

  test('a check of the API takes effect as it is changed there, and tells how it is', async () => {
    const made = await client.send(
      new sdk.CreateHealthCheckCommand({
        CallerReference: 'one',
        HealthCheckConfig: {
          Type: 'HTTP',
          IPAddress: '127.0.0.1',
          Port: ports.web,
          ResourcePath: '/api',
          RequestInterval: 10,
          FailureThreshold: 1,
        },
      }),
    )
    const HealthCheckId = made.HealthCheck!.Id!
    const status = async (): Promise<string> => {
      const { HealthCheckObservations: seen } = await client.send(
        new sdk.GetHealthCheckStatusCommand({ HealthCheckId }),
      )
      return seen?.[0]?.StatusReport?.Status ?? ''
    }
    await applyZone('example.org', {
      records: { '@': { NS: ['ns.example.net.'] }, www: failover('mine') },
      health: { mine: { id: HealthCheckId } },
    })
    await expect.poll(status, { timeout: 5000 }).toMatch(/^Success.*200/)
    await until([1], 1, 'www.example.org')
    await client.send(new sdk.UpdateHealthCheckCommand({ HealthCheckId, ResourcePath: '/bad' }))
    await until([2], 5, 'www.example.org')
    expect(await status()).toMatch(/503/)
    await client.send(new sdk.UpdateHealthCheckCommand({ HealthCheckId, ResourcePath: '/api' }))
    await until([1], 5, 'www.example.org')
    expect(await dnsctl('zones', 'delete', 'example.org', '--yes', '--force')).toMatchObject({ code: 0 })
    await client.send(new sdk.DeleteHealthCheckCommand({ HealthCheckId }))
  })

  test('the checks of a zone end with it', async () => {
    expect(await dnsctl('zones', 'delete', 'example.com', '--yes', '--force')).toMatchObject({ code: 0 })
    await expect
      .poll(async () => (await api.dig(inZone('fail'))).join('\n'), { timeout: 5000 })
      .toContain('status: REFUSED')
    // What is on its way has come after a moment, and what still ran would ask within a second.
    await new Promise(done => setTimeout(done, 200))
    asked.clear()
    await new Promise(done => setTimeout(done, 2000))
    expect([...asked]).toEqual([])
  })
})
