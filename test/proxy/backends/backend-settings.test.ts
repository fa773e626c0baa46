// What is configured of servers, as threads get it.
import { expect, test } from 'vitest'
import { DnsctlError } from '../../../src/base/errors.ts'
import { backendSettings } from './backend-fixture.ts'

test('an address is enough', () => {
  const [settings] = backendSettings({ address: '192.0.2.1' })
  expect(settings).toMatchObject({
    id: '192.0.2.1:53',
    name: '192.0.2.1:53',
    endpoint: { host: '192.0.2.1', port: 53 },
    order: 1,
    weight: 1,
    pools: [''],
    queriesPerSecond: 0,
    source: undefined,
    sockets: 4,
    useEcs: false,
    tcpOnly: false,
    hashSeed: '192.0.2.1:53',
    mode: 'auto',
    health: {
      intervalMs: 1000,
      timeoutMs: 1000,
      maxFailures: 3,
      rise: 2,
      mustResolve: false,
      useTcp: false,
      lazy: undefined,
    },
    tcp: { connectMs: 5000, sendMs: 30_000, receiveMs: 30_000, retries: 5, inFlight: 20, connections: 200 },
  })
})

test('everything can be said', () => {
  const [settings] = backendSettings({
    address: '[2001:db8::1]:5300',
    name: 'one',
    id: 'f1a2',
    order: 3,
    weight: 7,
    pools: ['a', 'b', 'a'],
    queries_per_second: 9,
    source: '2001:db8::2',
    use_client_subnet: true,
    tcp_only: true,
    health_checks: { mode: 'lazy', lazy: { threshold: 50, use_exponential_back_off: true } },
  })
  expect(settings).toMatchObject({
    id: 'one',
    name: 'one',
    endpoint: { host: '2001:db8::1', port: 5300 },
    pools: ['a', 'b'],
    source: '2001:db8::2',
    hashSeed: 'f1a2',
    mode: 'auto',
    health: {
      useTcp: true,
      lazy: {
        countsServfail: true,
        sampleSize: 100,
        minSamples: 1,
        threshold: 0.5,
        intervalMs: 30_000,
        maxIntervalMs: 3_600_000,
      },
    },
  })
})

test('each has an id of its own, whatever they share', () => {
  const ids = backendSettings(
    { address: '192.0.2.1', name: 'a' },
    { address: '192.0.2.2', name: 'a' },
    { address: '192.0.2.2', name: 'a' },
    { address: '192.0.2.2', name: 'a' },
    { address: '192.0.2.9' },
  ).map(({ id }) => id)
  expect(ids).toEqual([
    'a',
    'a at 192.0.2.2:53',
    'a at 192.0.2.2:53 #2',
    'a at 192.0.2.2:53 #3',
    '192.0.2.9:53',
  ])
})

test.for<[what: object, code: string]>([
  [{ address: 'ns1.example.com' }, 'proxy-backend-invalid'],
  [{ address: '192.0.2.1:0' }, 'proxy-backend-invalid'],
  [{ address: '192.0.2.256' }, 'address-syntax'],
  [{ address: '192.0.2.1', source: 'eth0' }, 'proxy-backend-invalid'],
  [{ address: '192.0.2.1', source: '2001:db8::1' }, 'proxy-backend-invalid'],
  [{ address: '192.0.2.1', health_checks: { qname: 'a..b' } }, 'name-syntax'],
  [{ address: '192.0.2.1', health_checks: { qtype: 'NONSENSE' } }, 'record-type-unknown'],
  [{ address: '192.0.2.1', health_checks: { qclass: 'XX' } }, 'proxy-backend-invalid'],
])('%j is refused as %s', ([entry, code]) => {
  let thrown: unknown
  try {
    backendSettings(entry)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(DnsctlError)
  expect((thrown as DnsctlError).code).toBe(code)
})
