// Dynamic rules are exact at any rate, over all threads, and leave alone whom they should.
import { describe, expect, test } from 'vitest'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { blockActions, createDynamicBlocks } from '../../../src/proxy/traffic/dynamic-blocks.ts'
import { type BlockEvent, createDynamicRules } from '../../../src/proxy/traffic/dynamic-rules.ts'
import { createTrafficRecorder, type TrafficSettings } from '../../../src/proxy/traffic/traffic-recorder.ts'
import type { Transaction } from '../../../src/proxy/transaction.ts'
import { rule, type Sample, sample, setClock, trafficSettings } from './traffic-site.ts'

const threads = 3
const start = 100_000

/** A proxy of three threads, of which the last one is the main one. */
function proxyOf(settings: TrafficSettings) {
  const memory = keepMemory(new Map())
  const clock = setClock(start)
  const events: BlockEvent[] = []
  const kernel: string[][] = []
  const rules = createDynamicRules(
    memory,
    {
      thread: threads - 1,
      threads,
      clock,
      onEvent: event => events.push(event),
      onKernelNetworks: networks => kernel.push([...networks]),
    },
    settings,
  )
  const recorders = Array.from({ length: threads }, (_, thread) =>
    createTrafficRecorder(memory, { thread, threads }, clock, settings),
  )
  const blocks = createDynamicBlocks(memory, { thread: 0, threads }, clock)
  let turn = 0
  const ask = (t: Transaction, count = 1): void => {
    for (let i = 0; i < count; i++) {
      const recorder = recorders[turn++ % threads]!
      recorder.query(t)
      recorder.answered(t, 1)
    }
  }
  return {
    memory,
    clock,
    events,
    kernel,
    rules,
    blocks,
    recorders,
    ask,
    /** Goes on to the next second, a bit behind its start. */
    nextSecond() {
      clock.set((clock.seconds + 1) * 1000 + 60)
      rules.tick()
    },
    subjects: () => rules.blocks().map(({ subject }) => subject),
  }
}

describe.each([1000, 100_000])('at %i queries a second', rate => {
  test('a client with just the rate is not blocked, one with a query more is', () => {
    const seconds = 4
    const proxy = proxyOf(
      trafficSettings([rule({ type: 'query-rate', rate: rate / 10, seconds, kernel: false })]),
    )
    const [even, more] = [sample({ client: '192.0.2.1' }), sample({ client: '192.0.2.2' })]
    const others = Array.from({ length: 80 }, (_, i) => sample({ client: `198.51.100.${i}` }))
    for (let second = 0; second < seconds; second++) {
      proxy.ask(even, rate / 10)
      proxy.ask(more, rate / 10 + (second === 2 ? 1 : 0))
      for (const other of others) proxy.ask(other, rate / 100)
      expect(proxy.subjects()).toEqual([])
      proxy.nextSecond()
    }
    expect(proxy.subjects()).toEqual(['192.0.2.2/32'])
    expect(proxy.events).toMatchObject([
      { subject: '192.0.2.2/32', group: 'abuse', action: 'Drop', seconds: 60, isWarning: false },
    ])
    expect(proxy.blocks.judge(more)).toBe(blockActions.drop)
    expect(proxy.blocks.judge(even)).toBe(blockActions.none)
    expect(proxy.rules.blocks()[0]).toMatchObject({
      blocks: 1,
      reason: 'query-rate exceeded',
      isKernel: false,
    })
  })
})

interface Row {
  readonly title: string
  readonly rule: Parameters<typeof rule>[0]
  /** Traffic of one second that does not exceed the rule, and the query more that does. */
  readonly within: readonly (readonly [Sample, number])[]
  readonly beyond: Sample
  readonly subject: string
}

const rows: readonly Row[] = [
  {
    title: 'queries of a type',
    rule: { type: 'qtype-rate', qtype: 'ANY', rate: 5, seconds: 1 },
    within: [
      [{ type: 255 }, 5],
      [{ type: 1 }, 50],
    ],
    beyond: { type: 255 },
    subject: '192.0.2.1/32',
  },
  {
    title: 'answers with an rcode',
    rule: { type: 'rcode-rate', rcode: 'NXDomain', rate: 5, seconds: 1 },
    within: [
      [{ rcode: 3 }, 5],
      [{ rcode: 2 }, 50],
    ],
    beyond: { rcode: 3 },
    subject: '192.0.2.1/32',
  },
  {
    title: 'the share of answers with an rcode',
    rule: { type: 'rcode-ratio', rcode: '2', ratio: 0.5, seconds: 1, minimum_number_of_responses: 20 },
    within: [
      [{ rcode: 2 }, 10],
      [{ rcode: 0 }, 10],
    ],
    beyond: { rcode: 2 },
    subject: '192.0.2.1/32',
  },
  {
    title: 'no share of fewer answers than the minimum',
    rule: { type: 'rcode-ratio', rcode: '2', ratio: 0.5, seconds: 1, minimum_number_of_responses: 21 },
    within: [[{ rcode: 2 }, 20]],
    beyond: { rcode: 2 },
    subject: '192.0.2.1/32',
  },
  {
    title: 'octets of answers',
    rule: { type: 'response-byte-rate', rate: 1000, seconds: 1 },
    within: [[{ octets: 100 }, 10]],
    beyond: { octets: 12 },
    subject: '192.0.2.1/32',
  },
  {
    title: 'the share of answers that the cache did not have',
    rule: { type: 'cache-miss-ratio', ratio: 0.9, seconds: 1, minimum_global_cache_hit_ratio: 0.05 },
    within: [
      [{ source: 'backend' }, 9],
      [{ source: 'cache' }, 1],
    ],
    beyond: { source: 'backend' },
    subject: '192.0.2.1/32',
  },
  {
    title: 'queries below a name',
    rule: { type: 'suffix-match', rate: 10, seconds: 1 },
    within: [
      [{ name: 'a.Example.com.', client: '192.0.2.7' }, 5],
      [{ name: 'b.c.example.COM.', client: '192.0.2.8' }, 5],
      [{ name: 'example.net.' }, 10],
      [{ name: 'com.' }, 50],
    ],
    beyond: { name: 'example.com.' },
    subject: 'example.com.',
  },
  {
    title: 'failures below a name that is asked often',
    rule: { type: 'suffix-match', rate: 15, rcode: 'NXDomain', ratio: 0.5, seconds: 1, labels: 3 },
    within: [
      [{ name: 'x.shop.example.com.', rcode: 3 }, 10],
      [{ name: 'y.shop.example.com.', rcode: 0 }, 10],
      [{ name: 'x.mail.example.com.', rcode: 3 }, 15],
    ],
    beyond: { name: 'z.shop.example.com.', rcode: 3 },
    subject: 'shop.example.com.',
  },
]

test.each(rows)('$title', ({ rule: of, within, beyond, subject }) => {
  for (const exceeds of [false, true]) {
    const proxy = proxyOf(trafficSettings([rule({ action: 'Refused', ...of })]))
    for (const [what, count] of within) proxy.ask(sample(what), count)
    if (exceeds) proxy.ask(sample(beyond))
    proxy.nextSecond()
    expect(proxy.subjects()).toEqual(exceeds ? [subject] : [])
    expect(proxy.blocks.judge(sample(beyond))).toBe(exceeds ? blockActions.refused : blockActions.none)
  }
})

test('a window forgets what is older', () => {
  const proxy = proxyOf(trafficSettings([rule({ type: 'query-rate', rate: 10, seconds: 3 })]))
  for (let second = 0; second < 30; second++) {
    // 30 in any three seconds that follow one another.
    proxy.ask(sample(), second % 3 === 0 ? 28 : 1)
    proxy.nextSecond()
  }
  expect(proxy.subjects()).toEqual([])
  proxy.ask(sample(), 29)
  proxy.nextSecond()
  expect(proxy.subjects()).toEqual(['192.0.2.1/32'])
})

test('a warning blocks nothing, and becomes a block', () => {
  const proxy = proxyOf(
    trafficSettings([
      rule({ type: 'query-rate', rate: 10, warning_rate: 5, seconds: 1, comment: 'too much' }),
    ]),
  )
  proxy.ask(sample(), 6)
  proxy.nextSecond()
  expect(proxy.rules.blocks()).toMatchObject([
    { subject: '192.0.2.1/32', reason: 'too much', isWarning: true },
  ])
  expect(proxy.blocks.judge(sample())).toBe(blockActions.none)
  expect(proxy.kernel).toEqual([])
  proxy.ask(sample(), 11)
  proxy.nextSecond()
  expect(proxy.blocks.judge(sample())).toBe(blockActions.drop)
  expect(proxy.events.map(({ isWarning }) => isWarning)).toEqual([true, false])
  expect(proxy.kernel).toEqual([['192.0.2.1/32']])
})

test('a block ends, and is prolonged while it stops more than the rate', () => {
  const proxy = proxyOf(
    trafficSettings([
      rule({ type: 'query-rate', rate: 10, seconds: 1, action_duration: 5, action: 'Truncate' }),
    ]),
  )
  const flood = (count: number) => {
    for (let i = 0; i < count; i++)
      if (proxy.blocks.judge(sample()) === blockActions.none) proxy.ask(sample())
  }
  flood(11)
  for (let second = 0; second < 20; second++) {
    proxy.nextSecond()
    expect(proxy.subjects()).toEqual(['192.0.2.1/32'])
    flood(11)
  }
  expect(proxy.events).toHaveLength(1)
  for (let second = 0; second < 6; second++) {
    proxy.nextSecond()
    flood(9)
  }
  proxy.nextSecond()
  expect(proxy.subjects()).toEqual([])
  expect(proxy.blocks.judge(sample())).toBe(blockActions.none)
})

test('masks, ports and ranges decide who is a client and who is left alone', () => {
  const proxy = proxyOf(
    trafficSettings([rule({ type: 'query-rate', rate: 1, seconds: 1 })], {
      mask_port: 2,
      exclude_ranges: ['192.0.2.0/24', '2001:db8:1::/48'],
      include_ranges: ['192.0.2.64/26'],
    }),
  )
  proxy.ask(sample({ client: '192.0.2.1' }), 5)
  proxy.ask(sample({ client: '192.0.2.65', port: 20_000 }), 2)
  proxy.ask(sample({ client: '192.0.2.65', port: 1 }), 1)
  proxy.ask(sample({ client: '2001:db8::1', port: 1 }), 1)
  proxy.ask(sample({ client: '2001:db8::ffff', port: 40_000 }), 1)
  proxy.ask(sample({ client: '2001:db8:1::1' }), 9)
  proxy.nextSecond()
  expect(proxy.subjects().sort()).toEqual(['192.0.2.65/32 ports 16384-32767', '2001:db8::/64'])
  expect(proxy.blocks.judge(sample({ client: '192.0.2.65', port: 30_000 }))).toBe(blockActions.drop)
  expect(proxy.blocks.judge(sample({ client: '192.0.2.65', port: 3000 }))).toBe(blockActions.none)
  expect(proxy.blocks.judge(sample({ client: '2001:db8::77' }))).toBe(blockActions.drop)
  // Ports are no networks, which the system could drop.
  expect(proxy.kernel).toEqual([['2001:db8::/64']])
})

test('domains are left alone with all below them', () => {
  const proxy = proxyOf(
    trafficSettings([rule({ type: 'suffix-match', rate: 1, seconds: 1 })], {
      exclude_domains: ['Example.com'],
    }),
  )
  proxy.ask(sample({ name: 'a.example.com.' }), 5)
  proxy.ask(sample({ name: 'a.badexample.com.' }), 5)
  proxy.nextSecond()
  expect(proxy.subjects()).toEqual(['badexample.com.'])
})

test('a tag is set, and the query goes on', () => {
  const proxy = proxyOf(
    trafficSettings([
      rule({ type: 'query-rate', rate: 1, seconds: 1, action: 'SetTag', tag_name: 'busy', tag_value: 'yes' }),
    ]),
  )
  proxy.ask(sample(), 2)
  proxy.nextSecond()
  const t = sample()
  expect(proxy.blocks.judge(t)).toBe(blockActions.none)
  expect(t.decided.tags).toEqual(new Map([['busy', 'yes']]))
  t.decided.tags = new Map([['other', '1']])
  proxy.blocks.judge(t)
  expect(t.decided.tags).toEqual(
    new Map([
      ['other', '1'],
      ['busy', 'yes'],
    ]),
  )
})

test('blocks by hand, over reloads and to their end', () => {
  const proxy = proxyOf(trafficSettings([]))
  proxy.rules.block('198.51.100.0/24', 30, 'by hand', 'drop')
  proxy.rules.block('198.51.100.7', 30, 'smaller', 'refused')
  proxy.rules.block('www.example.org', 30, 'name', 'NXDomain')
  proxy.rules.configure(proxy.memory, trafficSettings([rule({ type: 'query-rate', rate: 1 })]))
  const judge = (of: Sample) => proxy.blocks.judge(sample(of))
  expect(judge({ client: '198.51.100.8' })).toBe(blockActions.drop)
  expect(judge({ client: '198.51.100.7' })).toBe(blockActions.refused)
  expect(judge({ name: 'x.WWW.example.org.' })).toBe(blockActions.nxdomain)
  expect(judge({ name: 'example.org.' })).toBe(blockActions.none)
  expect(proxy.kernel).toEqual([['198.51.100.0/24']])
  expect(proxy.rules.unblock('198.51.100.0/24')).toBe(true)
  expect(proxy.rules.unblock('198.51.100.0/24')).toBe(false)
  expect(judge({ client: '198.51.100.8' })).toBe(blockActions.none)
  expect(proxy.kernel.at(-1)).toEqual([])
  proxy.clock.set(start + 30_001)
  expect(judge({ name: 'www.example.org.' })).toBe(blockActions.none)
  expect(proxy.rules.blocks()).toEqual([])
})

test.each([
  ['192.0.2.0/33', 'Drop', '"192.0.2.0/33" has a prefix that is not a number from 0 to 32'],
  ['192.0.2', 'Drop', '"192.0.2" is neither a network such as 192.0.2.0/24 nor a name'],
  ['192.0.2.1', 'Dorp', '"Dorp" is no action of a block; write "Drop"'],
])('%s cannot be blocked with %s', (subject, action, message) => {
  const { rules } = proxyOf(trafficSettings([]))
  expect(() => rules.block(subject, 1, '', action)).toThrow(message)
})

test.each([
  [rule({ type: 'query-rate' }), 'has neither rate nor warning_rate'],
  [rule({ type: 'rcode-ratio', rcode: '2' }), 'has neither ratio nor warning_ratio'],
  [rule({ type: 'rcode-rate', rcode: 'NXDOMIAN', rate: 1 }), 'has rcode "NXDOMIAN"'],
  [rule({ type: 'qtype-rate', rate: 1 }), 'has qtype ""'],
  [rule({ type: 'suffix-match' }), 'has neither a rate nor a ratio'],
  [rule({ type: 'suffix-match', ratio: 0.1 }), 'has a ratio, but no rcode'],
  [rule({ type: 'query-rate', rate: 1, action: 'SetTag' }), 'sets a tag without tag_name'],
])('a rule that cannot be used: %#', (of, message) => {
  expect(() => proxyOf(trafficSettings([of]))).toThrow(message)
})

test('of more clients than are counted exactly, those that ask much are found', () => {
  const settings = trafficSettings([rule({ type: 'query-rate', rate: 500, seconds: 1 })])
  const proxy = proxyOf({
    ...settings,
    dynamic_rules_settings: { ...settings.dynamic_rules_settings, max_clients: 1000 },
  })
  const t = sample()
  const abuser = sample({ client: '203.0.113.9' })
  for (let i = 0; i < 60_000; i++) {
    t.client[3] = Math.imul(i, 0x9e3779b1)
    proxy.ask(t)
    if (i % 20 === 0) proxy.ask(abuser)
  }
  proxy.nextSecond()
  expect(proxy.subjects()).toEqual(['203.0.113.9/32'])
})
