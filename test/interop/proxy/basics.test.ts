// What a proxy does with any query: its header, question and size, and with what is no query at all.
import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, mayAsk, openTcp } from './asking.ts'
import { a, answerTo, bits, optRecord, query, readMessage, txt, u16s } from './messages.ts'
import { anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock()
  proxy = await startProxy({
    acl: ['127.0.0.0/8', '!127.0.0.66/32'],
    backends: [{ address: server.address }],
    packet_caches: [],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

test.each(['udp', 'tcp'] as const)('a query over %s is answered by the server', async over => {
  const answer = await ask(proxy.port, query(`${over}.basics.test`, 'A', { id: 4711 }), { over })
  expect(answer.packet).toMatchObject({
    id: 4711,
    questions: [{ name: `${over}.basics.test`, type: 'A', class: 'IN' }],
    answers: [{ name: `${over}.basics.test`, ttl: 3600, data: '192.0.2.1' }],
  })
  expect(server.askedFor(`${over}.basics.test`)).toHaveLength(1)
})

test('ids and ports to the server are none that a client chose, nor in sequence', async () => {
  for (let i = 0; i < 16; i++) await ask(proxy.port, query('ids.basics.test', 'A', { id: 1000 + i }))
  const ids = server.askedFor('ids.basics.test').map(({ id }) => id)
  const steps = new Set(ids.slice(1).map((id, i) => (id - ids[i]! + 0x1_0000) & 0xffff))
  expect(steps.size).toBeGreaterThan(8)
  expect(ids.filter((id, i) => id === 1000 + i).length).toBeLessThan(8)
  expect(new Set(server.askedFor('ids.basics.test').map(({ fromPort }) => fromPort)).size).toBeGreaterThan(1)
})

test('the letters of a name reach the server, and come back', async () => {
  const answer = await ask(proxy.port, query('CaSe.BaSiCs.TeSt'))
  expect(answer.name).toBe('CaSe.BaSiCs.TeSt')
  expect(server.askedFor('case.basics.test').map(({ name }) => name)).toEqual(['CaSe.BaSiCs.TeSt'])
})

test('a server that answers in other letters does not change those of the client', async () => {
  server.answers(asked => answerTo(query(asked.name.toLowerCase(), 'A', { id: asked.id })))
  const answer = await ask(proxy.port, query('LOWER.basics.test'))
  server.answers(anAddress())
  expect(answer.name).toBe('LOWER.basics.test')
})

const flags = [
  { what: 'none', asked: 0 },
  { what: 'RD', asked: bits.rd },
  { what: 'CD', asked: bits.cd },
  { what: 'AD', asked: bits.ad },
  { what: 'RD, AD and CD', asked: bits.rd | bits.ad | bits.cd },
]
test.each(flags)('flags of a query reach the server: $what', async ({ what, asked }) => {
  const name = `${what.replaceAll(/\W+/g, '-')}.flags.basics.test`.toLowerCase()
  await ask(proxy.port, query(name, 'A', { flags: asked }))
  expect(server.askedFor(name).map(message => message.flags)).toEqual([asked])
})

test.each([
  ['AA', bits.aa],
  ['AD', bits.ad],
  ['RA', 0],
])('flags of an answer reach the client: %s', async (_, extra) => {
  server.answers(asked => answerTo(asked.octets, { flags: extra }))
  const answer = await ask(proxy.port, query('flags.basics.test', 'A', { flags: bits.rd | bits.cd }))
  server.answers(anAddress())
  expect(answer.flags).toBe(bits.qr | bits.rd | bits.cd | bits.ra | extra)
})

test.each([
  [1, 'FORMERR'],
  [3, 'NXDOMAIN'],
  [4, 'NOTIMP'],
  [6, 'YXDOMAIN'],
  [9, 'NOTAUTH'],
  [15, 'an unknown one'],
])('rcode %i of the server reaches the client (%s)', async rcode => {
  server.answers(asked => answerTo(asked.octets, { rcode }))
  const answer = await ask(proxy.port, query('rcode.basics.test'))
  server.answers(anAddress())
  expect(answer.rcode).toBe(rcode)
})

test.each([1, 2, 4, 5, 6, 15])('opcode %i reaches the server, and comes back', async opcode => {
  const name = `opcode${opcode}.basics.test`
  const answer = await ask(proxy.port, query(name, 'SOA', { flags: opcode << 11 }))
  expect(answer.flags & 0x7800).toBe(opcode << 11)
  expect(server.askedFor(name).map(asked => asked.flags)).toEqual([opcode << 11])
})

test.each([
  ['CHAOS', 3],
  ['ANY', 255],
  ['an unknown one', 0xff01],
])('questions of class %s go to the server', async (_, dnsClass) => {
  const name = `class${dnsClass}.basics.test`
  await ask(proxy.port, query(name, 'TXT', { class: dnsClass }))
  const [asked] = server.askedFor(name)
  expect(asked!.octets.readUInt16BE(asked!.octets.length - 2)).toBe(dnsClass)
})

test.each([
  ['the root', '.'],
  ['of the longest labels', `${Array.from({ length: 3 }, () => 'a'.repeat(63)).join('.')}.${'b'.repeat(61)}`],
  ['with all kinds of octets', '\\000\\255\\010<b>"\\\\.basics.test'],
])('a name is passed on: %s', async (_, name) => {
  const asked = query(name, 'A')
  const answer = await ask(proxy.port, asked)
  expect(answer.octets.subarray(12, asked.length)).toEqual(asked.subarray(12))
})

test.each(['TYPE0', 'OPT', 'ANY', 'TYPE253', 'TYPE65535'])('type %s is passed on', async type => {
  const asked = query(`${type}.type.basics.test`, type === 'OPT' ? 'TYPE41' : type)
  expect((await ask(proxy.port, asked)).octets.subarray(12, asked.length)).toEqual(asked.subarray(12))
})

const header = (counts: readonly number[], first: number = bits.rd): Buffer => u16s(7, first, ...counts)
const question = query('broken.basics.test').subarray(12)

test.each(['udp', 'tcp'] as const)(
  'no question is not implemented, two are a mistake, over %s',
  async over => {
    const none = await ask(proxy.port, header([0, 0, 0, 0]), { over })
    const two = await ask(proxy.port, Buffer.concat([header([2, 0, 0, 0]), question, question]), { over })
    expect([none.id, none.rcode, none.octets.length]).toEqual([7, 4, 12])
    expect([two.id, two.rcode]).toEqual([7, 1])
  },
)

const noQueries: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['one octet', Buffer.of(0)],
  ['11 octets', header([1, 0, 0, 0]).subarray(0, 11)],
  ['a header without the question it announces', header([1, 0, 0, 0])],
  ['a name that does not end', Buffer.concat([header([1, 0, 0, 0]), Buffer.of(3, 0x77, 0x77, 0x77)])],
  ['a question without its class', Buffer.concat([header([1, 0, 0, 0]), question.subarray(0, -2)])],
  ['a question without its last octet', Buffer.concat([header([1, 0, 0, 0]), question.subarray(0, -1)])],
  ['an answer', Buffer.concat([header([1, 0, 0, 0], bits.qr), question])],
  ['a name that points at itself', Buffer.concat([header([1, 0, 0, 0]), Buffer.of(0xc0, 12, 0, 1, 0, 1)])],
  [
    'a name that points at the header',
    Buffer.concat([header([1, 0, 0, 0]), Buffer.of(1, 97, 0xc0, 0, 0, 1, 0, 1)]),
  ],
  ['a label of an unknown kind', Buffer.concat([header([1, 0, 0, 0]), Buffer.of(0x41, 1, 0, 0, 1, 0, 1)])],
  [
    'a name of 256 octets',
    Buffer.concat([
      header([1, 0, 0, 0]),
      ...Array.from({ length: 4 }, () => Buffer.from([62, ...'c'.repeat(62)].map(c => Number(c) || 99))),
      Buffer.from([2, 99, 99, 0, 0, 1, 0, 1]),
    ]),
  ],
  ['a record that it announces but has not', Buffer.concat([header([1, 0, 0, 1]), question])],
  ['two OPT records', Buffer.concat([header([1, 0, 0, 2]), question, optRecord({}), optRecord({})])],
  ['an OPT record in the answer section', Buffer.concat([header([1, 1, 0, 0]), question, optRecord({})])],
  [
    'a record whose data are cut off',
    Buffer.concat([header([1, 0, 0, 1]), question, Buffer.of(0), u16s(1, 1, 0, 60, 4), Buffer.of(1, 2)]),
  ],
]
test.concurrent.each(noQueries)('%s is not answered', async (_, octets) => {
  expect(await mayAsk(proxy.port, octets)).toBeUndefined()
})

test('no server has seen those, and the next query is answered', async () => {
  const before = (await proxy.counters()).noncompliantQueries
  for (const [, octets] of noQueries) await mayAsk(proxy.port, octets, { waitMs: 1 })
  await ask(proxy.port, query('after.basics.test'))
  expect(server.asked.filter(({ octets }) => octets.includes('broken'))).toEqual([])
  // An empty datagram is none to the kernel's filter, and may not be counted.
  expect((await proxy.counters()).noncompliantQueries - before).toBeGreaterThanOrEqual(noQueries.length - 1)
})

test('a flood of random octets leaves it answering', async () => {
  const socket = createSocket('udp4')
  for (let i = 0; i < 2000; i++) {
    const octets = Buffer.from(Array.from({ length: i % 90 }, () => Math.floor(Math.random() * 256)))
    socket.send(octets, proxy.port, '127.0.0.1')
    if (i % 100 === 0) await new Promise(setImmediate)
  }
  await ask(proxy.port, query('flooded.basics.test'))
  socket.close()
  expect(proxy.process.exitCode).toBeNull()
})

const big = (count: number) =>
  Array.from({ length: count }, (_, i) => txt('big.test', `${i}-${'x'.repeat(100)}`))

test.each([
  { what: 'without EDNS', over: 'udp', size: 0, records: 8, whole: false },
  { what: 'with EDNS 512', over: 'udp', size: 512, records: 8, whole: false },
  { what: 'with EDNS 100, which means 512', over: 'udp', size: 100, records: 8, whole: false },
  { what: 'with EDNS 1232', over: 'udp', size: 1232, records: 8, whole: true },
  { what: 'with EDNS 1232', over: 'udp', size: 1232, records: 30, whole: false },
  { what: 'with EDNS 4096', over: 'udp', size: 4096, records: 30, whole: true },
  { what: 'without EDNS', over: 'tcp', size: 0, records: 30, whole: true },
  { what: 'without EDNS', over: 'tcp', size: 0, records: 500, whole: true },
] as const)('$records long records fit over $over $what: $whole', async ({ over, size, records, whole }) => {
  server.answers(asked =>
    asked.transport === 'udp' && records > 300
      ? answerTo(asked.octets, { flags: bits.tc })
      : answerTo(asked.octets, { answers: big(records), edns: asked.opt && { size: 4096 } }),
  )
  const answer = await ask(proxy.port, query('big.test', 'TXT', size ? { edns: { size } } : {}), { over })
  server.answers(anAddress())
  expect(answer.flags & bits.tc).toBe(whole ? 0 : bits.tc)
  expect(answer.packet.answers).toHaveLength(whole ? records : 0)
  expect(answer.opt !== undefined).toBe(size > 0)
})

test('a truncated answer of the server reaches a client over UDP; one over TCP gets the whole', async () => {
  server.answers(asked =>
    asked.transport === 'udp'
      ? answerTo(asked.octets, { flags: bits.tc })
      : answerTo(asked.octets, { answers: [a('tc.basics.test', '192.0.2.7')] }),
  )
  const overUdp = await ask(proxy.port, query('tc.basics.test'))
  const overTcp = await ask(proxy.port, query('tc.basics.test'), { over: 'tcp' })
  server.answers(anAddress())
  expect(overUdp.flags & bits.tc).toBe(bits.tc)
  expect(overTcp.flags & bits.tc).toBe(0)
  expect(overTcp.packet.answers).toMatchObject([{ data: '192.0.2.7' }])
})

test('queries of one client with the same id and different names get their own answers', async () => {
  server.answers(async asked => {
    const which = Number(asked.name.split('.')[0]!.slice(1))
    await new Promise(resolve => setTimeout(resolve, 50 - which))
    return answerTo(asked.octets, { answers: [a(asked.name, `192.0.2.${which}`)] })
  })
  const stream = await openTcp(proxy.port)
  stream.send(...Array.from({ length: 20 }, (_, i) => query(`n${i}.same.test`, 'A', { id: 1 })))
  for (let i = 0; i < 20; i++) {
    const answer = (await stream.next())!
    const which = answer.name.split('.')[0]!.slice(1)
    expect(answer.packet).toMatchObject({ id: 1, answers: [{ data: `192.0.2.${which}` }] })
  }
  stream.close()
  server.answers(anAddress())
})

test('trailing octets are passed on with the query, not with the answer', async () => {
  const trailing = Buffer.from('trailing data')
  const answer = await ask(proxy.port, query('trailing.basics.test', 'A', { trailing }))
  expect(answer.packet.answers).toHaveLength(1)
  expect(server.askedFor('trailing.basics.test')[0]!.octets.subarray(-trailing.length)).toEqual(trailing)
})

test('who is not in the ACL is not answered, and that is counted', async () => {
  const before = (await proxy.counters()).aclDrops
  const asked = query('acl.basics.test')
  expect(await mayAsk(proxy.port, asked, { from: '127.0.0.66' })).toBeUndefined()
  expect(await mayAsk(proxy.port, asked, { from: '127.0.0.66', over: 'tcp' })).toBeUndefined()
  expect(await mayAsk(proxy.port, asked, { from: '127.0.0.67' })).toBeDefined()
  expect(server.askedFor('acl.basics.test')).toHaveLength(1)
  expect((await proxy.counters()).aclDrops).toBeGreaterThan(before)
})

test('messages over TCP that are no queries end their connection, or are passed over', async () => {
  const stream = await openTcp(proxy.port)
  stream.send(Buffer.of(1, 2, 3))
  expect(await stream.next(1000)).toBeUndefined()
  stream.close()
  expect(readMessage((await ask(proxy.port, query('tcp2.basics.test'), { over: 'tcp' })).octets).rcode).toBe(
    0,
  )
})
