// The query log keeps to its budget, counts exactly what it does not list, and says who asked as it is told to.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueryLogSettings } from '../../../src/proxy/settings/query-log.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { createFrequentItems } from '../../../src/proxy/traffic/frequent-items.ts'
import { openLogSink } from '../../../src/proxy/traffic/log-sink.ts'
import { createQueryLog } from '../../../src/proxy/traffic/query-log.ts'
import { createTrafficRecorder } from '../../../src/proxy/traffic/traffic-recorder.ts'
import { sample, setClock, trafficSettings } from './traffic-site.ts'

const start = 1_000_000
const now = Date.UTC(2026, 0, 2)

const defaults: QueryLogSettings = {
  enabled: true,
  file: '-',
  format: 'json',
  queries_per_second: 10,
  only: 'all',
  summary_interval: 60,
  summary_top: 3,
  addresses: 'full',
  mask_ipv4: 24,
  mask_ipv6: 48,
}

function logOf(of: Partial<QueryLogSettings> = {}, size = 1000) {
  const settings = { ...trafficSettings([], {}, { size }), query_log: { ...defaults, ...of } }
  const memory = keepMemory(new Map())
  const clock = setClock(start)
  const at = { thread: 0, threads: 1 }
  const lines: string[] = []
  const recorder = createTrafficRecorder(memory, at, clock, settings)
  const site = {
    ...at,
    clock: Object.assign(clock, { read() {} }),
    now: () => now + clock.ms - start,
    sink: { write: (line: string) => lines.push(line) > 0, close: async () => {} },
  }
  return { log: createQueryLog(memory, site, settings), recorder, clock, lines }
}

test('a query, with what became of it', () => {
  const { log, recorder, lines } = logOf()
  recorder.answered(sample({ since: start - 5, rcode: 3, source: 'backend', octets: 99 }), 5)
  recorder.dropped(sample({ since: start, name: 'a\\010"b.example.com.', transport: 'doh' }), 'overload')
  log.drain()
  expect(lines.map(line => JSON.parse(line))).toEqual([
    {
      time: '2026-01-01T23:59:59.995Z',
      client: '192.0.2.1',
      name: 'www.example.com.',
      type: 'A',
      transport: 'UDP',
      rcode: 'NXDOMAIN',
      source: 'backend',
      ms: 5,
      octets: 99,
    },
    {
      time: '2026-01-02T00:00:00.000Z',
      client: '192.0.2.1',
      name: 'a\\010\\"b.example.com.',
      type: 'A',
      transport: 'DoH',
      dropped: 'overload',
    },
  ])
})

test('as text', () => {
  const { log, recorder, lines, clock } = logOf({ format: 'text' })
  recorder.query(sample())
  recorder.answered(sample({ since: start, octets: 99 }), 0.25)
  recorder.dropped(sample({ since: start }), 'acl')
  log.drain()
  clock.set(start + 60_000)
  log.drain()
  expect(lines).toEqual([
    '2026-01-02T00:00:00.000Z 192.0.2.1 www.example.com. A UDP NOERROR cache 0.25ms 99B',
    '2026-01-02T00:00:00.000Z 192.0.2.1 - - UDP dropped acl',
    '2026-01-02T00:01:00.000Z summary; seconds=60; queries=1; octets=99; listed=2; unlisted=0; unseen=0; unwritten=0; answers: cache=1; rcodes: NOERROR=1; drops: acl=1; names: www.example.com.=1; clients: 192.0.2.0/24=2; types: A=1',
  ])
})

test('in a flood, few queries are listed and all are counted', () => {
  const { log, recorder, lines, clock } = logOf({ queries_per_second: 10 }, 500)
  const flood = sample({ name: 'attack.example.net.', client: '203.0.113.5', since: start })
  const seconds = 60
  for (let second = 0; second < seconds; second++) {
    for (let drain = 0; drain < 4; drain++) {
      for (let i = 0; i < 1000; i++) {
        recorder.query(flood)
        if (i % 10 === 9) recorder.dropped(flood, 'rule')
        else recorder.answered(flood, 1)
      }
      log.drain()
    }
    clock.set(clock.ms + 1000)
  }
  log.drain()
  const summary = JSON.parse(lines.at(-1)!)
  expect(lines).toHaveLength(10 * seconds + 1)
  expect(summary).toMatchObject({
    event: 'summary',
    seconds: 60,
    queries: 240_000,
    answers: { cache: 216_000 },
    drops: { rule: 24_000 },
    rcodes: { NOERROR: 216_000 },
    listed: 600,
    names: [{ text: 'attack.example.net.', count: 120_000, error: 0 }],
    clients: [{ text: '203.0.113.0/24' }],
  })
  expect(summary.listed + summary.unlisted + summary.unseen).toBe(240_000)
  expect(summary.unseen).toBe(120_000)
})

test.each([
  ['all', 4],
  ['failures', 3],
  ['dropped', 1],
] as const)('only %s', (only, count) => {
  const { log, recorder, lines } = logOf({ only })
  recorder.answered(sample(), 1)
  recorder.answered(sample({ rcode: 2 }), 1)
  recorder.answered(sample({ source: 'failure' }), 1)
  recorder.dropped(sample(), 'gone')
  log.drain()
  expect(lines).toHaveLength(count)
})

test('addresses are cut, or a code that changes with the day', () => {
  const clients = (addresses: QueryLogSettings['addresses']) => {
    const { log, recorder, lines, clock } = logOf({ addresses })
    for (const [client, since] of [
      ['192.0.2.77', start],
      ['192.0.2.78', start],
      ['2001:db8:1:2::3', start],
      ['192.0.2.77', start + 1000],
      ['192.0.2.77', start + 86_400_000],
    ] as const)
      recorder.answered(sample({ client, since }), 1)
    clock.set(start)
    log.drain()
    return lines.map(line => JSON.parse(line).client)
  }
  expect(clients('truncated')).toEqual([
    '192.0.2.0/24',
    '192.0.2.0/24',
    '2001:db8:1::/48',
    '192.0.2.0/24',
    '192.0.2.0/24',
  ])
  const codes = clients('hashed')
  expect(codes[0]).toMatch(/^[\w-]{12}$/)
  expect(codes[3]).toBe(codes[0])
  expect(new Set(codes).size).toBe(4)
})

test('a file is written to its end, and added to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'query-log-'))
  const path = join(folder, 'log')
  for (const line of ['one', 'two']) {
    const sink = openLogSink(path, process.stdout, () => {})
    expect(sink.write(line)).toBe(true)
    await sink.close()
  }
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
  const failed = await new Promise<Error>(done =>
    openLogSink(join(folder, 'none', 'log'), process.stdout, done),
  )
  expect(failed.message).toContain('ENOENT')
  await rm(folder, { recursive: true })
})

test('frequent items are never counted too high, nor too low by more than the error', () => {
  const keys = fc.array(
    fc.nat(60).map(n => Math.floor(n ** 2 / 60)),
    { maxLength: 400 },
  )
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 8 }), (added, kept) => {
      const items = createFrequentItems(kept)
      const exact = new Map<string, number>()
      for (const key of added.map(String)) {
        items.add(key)
        exact.set(key, (exact.get(key) ?? 0) + 1)
      }
      const found = new Map(items.top(100).map(({ key, count }) => [key, count]))
      expect(found.size).toBeLessThanOrEqual(2 * kept)
      for (const [key, count] of exact) {
        expect(found.get(key) ?? 0).toBeLessThanOrEqual(count)
        expect((found.get(key) ?? 0) + items.error).toBeGreaterThanOrEqual(count)
      }
    }),
  )
})
