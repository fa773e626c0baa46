// One check: what counts as an answer, what as a good one, and that a lost packet is not a failure.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { afterCheck, unchecked } from '../../../../src/proxy/backends/health/health-course.ts'
import { probeBackend } from '../../../../src/proxy/backends/health/probe.ts'
import { seededRandom } from '../../../seeded-random.ts'
import { backendSettings } from '../backend-fixture.ts'
import { answerTo, nameIn, send, tcpMock } from '../tcp-mock.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
const never = new AbortController().signal

type Answer = (query: Buffer, from: RemoteInfo) => readonly Uint8Array[]

/** A server over UDP on loopback. */
async function udpMock(answer: Answer) {
  const socket = createSocket('udp4')
  const queries: Buffer[] = []
  socket.on('message', (query, from) => {
    queries.push(query)
    for (const each of answer(query, from)) socket.send(each, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  opened.push(socket)
  return { port: socket.address().port, queries }
}

const settingsOf = (port: number, health_checks: object, entry: object = {}) =>
  backendSettings({ address: `127.0.0.1:${port}`, health_checks, ...entry })[0]!

const rcode = (code: number) => (answer: Buffer) => void (answer[3]! |= code)

test.for<[what: string, health: object, code: number, isGood: boolean, detail: string]>([
  ['NOERROR', {}, 0, true, 'NOERROR'],
  ['SERVFAIL', {}, 2, false, 'SERVFAIL'],
  ['NXDOMAIN', {}, 3, true, 'NXDOMAIN'],
  ['REFUSED', {}, 5, true, 'REFUSED'],
  ['NXDOMAIN where it must resolve', { must_resolve: true }, 3, false, 'NXDOMAIN'],
  ['REFUSED where it must resolve', { must_resolve: true }, 5, false, 'REFUSED'],
  ['NOERROR where it must resolve', { must_resolve: true }, 0, true, 'NOERROR'],
])('an answer with %s', async ([, health, code, isGood, detail]) => {
  const { port } = await udpMock(query => [answerTo(query, rcode(code))])
  expect(await probeBackend(settingsOf(port, health), never)).toEqual({ isGood, detail })
})

test('the question is the one configured, under ids that differ', async () => {
  const { port, queries } = await udpMock(query => [answerTo(query)])
  await probeBackend(settingsOf(port, {}), never)
  const other = { qname: 'example.com', qtype: 'SOA', qclass: 'CH', set_cd: true }
  for (let i = 0; i < 4; i++) await probeBackend(settingsOf(port, other), never)
  expect(nameIn(queries[0]!)).toBe('a.root-servers.net.')
  expect(queries[0]!.subarray(2, 4).toString('hex')).toBe('0100')
  expect(queries[0]!.subarray(-4).toString('hex')).toBe('00010001')
  expect(nameIn(queries[1]!)).toBe('example.com.')
  expect(queries[1]!.subarray(2, 4).toString('hex')).toBe('0110')
  expect(queries[1]!.subarray(-4).toString('hex')).toBe('00060003')
  expect(new Set(queries.map(query => query.readUInt16BE())).size).toBeGreaterThan(1)
})

test.for<[what: string, wrong: (answer: Buffer) => void]>([
  ['another id', answer => void (answer[1]! ^= 1)],
  ['no response', answer => void (answer[2]! &= 0x7f)],
  ['another question', answer => void (answer[13]! ^= 1)],
])('an answer with %s is none', async ([, wrong]) => {
  const { port } = await udpMock(query => [answerTo(query, wrong), answerTo(query, rcode(5))])
  expect(await probeBackend(settingsOf(port, {}), never)).toEqual({ isGood: true, detail: 'REFUSED' })
})

test('it is asked three times, and no longer than the timeout', async () => {
  const { port, queries } = await udpMock(() => [])
  expect(await probeBackend(settingsOf(port, { timeout: 300 }), never)).toEqual({
    isGood: false,
    detail: 'no answer within 300 ms',
  })
  await vi.waitFor(() => expect(queries).toHaveLength(3), { timeout: 20_000 })
})

test('a port that is closed is told before the timeout, over UDP and TCP', async () => {
  const mock = await tcpMock(() => {})
  await mock.close()
  for (const use_tcp of [false, true]) {
    const health = { timeout: 200, use_tcp }
    expect(await probeBackend(settingsOf(mock.port, health), never)).toEqual({
      isGood: false,
      detail: 'ECONNREFUSED',
    })
  }
})

test('it ends when it is told to', async () => {
  const { port } = await udpMock(() => [])
  const stopping = new AbortController()
  const result = probeBackend(settingsOf(port, { timeout: 20_000 }), stopping.signal)
  stopping.abort()
  expect((await result).isGood).toBe(false)
})

test('it asks over TCP where that is configured, and from the source address', async () => {
  const sources: (string | undefined)[] = []
  const mock = await tcpMock(
    (query, socket) => send(socket, answerTo(query)),
    socket => sources.push(socket.remoteAddress),
  )
  opened.push(mock)
  const settings = settingsOf(mock.port, {}, { tcp_only: true, source: '127.0.0.7' })
  expect(await probeBackend(settings, never)).toEqual({ isGood: true, detail: 'NOERROR' })
  expect(sources).toEqual(['127.0.0.7'])
})

test('the source address is the one configured over UDP too', async () => {
  const sources: string[] = []
  const { port } = await udpMock((query, { address }) => {
    sources.push(address)
    return [answerTo(query)]
  })
  await probeBackend(settingsOf(port, {}, { source: '127.0.0.8' }), never)
  expect(sources).toEqual(['127.0.0.8'])
})

test('a server does not go down while a fifth of all packets is lost', async () => {
  const random = seededRandom(7)
  const { port } = await udpMock(query => (random() < 0.2 ? [] : [answerTo(query)]))
  const settings = settingsOf(port, { timeout: 1200 })
  const results = await Promise.all(
    Array.from({ length: 120 }, () => probeBackend(settings, new AbortController().signal)),
  )
  let course = unchecked
  for (const result of results) {
    course = afterCheck(course, result, settings.health)
    if (course.wasHealthy) expect(course.isHealthy).toBe(true)
  }
  expect(course.isHealthy).toBe(true)
  expect(course.failures).toBeLessThan(10)
})
