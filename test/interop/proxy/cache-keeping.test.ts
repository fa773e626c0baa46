// Which answers the packet cache keeps, and how it gives them.
import { expect, test } from 'vitest'
import { type Asked, cacheRig, cacheSettings, zone } from './cache-rig.ts'
import { type AnswerParts, a, answerTo, bits, soa, txt } from './messages.ts'

const rig = cacheRig()
const { askFor, byName, fresh } = rig

const tcp = { over: 'tcp' } as const
const ofSoa = (ttl: number, minimum: number) => ({ authorities: [soa(zone, ttl, minimum)] })
const long = Array.from({ length: 3 }, (_, i) => txt('@', `${i}${'x'.repeat(100)}`))
interface Keeping {
  readonly what: string
  readonly label?: string
  readonly answer: AnswerParts
  readonly kept: boolean
  readonly asked?: Asked
}
const keepings: readonly Keeping[] = [
  { what: 'an address', answer: { answers: [a('@', '192.0.2.1', 60)] }, kept: true },
  { what: 'a TTL of 0', answer: { answers: [a('@', '192.0.2.1', 0)] }, kept: false },
  {
    what: 'a TTL of 0 beside another',
    answer: { answers: [a('@', '192.0.2.1', 0), a('@', '192.0.2.2', 60)] },
    kept: false,
  },
  { what: 'a negative TTL', answer: { answers: [a('@', '192.0.2.1', 0x8000_0001)] }, kept: false },
  { what: 'NXDOMAIN', answer: { rcode: 3, ...ofSoa(60, 60) }, kept: true },
  { what: 'NXDOMAIN with a minimum of 0', answer: { rcode: 3, ...ofSoa(60, 0) }, kept: false },
  { what: 'no data', answer: ofSoa(60, 60), kept: true },
  { what: 'no data, without an SOA record', answer: {}, kept: false },
  { what: 'NXDOMAIN without an SOA record', answer: { rcode: 3 }, kept: false },
  { what: 'SERVFAIL', answer: { rcode: 2 }, kept: true },
  { what: 'REFUSED', answer: { rcode: 5 }, kept: true },
  { what: 'SERVFAIL, where failures are not kept', label: 'failures', answer: { rcode: 2 }, kept: false },
  { what: 'FORMERR', answer: { rcode: 1 }, kept: false },
  { what: 'truncated', answer: { flags: bits.tc, answers: [a('@', '192.0.2.1')] }, kept: false },
  {
    what: 'truncated, where those are kept',
    label: 'truncated',
    answer: { flags: bits.tc, answers: [a('@', '192.0.2.1')] },
    kept: true,
  },
  {
    what: 'a TTL below the least',
    label: 'least',
    answer: { answers: [a('@', '192.0.2.1', 99)] },
    kept: false,
  },
  { what: 'the least TTL', label: 'least', answer: { answers: [a('@', '192.0.2.1', 100)] }, kept: true },
  {
    what: 'a large answer',
    asked: tcp,
    answer: { answers: Array.from({ length: 50 }, () => long[0]!) },
    kept: false,
  },
  {
    what: 'an answer of 4 KB',
    asked: tcp,
    answer: { answers: Array.from({ length: 30 }, () => long[0]!) },
    kept: true,
  },
  { what: 'what is too large for a small cache', label: 'small', answer: { answers: long }, kept: false },
  { what: 'what is small enough', label: 'small', answer: { answers: [a('@', '192.0.2.1')] }, kept: true },
  { what: 'a type that is kept', label: 'typed', answer: { answers: [a('@', '192.0.2.1')] }, kept: true },
  {
    what: 'a type that is not',
    label: 'typed',
    asked: { type: 'TXT' },
    answer: { answers: [txt('@', 'x')] },
    kept: false,
  },
  { what: 'records in other sections', answer: { additionals: [a('@', '192.0.2.1', 60)] }, kept: true },
]
test.each(keepings)('an answer is kept or not: $what: $kept', async ({ label, answer, kept, asked = {} }) => {
  const name = fresh(label)
  byName.set(name, ({ octets }) => answerTo(octets, answer))
  const first = await askFor(name, asked)
  const before = rig.server.askedFor(name).length
  const second = await askFor(name, asked)
  expect(rig.server.askedFor(name).length > before).toBe(!kept)
  expect([second.rcode, second.flags]).toEqual([first.rcode, first.flags])
  expect(second.octets.subarray(4, 12)).toEqual(first.octets.subarray(4, 12))
})

test('shuffle gives the addresses in another order', async () => {
  const name = fresh('shuffled')
  byName.set(name, ({ octets }) =>
    answerTo(octets, { answers: Array.from({ length: 8 }, (_, i) => a('@', `192.0.2.${i}`)) }),
  )
  const orders = new Set<string>()
  for (let i = 0; i < 20; i++) {
    const data = (await askFor(name, {})).packet.answers!.map(record => (record as { data: string }).data)
    expect(data.toSorted()).toEqual(Array.from({ length: 8 }, (_, i) => `192.0.2.${i}`))
    orders.add(data.join())
  }
  expect(orders.size).toBeGreaterThan(3)
  expect(rig.server.askedFor(name)).toHaveLength(1)
})

test('a cache that is full makes room, and goes on', async () => {
  const names = Array.from({ length: 300 }, () => fresh('tiny'))
  for (const name of names) await askFor(name, {})
  const before = rig.server.askedFor(`tiny.${zone}`).length
  const answers = await Promise.all(names.slice(0, 50).map(name => askFor(name, {})))
  expect(answers.every(({ packet }) => packet.answers!.length === 1)).toBe(true)
  expect(rig.server.askedFor(`tiny.${zone}`).length).toBeGreaterThan(before)
  const last = fresh('tiny')
  await askFor(last, {})
  await askFor(last, {})
  expect(rig.server.askedFor(last)).toHaveLength(1)
})

test('a reload keeps what is cached, and the counters', async () => {
  const name = fresh()
  await askFor(name, {})
  const before = await rig.proxy.counters()
  await rig.proxy.reload({ ...cacheSettings(rig.server.address), acl: ['127.0.0.0/8'] })
  await askFor(name, {})
  expect(rig.server.askedFor(name)).toHaveLength(1)
  const after = await rig.proxy.counters()
  expect([after.queries - before.queries, after.cacheHits - before.cacheHits]).toEqual([1, 1])
})

test('counters tell hits and misses', async () => {
  const before = await rig.proxy.counters()
  const name = fresh()
  for (let i = 0; i < 5; i++) await askFor(name, {})
  const after = await rig.proxy.counters()
  expect([after.cacheMisses - before.cacheMisses, after.cacheHits - before.cacheHits]).toEqual([1, 4])
})
