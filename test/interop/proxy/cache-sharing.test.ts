// Which queries share an answer of the packet cache.
import { expect, test } from 'vitest'
import { type Asked, cacheRig, cookie, nsid, padding, upper, wait, withOptions } from './cache-rig.ts'
import { a, answerTo, bits, clientSubnet, optionOf, optRecord } from './messages.ts'
import type { Answering } from './mock-server.ts'

const rig = cacheRig()
const { askFor, byName, fresh } = rig

interface Sharing {
  readonly what: string
  readonly label?: string
  readonly first: Asked
  readonly second: Asked
  readonly shared: boolean
}
const tcp = { over: 'tcp' } as const
const sharings: readonly Sharing[] = [
  { what: 'the same', first: {}, second: {}, shared: true },
  { what: 'the same over TCP', first: tcp, second: tcp, shared: true },
  { what: 'another id', first: { id: 1 }, second: { id: 2 }, shared: true },
  { what: 'another letter case', first: {}, second: { edit: upper }, shared: true },
  { what: 'another client', first: {}, second: { from: '127.0.0.9' }, shared: true },
  { what: 'another type', first: {}, second: { type: 'AAAA' }, shared: false },
  { what: 'another RD', first: {}, second: { flags: 0 }, shared: false },
  { what: 'another CD', first: {}, second: { flags: bits.rd | bits.cd }, shared: false },
  { what: 'another AD', first: {}, second: { flags: bits.rd | bits.ad }, shared: false },
  { what: 'another transport', first: {}, second: tcp, shared: false },
  { what: 'EDNS or none', first: {}, second: { edns: {} }, shared: false },
  { what: 'the same EDNS', first: { edns: {} }, second: { edns: {} }, shared: true },
  { what: 'another payload size', first: { edns: {} }, second: { edns: { size: 4096 } }, shared: false },
  { what: 'another DO', first: { edns: {} }, second: { edns: { dnssecOk: true } }, shared: false },
  {
    what: 'another cookie',
    first: withOptions(cookie('12345678')),
    second: withOptions(cookie('abcdefgh')),
    shared: true,
  },
  { what: 'a cookie or none', first: withOptions(cookie('12345678')), second: { edns: {} }, shared: true },
  {
    what: 'another padding',
    first: withOptions(padding(10)),
    second: withOptions(padding(99)),
    shared: true,
  },
  { what: 'another option', first: withOptions(nsid), second: { edns: {} }, shared: false },
  { what: 'the same option', first: withOptions(nsid), second: withOptions(nsid), shared: true },
  {
    what: 'the same option behind another cookie',
    first: withOptions(cookie('12345678'), nsid),
    second: withOptions(cookie('abcdefgh'), nsid),
    shared: true,
  },
  {
    what: 'another client subnet',
    first: withOptions(clientSubnet([192, 0, 2, 0], 24)),
    second: withOptions(clientSubnet([192, 0, 3, 0], 24)),
    shared: false,
  },
  {
    what: 'the same client subnet',
    first: withOptions(clientSubnet([192, 0, 2, 0], 24)),
    second: withOptions(clientSubnet([192, 0, 2, 0], 24)),
    shared: true,
  },
  {
    what: 'another cookie, where cookies count',
    label: 'cookies',
    first: withOptions(cookie('12345678')),
    second: withOptions(cookie('abcdefgh')),
    shared: false,
  },
  {
    what: 'the same cookie, where cookies count',
    label: 'cookies',
    first: withOptions(cookie('12345678')),
    second: withOptions(cookie('12345678')),
    shared: true,
  },
  {
    what: 'another option that is skipped',
    label: 'skipping',
    first: withOptions({ code: 65001, data: Buffer.from('a') }),
    second: withOptions({ code: 65001, data: Buffer.from('b') }),
    shared: true,
  },
  {
    what: 'another cookie, where others are skipped',
    label: 'skipping',
    first: withOptions(cookie('12345678')),
    second: withOptions(cookie('abcdefgh')),
    shared: false,
  },
  {
    what: 'payload sizes of one rank',
    label: 'ranks',
    first: { edns: {} },
    second: { edns: { size: 1400 } },
    shared: true,
  },
  {
    what: 'payload sizes of two ranks',
    label: 'ranks',
    first: { edns: {} },
    second: { edns: { size: 4096 } },
    shared: false,
  },
  { what: 'a pool without a cache', label: 'none', first: {}, second: {}, shared: false },
  {
    what: 'pools that share a cache',
    label: 'shared',
    first: {},
    second: { from: '127.0.0.2' },
    shared: true,
  },
  { what: 'class CHAOS', first: { class: 3 }, second: { class: 3 }, shared: false },
  { what: 'NOTIFY', first: { flags: 4 << 11 }, second: { flags: 4 << 11 }, shared: false },
  {
    what: 'EDNS version 1',
    first: { edns: { version: 1 } },
    second: { edns: { version: 1 } },
    shared: false,
  },
  {
    what: 'trailing octets',
    first: { trailing: Buffer.of(1) },
    second: { trailing: Buffer.of(2) },
    shared: false,
  },
  {
    what: 'another record behind the question',
    first: { edit: withTsig },
    second: { edit: withTsig },
    shared: false,
  },
]

/** What might be a signature stands behind the question. */
function withTsig(octets: Buffer): Buffer {
  octets[11] = 1
  const record = optRecord({})
  record.writeUInt16BE(250, 1)
  return Buffer.concat([octets, record])
}

test.each(sharings)(
  'queries share an answer or not: $what: $shared',
  async ({ label, first, second, shared }) => {
    const name = fresh(label)
    await askFor(name, first)
    const answer = await askFor(name, second)
    expect(rig.server.askedFor(name)).toHaveLength(shared ? 1 : 2)
    expect(answer.rcode).toBe(0)
  },
)

test('an answer from the cache has the id and the letters of its query', async () => {
  const name = fresh()
  await askFor(name, {})
  const answer = await askFor(name, { id: 0xbeef, edit: upper })
  expect([answer.id, answer.name === name, answer.name.toLowerCase()]).toEqual([0xbeef, false, name])
})

test('an answer from the cache has no cookie of another client', async () => {
  const name = fresh()
  byName.set(name, asked =>
    answerTo(asked.octets, {
      answers: [a('@', '192.0.2.1')],
      ...withOptions(cookie('servercookie1234'), nsid),
    }),
  )
  const first = await askFor(name, withOptions(cookie('12345678')))
  const second = await askFor(name, withOptions(cookie('abcdefgh')))
  expect(optionOf(first, 10)).toBeDefined()
  expect([optionOf(second, 10), optionOf(second, 3)]).toEqual([undefined, Buffer.alloc(0)])
})
test('parse_ecs shares answers of scope 0 among all subnets, others not', async () => {
  const [all, some] = [fresh('ecs'), fresh('ecs')]
  const scoped =
    (scope: number): Answering =>
    ({ octets }) =>
      answerTo(octets, {
        answers: [a('@', '192.0.2.1')],
        ...withOptions(clientSubnet([192, 0, 2, 0], 24, scope)),
      })
  byName.set(all, scoped(0))
  byName.set(some, scoped(24))
  for (const name of [all, some])
    for (const octet of [2, 3]) await askFor(name, withOptions(clientSubnet([192, 0, octet, 0], 24)))
  expect(rig.server.askedFor(all)).toHaveLength(1)
  expect(rig.server.askedFor(some)).toHaveLength(2)
})

test('the threads share a cache', async () => {
  const name = fresh()
  for (let i = 0; i < 30; i++) await askFor(name, {})
  expect(rig.server.askedFor(name)).toHaveLength(1)
})

test('queries that wait for the same are asked once', async () => {
  const name = fresh()
  byName.set(name, async ({ octets }) => {
    await wait(300)
    return answerTo(octets, { answers: [a('@', '192.0.2.1')] })
  })
  const answers = await Promise.all(Array.from({ length: 40 }, (_, id) => askFor(name, { id })))
  expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, id) => id))
  // Each thread asks for itself.
  expect(rig.server.askedFor(name).length).toBeLessThanOrEqual(3)
})
