// Serving as a whole: from files and from the store, with changes picked up and nothing lost.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Name, parseName } from '../../../src/dns/name.ts'
import type { RRset } from '../../../src/dns/rrset.ts'
import { queryName } from '../../../src/operations/query-name.ts'
import {
  type RunningServer,
  type ServeEvent,
  type ServeOptions,
  serve,
} from '../../../src/operations/serve/serve.ts'
import { openStore, zoneKey } from '../../../src/store/store.ts'
import { rrsetsOf } from '../../server/authoritative/rich-zone.ts'
import { startFeedInProcess } from './feed-in-process.ts'

/** What a busy machine may add to an interval. */
const slackMs = 1500

let dir: string
let server: RunningServer | undefined
let events: ServeEvent[]
let onNext: (() => void) | undefined

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dnsctl-serve-'))
  events = []
})

afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(dir, { recursive: true })
})

const start = async (source: ServeOptions['source']): Promise<void> => {
  server = await serve({
    listen: [{ host: '127.0.0.1', port: 0 }],
    source,
    startFeed: startFeedInProcess,
    locations: [['127.0.0.0/8', { country: 'US', subdivision: 'CA' }]],
    seed: 0x5eed,
    clock: Date.now,
    onEvent: event => {
      events.push(event)
      onNext?.()
    },
  })
}

/** Waits until an event of a kind comes after those there are. */
async function nextEvent<K extends ServeEvent['event']>(kind: K, after = events.length) {
  for (;;) {
    const event = events.slice(after).find(({ event }) => event === kind)
    if (event) return event as Extract<ServeEvent, { event: K }>
    await new Promise<void>(resolve => {
      onNext = resolve
    })
  }
}

async function answerOf(name: string, transport: 'udp' | 'tcp' = 'udp', type = 'TXT'): Promise<string[]> {
  const question = { name: parseName(name), type, class: 'IN' } as const
  const { message } = await queryName({
    server: server!.endpoints[0]!,
    question,
    tcp: transport === 'tcp',
  })
  return message.answers.length > 0 ? message.answers.map(({ rdata }) => rdata) : [message.rcode]
}

const yaml = (text: string): string =>
  `zone: example.com\nttl: 60\nrecords:\n  '@': { NS: ns1, TXT: '${text}' }\n`
const bind = (text: string): string =>
  `$ORIGIN example.org.\n@ 60 SOA ns1 h 5 1 2 3 4\n@ 60 NS ns1\n@ 60 TXT "${text}"\n`

test('files are served, YAML and BIND, over UDP and TCP; changes are picked up; broken ones are not', async () => {
  const files = [join(dir, 'example.com.yaml'), join(dir, 'example.org.zone')]
  writeFileSync(files[0]!, yaml('one'))
  writeFileSync(files[1]!, bind('one'))
  await start({ files })
  expect(events.at(-1)).toMatchObject({ event: 'listening', zones: 2, records: 6 })
  for (const name of ['example.com.', 'example.org.'])
    for (const transport of ['udp', 'tcp'] as const)
      expect(await answerOf(name, transport)).toEqual(['"one"'])

  let changed = nextEvent('zone')
  writeFileSync(files[0]!, yaml('two'))
  expect(await changed).toMatchObject({ zone: 'example.com.', changed: true })
  expect(await answerOf('example.com.')).toEqual(['"two"'])

  const problem = nextEvent('problem')
  writeFileSync(files[0]!, 'zone: example.com\nrecords: [')
  expect((await problem).problem.place?.file).toBe(files[0])
  expect(await answerOf('example.com.')).toEqual(['"two"'])

  changed = nextEvent('zone')
  writeFileSync(files[0]!, yaml('three'))
  await changed
  expect(await answerOf('example.com.')).toEqual(['"three"'])
  expect(server!.summary().rcodes).toEqual({ NOERROR: 7 })
})

test.for([
  ['example.com.zone', '@ 60 IN SOA ns h 1 2 3 4 5\nwww 60 IN TXT "kept"\n', ''],
  ['example.com.yaml', 'zone: example.com\nrecords:\n  www:\n    TXT: kept\n', 'zone: example.com\n'],
])('%s that is emptied is not taken for the zone', async ([name, full, emptied]) => {
  const file = join(dir, name!)
  writeFileSync(file, full!)
  await start({ files: [file] })
  writeFileSync(file, emptied!)
  const { problem } = await nextEvent('problem')
  expect([problem.code, problem.message]).toEqual(['zone-unservable', 'example.com. has no records'])
  expect(await answerOf('www.example.com.')).toEqual(['"kept"'])
})

test('a zone without a SOA gets one, whose serial is the time of its file', async () => {
  const file = join(dir, 'example.com.yaml')
  writeFileSync(file, yaml('one'))
  await start({ files: [file] })
  const { serial } = events.find(({ event }) => event === 'zone') as { serial: number }
  expect(Math.abs(serial - Date.now() / 1000)).toBeLessThan(60)
})

test('every problem of every file is reported before anything is served', async () => {
  const files = ['a.yaml', 'b.yaml'].map(name => join(dir, name))
  for (const file of files) writeFileSync(file, 'zone: example.com\nrecords: [')
  await expect(start({ files })).rejects.toMatchObject({
    problems: files.map(file => ({ place: { file } })),
  })
})

const origin = parseName('example.com.')

function commit(zone: Name, images: { before?: RRset; after?: RRset }[], serial: number): Promise<void> {
  const store = openStore(join(dir, 'store'), { create: true, clock: Date.now })
  return store.commit(zone, () => ({ images, serial })).then(() => store.close())
}

const version = (text: string, serial: number): RRset[] =>
  rrsetsOf('example.com.', `@ 60 SOA ns1 h ${serial} 1 2 3 4\n@ 60 TXT "${text} a"\n@ 60 TXT "${text} b"`)

test('a commit of the store is answered, never mixed with the one before', async () => {
  const last = 10
  await commit(
    origin,
    version('v0', 1).map(after => ({ after })),
    1,
  )
  await start({ store: join(dir, 'store') })
  let seen: string[] = []
  const versions = new Set<string>()
  const asking = (async () => {
    while (!seen.includes(`"v${last} a"`)) {
      seen = await answerOf('example.com.')
      versions.add(seen.map(text => text.slice(1, -3)).join(' '))
    }
  })()
  for (let i = 1; i <= last; i++) {
    const before = version(`v${i - 1}`, i)
    const after = version(`v${i}`, i + 1)
    await commit(
      origin,
      before.map((rrset, k) => ({ before: rrset, after: after[k]! })),
      i + 1,
    )
  }
  await asking
  for (const pair of versions) expect(pair).toMatch(/^(v\d+) \1$/)
})

test('a store that is not there yet is made, and its first zone is served', async () => {
  await start({ store: join(dir, 'store') })
  expect(events.at(-1)).toMatchObject({ event: 'listening', zones: 0 })
  expect(await answerOf('example.com.')).toEqual(['REFUSED'])
  const zone = nextEvent('zone')
  await commit(
    origin,
    version('v0', 1).map(after => ({ after })),
    1,
  )
  await zone
  expect(await answerOf('example.com.')).toEqual(['"v0 a"', '"v0 b"'])
})

test('of several zones of one name the oldest is served, and none once all are deleted', async () => {
  const created = (text: string) => version(text, 1).map(after => ({ after }))
  const second = zoneKey(origin, 'Z2')
  const store = openStore(join(dir, 'store'), { create: true, clock: Date.now })
  const heard = async (work: Promise<unknown>, kind: ServeEvent['event']) => {
    const next = nextEvent(kind)
    await work
    return next
  }
  const answer = async () => (await answerOf('example.com.'))[0]
  await store.commit(origin, () => ({ images: created('first'), serial: 1 }))
  await store.commit(second, () => ({ images: created('second'), serial: 1 }))
  await start({ store: join(dir, 'store') })
  expect(await answer()).toBe('"first a"')
  await heard(
    store.deleteZone(origin, () => {}),
    'zone',
  )
  expect(await answer()).toBe('"second a"')
  const again = store.transact(t => {
    t.deleteZone(second)
    t.commit(second, () => ({ images: created('again'), serial: 1 }))
  })
  expect(await heard(again, 'zone')).toMatchObject({ serial: 1, changed: true })
  expect(await answer()).toBe('"again a"')
  await heard(
    store.deleteZone(second, () => {}),
    'zone-gone',
  )
  expect(await answer()).toBe('REFUSED')
  await heard(
    store.commit(origin, () => ({ images: created('new'), serial: 1 })),
    'zone',
  )
  expect(await answer()).toBe('"new a"')
  await store.close()
})

test('a change of a large zone is answered without compiling it anew', async () => {
  const host = (i: number, version: number): RRset =>
    rrsetsOf('example.com.', `h${i} 60 TXT "h${i} v${version}"`)[0]!
  const images = Array.from({ length: 500 }, (_, i) => ({ after: host(i, 1) }))
  await commit(origin, [...version('v0', 1).map(after => ({ after })), ...images], 1)
  await start({ store: join(dir, 'store') })
  const zone = nextEvent('zone')
  const [before, after] = [version('v0', 1), version('v0', 2)]
  const soa = { before: before[0]!, after: after[0]! }
  await commit(origin, [soa, { before: host(1, 1), after: host(1, 2) }, { before: host(2, 1) }], 2)
  expect(await zone).toMatchObject({ serial: 2, records: 502, changed: true })
  expect(await answerOf('h1.example.com.')).toEqual(['"h1 v2"'])
  expect(await answerOf('h2.example.com.')).toEqual(['NXDOMAIN'])
  expect(await answerOf('h3.example.com.')).toEqual(['"h3 v1"'])
})

test('a feed that is told to stop while it reads a zone gives that up', async () => {
  const hosts = Array.from({ length: 3000 }, (_, i) => `h${i} 60 A 192.0.2.1`).join('\n')
  const after = [...version('v0', 1), ...rrsetsOf('example.com.', hosts)]
  await commit(
    origin,
    after.map(after => ({ after })),
    1,
  )
  const told: string[] = []
  await new Promise(ended => {
    const start = { source: { store: join(dir, 'store') }, seed: 0x5eed, served: [] }
    startFeedInProcess(start, ({ news }) => told.push(news), ended).order({ order: 'stop' })
  })
  expect(told).not.toContain('zone')
})

test('an ALIAS of a file is answered as the store would hold it', async () => {
  const file = join(dir, 'example.com.yaml')
  writeFileSync(
    file,
    `zone: example.com
records:
  '@': { ALIAS: www }
  www: { A: 192.0.2.1 }
  away: { ALIAS: www.example.net. }
`,
  )
  await start({ files: [file] })
  expect(await answerOf('example.com.', 'udp', 'A')).toEqual(['192.0.2.1'])
  expect(await answerOf('example.com.', 'udp', 'AAAA')).toEqual(['NOERROR'])
  expect(await answerOf('away.example.com.', 'udp', 'A')).toEqual(['NXDOMAIN'])
})

test('geolocation knows where the networks of the settings are', async () => {
  const file = join(dir, 'example.com.yaml')
  writeFileSync(
    file,
    `zone: example.com
records:
  w:
    TXT:
      policy: geolocation
      sets: { here: { location: US, values: here }, any: { location: '*', values: elsewhere } }
`,
  )
  await start({ files: [file] })
  expect(await answerOf('w.example.com.')).toEqual(['"here"'])
})

test('failover follows a server that goes down and comes back', async () => {
  const answering = createServer((_request, response) => response.end('well'))
  const listen = (port: number): Promise<number> =>
    new Promise(resolve => {
      answering.listen(port, '127.0.0.1', () => resolve((answering.address() as AddressInfo).port))
    })
  const port = await listen(0)
  const file = join(dir, 'example.com.yaml')
  writeFileSync(
    file,
    `zone: example.com
health:
  shop: { type: http, address: 127.0.0.1, port: ${port}, interval: 1s, failures: 2, successes: 2 }
records:
  w:
    A:
      policy: failover
      sets:
        main: { role: primary, values: 192.0.2.1, health: shop }
        spare: { role: secondary, values: 192.0.2.2 }
`,
  )
  await start({ files: [file] })
  const answer = () => answerOf('w.example.com.', 'udp', 'A')
  expect(await answer()).toEqual(['192.0.2.1'])

  const [downAt] = [performance.now(), await new Promise(resolve => answering.close(resolve))]
  expect(await nextEvent('health')).toMatchObject({ check: 'shop', isWell: false })
  expect(performance.now() - downAt).toBeLessThan(2 * 1000 + slackMs)
  expect(await answer()).toEqual(['192.0.2.2'])

  const upAt = performance.now()
  await listen(port)
  expect(await nextEvent('health')).toMatchObject({ check: 'shop', isWell: true })
  expect(performance.now() - upAt).toBeLessThan(2 * 1000 + slackMs)
  expect(await answer()).toEqual(['192.0.2.1'])
  answering.close()
})
