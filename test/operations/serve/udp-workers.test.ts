// Threads that answer over UDP: zones that change, threads that end, and what has arrived at the end.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Problem } from '../../../src/base/errors.ts'
import { parseName } from '../../../src/dns/name.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { decodeMessage } from '../../../src/dns/wire/message.ts'
import { addCounters, reportCounters } from '../../../src/metrics/counters.ts'
import { loadLibc } from '../../../src/net/platform/libc.ts'
import { createPublishedZones } from '../../../src/operations/serve/published-zones.ts'
import { createUdpWorkers } from '../../../src/operations/serve/udp-workers.ts'
import { compileZone } from '../../../src/server/authoritative/compile-zone.ts'
import { locationsOf } from '../../server/authoritative/locations-of.ts'
import { routed, setHealth } from '../../server/authoritative/policy-zone.ts'
import { queryOf, rrsetsOf } from '../../server/authoritative/rich-zone.ts'
import { udpWorkerThreads } from './udp-worker-thread.ts'

const libc = loadLibc()
const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const seed = 0x5eed
const zoneOf = (text: string, ...sets: readonly RRset[]) =>
  compileZone(
    parseName('example.com.'),
    [...rrsetsOf('example.com.', `@ 60 SOA ns h 1 2 3 4 5\n@ 60 TXT "${text}"`), ...sets],
    seed,
  )

/** Sets that are chosen by where a query comes from, and by what is well. */
const chosen = [
  routed('near', 'A', 'ip', {
    here: { values: ['192.0.2.1'], networks: ['127.0.0.1/32'] },
    there: { values: ['192.0.2.2'], networks: ['127.0.0.2/32'] },
  }),
  routed('land', 'A', 'geolocation', {
    fr: { values: ['192.0.2.3'], location: 'FR' },
    rest: { values: ['192.0.2.4'], location: '*' },
  }),
  routed('well', 'A', 'failover', {
    a: { values: ['192.0.2.5'], role: 'primary', check: 'a' },
    b: { values: ['192.0.2.6'], role: 'secondary' },
  }),
]

/** Answers that have come in, by the first two octets: the id. */
interface Client {
  readonly socket: Socket
  readonly answers: Map<number, Buffer>
  ask(name: string, id: number, type?: string): Promise<void>
}

async function clientOf(port: number, from = '127.0.0.1'): Promise<Client> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 })
  socket.bind(0, from)
  await once(socket, 'listening')
  closers.push(() => socket.close())
  const answers = new Map<number, Buffer>()
  socket.on('message', message => answers.set(message.readUInt16BE(0), message))
  return {
    socket,
    answers,
    ask: (name, id, type = 'TXT') => {
      const query = Buffer.from(queryOf({ name, type }))
      query.writeUInt16BE(id, 0)
      return new Promise(sent => socket.send(query, port, '127.0.0.1', () => sent()))
    },
  }
}

/** What a name has for a client. */
async function answerOf(client: Client, name: string, type?: string): Promise<string | undefined> {
  const id = client.answers.size + 1
  await client.ask(name, id, type)
  while (!client.answers.has(id)) await once(client.socket, 'message')
  return decodeMessage(client.answers.get(id)!).answers[0]?.rdata
}

/** Threads that answer for a zone. */
async function start(count: number) {
  const zones = createPublishedZones(seed)
  const zone = await zoneOf('one', ...chosen)
  zones.set(zone)
  const threads: Worker[] = []
  const problems: Problem[] = []
  const workers = createUdpWorkers(
    {
      libc: libc!,
      count,
      startWorker: udpWorkerThreads(thread => threads.push(thread)),
      zones,
      locations: locationsOf(['127.0.0.2/32', 'FR']),
      clock: Date.now,
      onProblem: problem => problems.push(problem),
    },
    { stopMs: 5000, firstRestartMs: 1, lastRestartMs: 1000 },
  )
  const { endpoint, close } = await workers.open({ host: '127.0.0.1', port: 0 })
  const stop = vi.fn(workers.stop)
  closers.push(async () => {
    if (stop.mock.calls.length === 0) await stop()
    await close()
  })
  await workers.start()
  const report = () => reportCounters(addCounters(workers.counters))
  return { zones, zone, threads, problems, workers, port: endpoint.port, stop, report }
}

describe.runIf(libc)('with batches', () => {
  test('they answer by who asks and what is well, and take what changes', async () => {
    const { zones, zone, port, report } = await start(2)
    const near = await clientOf(port)
    const far = await clientOf(port, '127.0.0.2')
    expect(await answerOf(near, 'near.example.com.', 'A')).toBe('192.0.2.1')
    expect(await answerOf(far, 'near.example.com.', 'A')).toBe('192.0.2.2')
    expect(await answerOf(near, 'land.example.com.', 'A')).toBe('192.0.2.4')
    expect(await answerOf(far, 'land.example.com.', 'A')).toBe('192.0.2.3')
    expect(await answerOf(near, 'well.example.com.', 'A')).toBe('192.0.2.5')
    setHealth(zone, ['a'])
    expect(await answerOf(near, 'well.example.com.', 'A')).toBe('192.0.2.6')

    for (const text of ['two', 'three']) {
      zones.set(await zoneOf(text))
      await new Promise<void>(resolve => zones.onceEverywhere(resolve))
      for (const client of [near, far]) expect(await answerOf(client, 'example.com.')).toBe(`"${text}"`)
    }
    zones.delete([...zones.directory.zones()][0]!)
    await new Promise<void>(resolve => zones.onceEverywhere(resolve))
    expect(await answerOf(near, 'example.com.')).toBeUndefined()
    expect(report()).toMatchObject({ udp: 11, dropped: 0, rcodes: { NOERROR: 10, REFUSED: 1 } })
  })

  test('one that ends is started again: what was asked meanwhile is answered, and counters go on', async () => {
    const { zones, threads, problems, port, report } = await start(1)
    const client = await clientOf(port)
    expect(await answerOf(client, 'example.com.')).toBe('"one"')
    await threads[0]!.terminate()
    zones.set(await zoneOf('two'))
    for (let id = 2; id <= 50; id++) await client.ask('example.com.', id)
    await vi.waitFor(() => expect(client.answers.size).toBe(50), { timeout: 20_000 })
    expect(decodeMessage(client.answers.get(50)!).answers[0]?.rdata).toBe('"two"')
    expect(problems.map(({ code }) => code)).toEqual(['serve-worker-ended'])
    expect(threads).toHaveLength(2)
    expect(report()).toMatchObject({ udp: 50, rcodes: { NOERROR: 50 } })
    zones.set(await zoneOf('three'))
    await new Promise<void>(resolve => zones.onceEverywhere(resolve))
    await client.ask('example.com.', 51)
    await vi.waitFor(() => expect(client.answers.size).toBe(51), { timeout: 20_000 })
    expect(decodeMessage(client.answers.get(51)!).answers[0]?.rdata).toBe('"three"')
  })

  test('what has arrived is answered before they end', async () => {
    const { port, stop, report, workers } = await start(2)
    const clients = await Promise.all([...Array(8).keys()].map(() => clientOf(port)))
    const each = 100
    await Promise.all(
      clients.flatMap(({ ask }) => [...Array(each).keys()].map(id => ask('example.com.', id))),
    )
    await stop()
    await vi.waitFor(
      () => expect(clients.map(({ answers }) => answers.size)).toEqual(clients.map(() => each)),
      {
        timeout: 20_000,
      },
    )
    expect(report().udp).toBe(clients.length * each)
    expect(workers.report()).toEqual({ sendErrors: 0, oversized: 0, overruns: 0 })
  })

  test('what is no query is counted, whatever its length', async () => {
    const { port, report, workers } = await start(1)
    const { socket, ask, answers } = await clientOf(port)
    for (const octets of [0, 1, 11, 5000])
      await new Promise(sent => socket.send(new Uint8Array(octets), port, '127.0.0.1', sent))
    await ask('example.com.', 1)
    await vi.waitFor(() => expect(answers.size).toBe(1), { timeout: 20_000 })
    expect(report()).toMatchObject({ udp: 5, dropped: 4 })
    expect(workers.report()).toEqual({ sendErrors: 0, oversized: 1, overruns: 0 })
  })
})
