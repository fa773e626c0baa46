// What the operator sees of the last traffic: lists of the most frequent, and what a pattern matches.
import { expect, test } from 'vitest'
import type { TopKind } from '../../../src/proxy/control.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { createTrafficReader } from '../../../src/proxy/traffic/traffic-reader.ts'
import { createTrafficRecorder } from '../../../src/proxy/traffic/traffic-recorder.ts'
import { type Sample, sample, setClock, trafficSettings } from './traffic-site.ts'

const threads = 2
const now = 1_700_000_000_000

function traffic(size = 1000) {
  const settings = trafficSettings([], {}, { size })
  const memory = keepMemory(new Map())
  const clock = setClock(50_000)
  const recorders = Array.from({ length: threads }, (_, thread) =>
    createTrafficRecorder(memory, { thread, threads }, clock, settings),
  )
  const reader = createTrafficReader(
    memory,
    { threads, clock: { ...clock, read() {} }, now: () => now },
    settings,
  )
  let turn = 0
  return {
    reader,
    clock,
    answer: (of: Sample, latency = 1, count = 1) => {
      for (let i = 0; i < count; i++)
        recorders[turn++ % threads]!.answered(sample({ since: clock.ms - 1000, ...of }), latency)
    },
    drop: (of: Sample, reason: Parameters<(typeof recorders)[0]['dropped']>[1]) =>
      recorders[turn++ % threads]!.dropped(sample({ since: clock.ms - 1000, ...of }), reason),
  }
}

const filled = () => {
  const all = traffic()
  all.answer({ name: 'www.Example.com.', client: '192.0.2.1', octets: 100 }, 1, 6)
  all.answer({ name: 'a.b.example.net.', client: '2001:db8::1', type: 28, octets: 1200, rcode: 3 }, 1500, 3)
  all.answer({ name: '.', client: '198.51.100.7', type: 2, octets: 300, transport: 'dot' }, 20)
  return all
}

test.each<[TopKind, number | undefined, [string, number][]]>([
  [
    'queries',
    undefined,
    [
      ['www.example.com.', 6],
      ['a.b.example.net.', 3],
      ['.', 1],
    ],
  ],
  [
    'queries',
    1,
    [
      ['com.', 6],
      ['net.', 3],
      ['.', 1],
    ],
  ],
  [
    'queries',
    2,
    [
      ['example.com.', 6],
      ['example.net.', 3],
      ['.', 1],
    ],
  ],
  [
    'clients',
    undefined,
    [
      ['192.0.2.1', 6],
      ['2001:db8::1', 3],
      ['198.51.100.7', 1],
    ],
  ],
  [
    'types',
    undefined,
    [
      ['A', 6],
      ['AAAA', 3],
      ['NS', 1],
    ],
  ],
  [
    'rcodes',
    undefined,
    [
      ['NOERROR', 7],
      ['NXDOMAIN', 3],
    ],
  ],
  ['slow', undefined, [['a.b.example.net.', 3]]],
  [
    'large',
    undefined,
    [
      ['a.b.example.net.', 3600],
      ['www.example.com.', 600],
      ['.', 300],
    ],
  ],
])('top %s by %s labels', (kind, labels, expected) => {
  const top = filled().reader.top(kind, 10, labels)
  expect(top.map(({ text, count }) => [text, count])).toEqual(expected)
  expect(top.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(filled().reader.top(kind, 1, labels)).toHaveLength(1)
})

test.each<[string[], number]>([
  [[], 10],
  [['example.com'], 6],
  [['WWW.example.com.'], 6],
  [['ww.example.com'], 0],
  [['b.example.net', '2001:db8::/32'], 3],
  [['192.0.2.0/24', 'example.net'], 0],
  [['15ms'], 4],
  [['198.51.100.7'], 1],
])('grep %j', (patterns, count) => {
  expect(filled().reader.grep(patterns, 100)).toHaveLength(count)
})

test('entries say what is known, the last ones in order', () => {
  const { answer, drop, clock, reader } = traffic()
  answer({ name: 'x y.example.com.'.replace(' ', '\\032'), port: 1, source: 'backend' }, 12.3456)
  clock.set(60_000)
  drop({ client: '203.0.113.1', name: 'www.example.com.' }, 'rule')
  drop({ client: '203.0.113.2', since: 60_000 }, 'acl')
  expect(reader.grep([], 2)).toHaveLength(2)
  const [first, second, third] = reader.grep([], 10)
  expect(first).toEqual({
    time: now - 50_000 + 49_000,
    client: '192.0.2.1',
    name: 'x\\032y.example.com.',
    type: 'A',
    transport: 'UDP',
    rcode: 'NOERROR',
    latency: 12.346,
    octets: expect.any(Number),
    source: 'backend',
  })
  expect(second).toMatchObject({ client: '203.0.113.1', name: 'www.example.com.', source: 'dropped: rule' })
  expect(second).not.toHaveProperty('rcode')
  // What the ACL drops is not read, so whatever the transaction says is of another query.
  expect(third).toMatchObject({ client: '203.0.113.2', name: '', type: '', source: 'dropped: acl' })
})

test('a ring keeps the last ones; of what is turned away, some of each second', () => {
  const { answer, drop, reader } = traffic(250)
  for (let i = 0; i < 2000; i++) answer({ name: `n${i}.example.com.` })
  const entries = reader.grep([], 1000)
  expect(entries).toHaveLength(2 * 250)
  expect(entries.map(({ name }) => Number(name.slice(1, name.indexOf('.')))).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 500 }, (_, i) => 1500 + i),
  )
  for (let i = 0; i < 2000; i++) drop({}, 'acl')
  expect(reader.grep(['example.com'], 1000)).toHaveLength(2 * 150)
})

test('nothing is kept where nothing is wanted', () => {
  const { answer, drop, reader } = traffic(0)
  answer({})
  drop({}, 'rule')
  expect(reader.grep([], 10)).toEqual([])
  expect(reader.top('queries', 10)).toEqual([])
})
