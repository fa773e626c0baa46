// What the packet cache gives for which query, and for how long.
import { describe, expect, test } from 'vitest'
import { finds } from '../../../src/proxy/cache/packet-cache.ts'
import type { PacketCacheSettings } from '../../../src/proxy/settings/packet-cache.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import {
  type Ask,
  address,
  answeredOf,
  messageOf,
  openCache,
  type Reply,
  soa,
  transactionOf,
} from './exchange.ts'

const www = 'www.example.com'
const found: Reply = { answers: [address(www, 300)] }

test('gives an answer with the id and the letters of the one who asks, its TTLs aged', () => {
  const { cache, clock, keeper } = openCache()
  const ask = { name: www, edns: 1232 }
  const first = transactionOf(ask)
  expect(cache.find(first)).toBe(finds.nothing)
  cache.insert(answeredOf(ask, { answers: [address(www, 300), address(www, 200, '192.0.2.2')], edns: 1232 }))
  clock.seconds += 50
  const second = transactionOf({ ...ask, name: 'wWw.eXample.COM', id: 77 })
  expect(cache.find(second)).toBe(finds.fresh)
  expect(second.cacheHash).toBe(first.cacheHash)
  expect(messageOf(second)).toMatchObject({
    id: 77,
    type: 'response',
    questions: [{ name: 'wWw.eXample.COM', type: 'A' }],
    answers: [
      { ttl: 250, data: '192.0.2.1' },
      { ttl: 150, data: '192.0.2.2' },
    ],
  })
  expect(second.message[second.optAt + 2]).toBe(41)
  expect(second.optEnd).toBe(second.length)
  expect(keeper.report()).toMatchObject({ entries: 1, hits: 1, misses: 1, inserts: 1 })
  expect([...keeper.dump()]).toEqual([
    { name: 'www.example.com.', type: 1, ttl: 150, rcode: 0, octets: second.length, isStream: false },
  ])
})

const cookie = (octet: number) => [{ code: 10, data: Array(8).fill(octet) }]
const subnet = (octet: number, scope = 0) => ({ code: 8, data: [0, 1, 24, scope, 192, 0, octet] })
const signed = { name: www, type: 'TSIG', data: Buffer.from([0]) } as unknown as Ask['extra'] & object

describe('an answer is for queries that are the same', () => {
  const cases: readonly [string, Partial<Ask>, Partial<Ask>, Partial<PacketCacheSettings>?][] = [
    ['in other letters', {}, { name: 'WWW.Example.com' }],
    ['with another cookie', { edns: 1232, options: cookie(1) }, { edns: 1232, options: cookie(2) }],
    ['without the cookie', { edns: 1232, options: cookie(1) }, { edns: 1232 }],
    ['with padding', { edns: 1232 }, { edns: 1232, options: [{ code: 12, data: [0, 0] }] }],
    ['of the same rank', { edns: 1400 }, { edns: 1232 }, { payload_ranks: [512, 1232] }],
    [
      'with the same option among others',
      { edns: 1232, options: [{ code: 3, data: [] }, ...cookie(1)] },
      { edns: 1232, options: [{ code: 3, data: [] }] },
    ],
  ]
  test.each(cases)('%s', (_, one, other, settings) => {
    const { cache } = openCache(settings)
    cache.insert(answeredOf({ name: www, ...one }, found))
    expect(cache.find(transactionOf({ name: www, ...other }))).toBe(finds.fresh)
  })
})

describe('an answer is not for a query', () => {
  const cases: readonly [string, Partial<Ask>, Partial<Ask>, Partial<PacketCacheSettings>?][] = [
    ['of another name', {}, { name: 'ww.wexample.com' }],
    ['of another type', {}, { type: 'AAAA' }],
    ['without RD', {}, { flags: 0 }],
    ['with CD', {}, { flags: 0x110 }],
    ['with AD', {}, { flags: 0x120 }],
    ['over TCP', {}, { isStream: true }],
    ['over UDP', { isStream: true }, {}],
    ['with EDNS', {}, { edns: 1232 }],
    ['without EDNS', { edns: 1232 }, {}],
    ['with another payload size', { edns: 1232 }, { edns: 1400 }],
    ['with DO', { edns: 1232 }, { edns: 1232, dnssecOk: true }],
    ['of another subnet', { edns: 1232, options: [subnet(2)] }, { edns: 1232, options: [subnet(3)] }],
    [
      'with another cookie if those count',
      { edns: 1232, options: cookie(1) },
      { edns: 1232, options: cookie(2) },
      { cookie_hashing: true },
    ],
    ['with a signature', { extra: signed }, { extra: signed }],
    ['for a transfer', { type: 'AXFR' }, { type: 'AXFR' }],
    ['of another opcode', { flags: 0x2000 }, { flags: 0x2000 }],
    ['of another rank', { edns: 1400 }, { edns: 1231 }, { payload_ranks: [512, 1232] }],
    ['of a type that is left out', { type: 'TXT' }, { type: 'TXT' }, { record_types: ['A', 28] }],
  ]
  test.each(cases)('%s', (_, one, other, settings) => {
    const { cache } = openCache(settings)
    cache.insert(answeredOf({ name: www, ...one }, found))
    expect(cache.find(transactionOf({ name: www, ...other }))).toBe(finds.nothing)
  })
})

describe('an answer is kept', () => {
  const cases: readonly [string, Reply, number | undefined, Partial<PacketCacheSettings>?][] = [
    ['for its smallest TTL', { answers: [address(www, 300), address(www, 20, '192.0.2.2')] }, 20],
    ['at most for max_ttl', { answers: [address(www, 99_999)] }, 600, { max_ttl: 600 }],
    ['not with a TTL of 0', { answers: [address(www, 0)] }, undefined],
    ['not below min_ttl', { answers: [address(www, 4)] }, undefined, { min_ttl: 5 }],
    ['not without a TTL', {}, undefined],
    ['not without a TTL, with EDNS', { edns: 1232 }, undefined],
    ['as long as the SOA allows denials', { rcode: 3, authorities: [soa(900, 300)] }, 300],
    ['for the TTL of the SOA, if that is less', { authorities: [soa(100, 300)] }, 100],
    ['at most for max_negative_ttl', { rcode: 3, authorities: [soa(9000, 9000)] }, 3600],
    ['as long as any, with a SOA among the answers', { answers: [soa(7200, 1)] }, 7200],
    ['for temporary_failure_ttl after SERVFAIL', { rcode: 2 }, 60],
    ['for temporary_failure_ttl after REFUSED', { rcode: 5, edns: 1232 }, 7, { temporary_failure_ttl: 7 }],
    ['not after SERVFAIL, if so configured', { rcode: 2 }, undefined, { temporary_failure_ttl: 0 }],
    ['not when truncated', { ...found, isTruncated: true }, undefined],
    ['for truncated_ttl when truncated', { isTruncated: true }, 5, { truncated_ttl: 5 }],
    ['not when too large', found, undefined, { maximum_entry_size: 40 }],
  ]
  test.each(cases)('%s', (_, reply, ttl, settings) => {
    const { cache, keeper, clock } = openCache({ ...settings, keep_stale_data: false })
    cache.insert(answeredOf({ name: www }, reply))
    expect([...keeper.dump()].map(entry => entry.ttl)).toEqual(ttl === undefined ? [] : [ttl])
    if (ttl === undefined) return
    clock.seconds += ttl - 1
    expect(cache.find(transactionOf({ name: www }))).toBe(finds.fresh)
    clock.seconds++
    expect(cache.find(transactionOf({ name: www }))).toBe(finds.nothing)
  })
})

test('a rule may decide how long a failure is kept', () => {
  const { cache, keeper } = openCache()
  const t = answeredOf({ name: www }, { rcode: 2 })
  t.decided.temporaryFailureTtl = 3
  cache.insert(t)
  expect([...keeper.dump()]).toMatchObject([{ ttl: 3, rcode: 2 }])
})

test('what was malformed on the way is not kept', () => {
  const { cache, keeper } = openCache()
  for (let end = 12; end < answeredOf({ name: www }, found).length; end++) {
    const t = answeredOf({ name: www }, found)
    t.length = end
    cache.insert(t)
  }
  expect(keeper.report().entries).toBe(0)
})

test('cookies and padding of one client do not reach another', () => {
  const { cache } = openCache()
  const ask = { name: www, edns: 1232, options: cookie(1) }
  const options = [...cookie(1), { code: 15, data: [0, 3] }, { code: 12, data: [0, 0, 0] }]
  cache.insert(answeredOf(ask, { ...found, edns: 1232, options }))
  const t = transactionOf({ ...ask, options: cookie(2) })
  expect(cache.find(t)).toBe(finds.fresh)
  expect(messageOf(t).additionals).toMatchObject([{ type: 'OPT', options: [{ code: 15 }] }])
})

test('clients of all subnets share an answer with scope 0, those without a subnet do not', () => {
  const { cache } = openCache({ parse_ecs: true })
  const ask = (octet: number) => ({ name: www, edns: 1232, options: [subnet(octet)] })
  cache.insert(answeredOf(ask(2), { ...found, edns: 1232, options: [subnet(2)] }))
  const other = transactionOf(ask(3))
  expect(cache.find(other)).toBe(finds.fresh)
  expect(messageOf(other).additionals).toMatchObject([{ type: 'OPT', options: [] }])
  expect(cache.find(transactionOf({ name: www, edns: 1232 }))).toBe(finds.nothing)
})

test('a subnet has answers of its own if its scope is not 0', () => {
  const { cache } = openCache({ parse_ecs: true })
  const ask = (octet: number) => ({ name: www, edns: 1232, options: [subnet(octet)] })
  cache.insert(answeredOf(ask(2), { ...found, edns: 1232, options: [subnet(2, 24)] }))
  expect(cache.find(transactionOf(ask(3)))).toBe(finds.nothing)
  expect(cache.find(transactionOf(ask(2)))).toBe(finds.fresh)
})

test('an answer to a client of the same rank that takes less is not given', () => {
  const { cache } = openCache({ payload_ranks: [512] })
  const answers = Array.from({ length: 20 }, (_, i) => address(www, 300, `192.0.2.${i}`))
  cache.insert(answeredOf({ name: www, edns: 1232 }, { answers, edns: 1232 }))
  expect(cache.find(transactionOf({ name: www, edns: 600 }))).toBe(finds.nothing)
  expect(cache.find(transactionOf({ name: www, edns: 900 }))).toBe(finds.fresh)
})

test('an answer that does not fit the message is not given', () => {
  const { cache } = openCache()
  cache.insert(answeredOf({ name: www }, found))
  const t = transactionOf({ name: www })
  t.message = t.message.slice(0, t.length + 4)
  const before = t.message.slice()
  expect(cache.find(t)).toBe(finds.nothing)
  expect(t.message).toEqual(before)
})

test('TTLs stay as they are, if so configured', () => {
  const { cache, clock } = openCache({ dont_age: true })
  cache.insert(answeredOf({ name: www }, found))
  clock.seconds += 100
  const t = transactionOf({ name: www })
  cache.find(t)
  expect(messageOf(t).answers).toMatchObject([{ ttl: 300 }])
})

test('addresses come in any order, if so configured, and nothing else moves', () => {
  const { cache } = openCache({ shuffle: true })
  const alias = { name: www, type: 'CNAME', data: 'a.example.com' } as const
  const data = ['192.0.2.1', '192.0.2.2', '192.0.2.3']
  const other = address('b.example.com', 300, '192.0.2.9')
  const answers = [{ ...alias, ttl: 300 }, ...data.map(each => address('a.example.com', 300, each)), other]
  cache.insert(answeredOf({ name: www }, { answers }))
  const orders = new Set<string>()
  for (let i = 0; i < 200; i++) {
    const t = transactionOf({ name: www })
    cache.find(t)
    const given = messageOf(t).answers!.map(answer => ('data' in answer ? String(answer.data) : ''))
    expect(given[0]).toBe('a.example.com')
    expect(given[4]).toBe('192.0.2.9')
    expect(given.slice(1, 4).sort()).toEqual(data)
    orders.add(
      messageOf(t)
        .answers!.slice(1, 4)
        .map(answer => ('data' in answer ? answer.data : ''))
        .join(),
    )
  }
  expect(orders.size).toBe(6)
})

describe('expired answers', () => {
  test('are given as stale ones with their own TTL, until they are too old', () => {
    const { cache, clock, keeper } = openCache({ maximum_stale_age: 1000, stale_ttl: 30 })
    cache.insert(answeredOf({ name: www }, found))
    clock.seconds += 300
    expect(cache.find(transactionOf({ name: www }))).toBe(finds.nothing)
    const t = transactionOf({ name: www, id: 5 })
    expect(cache.findStale(t)).toBe(true)
    expect(messageOf(t)).toMatchObject({ id: 5, answers: [{ ttl: 30 }] })
    clock.seconds += 1000
    expect(cache.findStale(transactionOf({ name: www }))).toBe(false)
    expect(keeper.report()).toMatchObject({ staleHits: 1, hits: 0 })
  })

  test('are not given if they are not kept', () => {
    const { cache, clock } = openCache({ keep_stale_data: false })
    cache.insert(answeredOf({ name: www }, found))
    expect(cache.findStale(transactionOf({ name: www }))).toBe(true)
    clock.seconds += 300
    expect(cache.findStale(transactionOf({ name: www }))).toBe(false)
  })

  test('are not replaced by failures while they are of use, but by answers', () => {
    const { cache, clock, keeper } = openCache({ maximum_stale_age: 1000 })
    cache.insert(answeredOf({ name: www }, found))
    clock.seconds += 300
    cache.insert(answeredOf({ name: www }, { rcode: 2 }))
    expect([...keeper.dump()]).toMatchObject([{ rcode: 0, ttl: 0 }])
    cache.insert(answeredOf({ name: www }, { answers: [address(www, 50)] }))
    expect([...keeper.dump()]).toMatchObject([{ rcode: 0, ttl: 50 }])
    clock.seconds += 1050
    cache.insert(answeredOf({ name: www }, { rcode: 2 }))
    expect([...keeper.dump()]).toMatchObject([{ rcode: 2, ttl: 60 }])
  })
})

describe('an answer that was asked for before', () => {
  const nearItsEnd = (prefetch: number, before: number) => {
    const site = openCache({ prefetch })
    site.cache.insert(answeredOf({ name: www }, found))
    for (let i = 0; i < before; i++) site.cache.find(transactionOf({ name: www }))
    site.clock.seconds += 275
    return site
  }

  test('is said to be aging once, with the query as it was', () => {
    const { cache, keeper } = nearItsEnd(10, 1)
    const t = transactionOf({ name: 'WWW.example.com', id: 9 })
    const query = t.message.slice(0, t.length)
    expect(cache.find(t)).toBe(finds.aging)
    expect(t.message.slice(0, t.length)).toEqual(query)
    expect(cache.find(t)).toBe(finds.fresh)
    expect(cache.find(transactionOf({ name: www }))).toBe(finds.fresh)
    expect(keeper.report()).toMatchObject({ hits: 3, misses: 0 })
    cache.insert(answeredOf({ name: www }, found))
    expect([...keeper.dump()]).toMatchObject([{ ttl: 300 }])
  })

  test.each([
    ['if nobody had asked', 10, 0],
    ['if that is off', 0, 1],
    ['too early', 5, 1],
  ])('is not, %s', (_, prefetch, before) => {
    expect(nearItsEnd(prefetch, before).cache.find(transactionOf({ name: www }))).toBe(finds.fresh)
  })
})

describe('a reload', () => {
  const reopened = (given: Partial<PacketCacheSettings>) => {
    const before = openCache({ size: 1000 })
    before.cache.insert(answeredOf({ name: www }, found))
    const after = openCache(given, keepMemory((before.memory as ReturnType<typeof keepMemory>).taken))
    return after
  }

  test('keeps answers and counters', () => {
    const { cache, keeper } = reopened({ size: 1000, max_ttl: 7, options_to_skip: ['10'], prefetch: 0 })
    expect(cache.find(transactionOf({ name: www }))).toBe(finds.fresh)
    expect(keeper.report()).toMatchObject({ entries: 1, inserts: 1, hits: 1 })
  })

  test.each([{ size: 200_000 }, { size: 1000, name: 'other' }])('begins anew with %o', given => {
    expect(reopened(given).cache.find(transactionOf({ name: www }))).toBe(finds.nothing)
  })
})
