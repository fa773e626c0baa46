// Every action on queries, as clients and servers see it; answers that are made up have a file of their own.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask, mayAsk } from './asking.ts'
import { answerTo, bits, errorsOf, optionOf, query } from './messages.ts'
import { anAddress, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const zone = 'actions.test'
const named = (label: string) => ({ type: 'QNameSuffix', suffixes: [`${label}.${zone}`] })
const on = (label: string, action: object, selector: object = named(label)) => ({ selector, action })
const tagged = (label: string, tag: object) => ({
  type: 'And',
  selectors: [named(label), { type: 'Tag', ...tag }],
})
const refuse = { type: 'RCode', rcode: 'Refused' }

let server: MockServer
let other: MockServer
let tee: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock(anAddress('192.0.2.1'))
  other = await startMock(anAddress('192.0.2.2'))
  tee = await startMock(() => undefined)
  proxy = await startProxy({
    backends: [{ address: server.address }, { address: other.address, pools: ['other'] }],
    query_rules: [
      on('allow', { type: 'Allow' }),
      on('allow', refuse),
      on('none', { type: 'None' }),
      on('none', refuse),
      on('continue', { type: 'Continue', action: { type: 'Pool', pool_name: 'other' } }),
      on('continue', { type: 'SetNoRecurse' }),
      on('drop', { type: 'Drop' }),
      on('rcode', { type: 'RCode', rcode: 'NXDomain' }),
      on('flags', { type: 'RCode', rcode: 5, vars: { set_aa: true, set_ad: true, set_ra: true } }),
      on('no-ra', { type: 'RCode', rcode: 'NotImp', vars: { set_ra: false } }),
      on('ercode', { type: 'ERCode', rcode: 'BADVERS' }),
      on('tc', { type: 'TC' }),
      on('delay', { type: 'Delay', msec: 1500 }),
      on('pool', { type: 'Pool', pool_name: 'other' }),
      on('pool', refuse),
      on('pool-on', { type: 'Pool', pool_name: 'other', stop_processing: false }),
      on('pool-on', { type: 'Pool', pool_name: '' }),
      on('no-pool', { type: 'Pool', pool_name: 'empty' }),
      on('qps', { type: 'QPS', limit: 2 }),
      on('qps-pool', { type: 'QPSPool', limit: 2, pool_name: 'other' }),
      on('tag', { type: 'SetTag', tag: 'colour', value: 'red' }),
      on('tag', refuse, tagged('tag', { tag: 'colour', value: 'blue' })),
      on('tag', { type: 'RCode', rcode: 'YXDomain' }, tagged('tag', { tag: 'colour', value: 'red' })),
      on('untag', { type: 'SetTag', tag: 'colour', value: 'red' }),
      on('untag', { type: 'UnsetTag', tag: 'colour' }),
      on('untag', refuse, tagged('untag', { tag: 'colour' })),
      on('retag', { type: 'SetTag', tag: 'colour', value: 'red' }),
      on('retag', { type: 'SetTag', tag: 'colour', value: 'green' }),
      on('retag', refuse, tagged('retag', { tag: 'colour', value: 'green' })),
      on('no-recurse', { type: 'SetNoRecurse' }),
      on('no-validation', { type: 'SetDisableValidation' }),
      on('skip-cache', { type: 'SetSkipCache' }),
      on('max-ttl', { type: 'SetMaxReturnedTTL', max: 30 }),
      on('temp', { type: 'SetTempFailureCacheTTL', ttl: 0 }),
      on('ede', { type: 'SetExtendedDNSError', info_code: 15, extra_text: 'blocked by order' }),
      on('ede-twice', { type: 'SetExtendedDNSError', info_code: 17 }),
      on('ede-self', { type: 'SetExtendedDNSError', info_code: 16, extra_text: 'é' }),
      on('ede-self', refuse),
      on('option', { type: 'SetEDNSOption', code: 65001, data: 'abc\\000' }),
      on('mac', { type: 'SetMacAddr', code: 65002 }),
      on('tee', { type: 'Tee', rca: tee.address }),
      on('tee-ecs', { type: 'Tee', rca: tee.address, add_ecs: true }),
      on('log', { type: 'Log', file_name: 'queries.log', append: true }),
      on('status', { type: 'HTTPStatus', status: 403, body: 'no' }),
      on('first', { type: 'RCode', rcode: 'YXDomain' }),
      on('first', refuse),
    ],
    pools: [{ name: 'empty' }],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await Promise.all([server, other, tee].map(each => each?.close()))
})

let count = 0
/** A name that the rules of a label are for, and no cache has seen. */
const fresh = (label: string): string => `n${++count}.${label}.${zone}`
const askFresh = (label: string, parts = {}, options = {}) =>
  ask(proxy.port, query(fresh(label), 'A', parts), options)
const dataOf = ({ packet }: Awaited<ReturnType<typeof ask>>) =>
  packet.answers!.map(record => (record as { data?: unknown }).data)

test('Allow ends the chain', async () => {
  expect(dataOf(await askFresh('allow'))).toEqual(['192.0.2.1'])
})

test('None goes on with the next rule', async () => {
  expect((await askFresh('none')).rcode).toBe(5)
})

test('the first of two rules that answer counts', async () => {
  expect((await askFresh('first')).rcode).toBe(6)
})

test('Continue does what its action says and goes on', async () => {
  expect(dataOf(await askFresh('continue'))).toEqual(['192.0.2.2'])
  expect(other.askedFor(`continue.${zone}`).map(({ flags }) => flags)).toEqual([0])
})

test.concurrent.each(['udp', 'tcp'] as const)('Drop answers nothing over %s', async over => {
  const name = fresh('drop')
  expect(await mayAsk(proxy.port, query(name), { over })).toBeUndefined()
  expect(server.askedFor(name)).toEqual([])
})

test.each(['udp', 'tcp'] as const)('RCode answers over %s, with the question and no records', async over => {
  const { packet, rcode, id, flags } = await askFresh('rcode', { id: 99 }, { over })
  expect({ rcode, id, flags }).toEqual({ rcode: 3, id: 99, flags: bits.qr | bits.rd | bits.ra })
  expect(packet.questions).toHaveLength(1)
  expect([packet.answers, packet.authorities, packet.additionals]).toEqual([[], [], []])
  expect(server.askedFor(`rcode.${zone}`)).toEqual([])
})

test.each([
  ['rcode', 0, bits.qr],
  ['rcode', bits.rd, bits.qr | bits.rd | bits.ra],
  ['rcode', bits.cd, bits.qr | bits.cd],
  ['rcode', bits.ad, bits.qr],
  ['flags', 0, bits.qr | bits.aa | bits.ad | bits.ra],
  ['flags', bits.rd, bits.qr | bits.aa | bits.ad | bits.ra | bits.rd],
  ['no-ra', bits.rd, bits.qr | bits.rd],
])('flags of an answer by rule %s to a query with %i: %i', async (label, asked, answered) => {
  expect((await askFresh(label, { flags: asked })).flags).toBe(answered)
})

test('ERCode has the upper bits in EDNS, and is SERVFAIL without it', async () => {
  const withEdns = await askFresh('ercode', { edns: {} })
  expect([withEdns.rcode, withEdns.opt!.extendedRcode]).toEqual([0, 1])
  expect((await askFresh('ercode')).rcode).toBe(2)
})

test('TC truncates over UDP alone', async () => {
  expect((await askFresh('tc')).flags & bits.tc).toBe(bits.tc)
  expect(dataOf(await askFresh('tc', {}, { over: 'tcp' }))).toEqual(['192.0.2.1'])
})

test.concurrent('Delay delays over UDP, cached or not, and not over TCP', async () => {
  const took = async (over: 'udp' | 'tcp', name: string): Promise<number> => {
    const start = performance.now()
    await ask(proxy.port, query(name), { over })
    return performance.now() - start
  }
  const name = fresh('delay')
  expect(await took('udp', name)).toBeGreaterThan(1480)
  expect(await took('udp', name)).toBeGreaterThan(1480)
  expect(await took('tcp', name)).toBeLessThan(1480)
})

test('Pool sends to its servers, and ends the chain', async () => {
  expect(dataOf(await askFresh('pool'))).toEqual(['192.0.2.2'])
})

test('Pool goes on where it is told so, and the last one counts', async () => {
  expect(dataOf(await askFresh('pool-on'))).toEqual(['192.0.2.1'])
})

test('a pool without servers answers SERVFAIL with the reason', async () => {
  const answer = await askFresh('no-pool', { edns: {} })
  expect([answer.rcode, errorsOf(answer)[0]!.code]).toEqual([2, 22])
})

test('QPS drops what is above the limit', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => mayAsk(proxy.port, query(fresh('qps')), { waitMs: 1000 })),
  )
  const answered = answers.filter(Boolean).length
  expect(answered).toBeGreaterThanOrEqual(2)
  expect(answered).toBeLessThan(10)
})

test('QPSPool sends to its pool up to the limit', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => askFresh('qps-pool')))
  const there = answers.filter(answer => dataOf(answer)[0] === '192.0.2.2').length
  expect(there).toBeGreaterThanOrEqual(2)
  expect(there).toBeLessThan(10)
})

test.each([
  ['tag', 6],
  ['untag', 0],
  ['retag', 5],
])('a tag is seen by later rules: %s', async (label, rcode) => {
  expect((await askFresh(label)).rcode).toBe(rcode)
})

test.each([
  { label: 'no-recurse', asked: bits.rd, seen: 0 },
  { label: 'no-recurse', asked: bits.rd | bits.cd, seen: bits.cd },
  { label: 'no-validation', asked: bits.rd, seen: bits.rd | bits.cd },
  { label: 'no-validation', asked: 0, seen: bits.cd },
])('$label: the server sees $seen for $asked, the client what it sent', async ({ label, asked, seen }) => {
  const name = fresh(label)
  const answer = await ask(proxy.port, query(name, 'A', { flags: asked }))
  expect(server.askedFor(name).map(({ flags }) => flags)).toEqual([seen])
  expect(answer.flags & (bits.rd | bits.cd)).toBe(asked)
  const again = await ask(proxy.port, query(name, 'A', { flags: asked }))
  expect(again.flags & (bits.rd | bits.cd)).toBe(asked)
})

test('SetSkipCache asks the server each time', async () => {
  const name = fresh('skip-cache')
  for (let i = 0; i < 3; i++) await ask(proxy.port, query(name))
  expect(server.askedFor(name)).toHaveLength(3)
})

test('SetMaxReturnedTTL limits what the client sees, also from the cache', async () => {
  const name = fresh('max-ttl')
  for (let i = 0; i < 2; i++)
    expect((await ask(proxy.port, query(name))).packet.answers).toMatchObject([{ ttl: 30 }])
  expect(server.askedFor(name)).toHaveLength(1)
})

test.each([
  ['temp', false],
  ['kept', true],
])('SetTempFailureCacheTTL 0 keeps no SERVFAIL: %s', async (label, isKept) => {
  const name = fresh(label)
  server.answers(asked => answerTo(asked.octets, { rcode: 2 }))
  const first = await ask(proxy.port, query(name))
  const asked = server.askedFor(name).length
  await ask(proxy.port, query(name))
  server.answers(anAddress('192.0.2.1'))
  expect(first.rcode).toBe(2)
  expect(server.askedFor(name).length > asked).toBe(!isKept)
})

test('SetExtendedDNSError is for clients with EDNS, cached or not', async () => {
  const name = fresh('ede')
  const blocked = [{ code: 15, text: 'blocked by order' }]
  expect(errorsOf(await ask(proxy.port, query(name, 'A', { edns: {} })))).toEqual(blocked)
  expect(errorsOf(await ask(proxy.port, query(name, 'A', { edns: {} })))).toEqual(blocked)
  expect((await ask(proxy.port, query(name))).opt).toBeUndefined()
})

test('SetExtendedDNSError stands on answers of rules', async () => {
  const answer = await askFresh('ede-self', { edns: {} })
  expect([answer.rcode, errorsOf(answer)]).toEqual([5, [{ code: 16, text: 'é' }]])
})

test('SetExtendedDNSError takes the place of what the server says', async () => {
  server.answers(asked =>
    answerTo(asked.octets, { edns: { options: [{ code: 15, data: Buffer.from([0, 3, 0x78]) }] } }),
  )
  expect(errorsOf(await askFresh('ede-twice', { edns: {} }))).toEqual([{ code: 17, text: '' }])
  expect(errorsOf(await askFresh('other', { edns: {} }))).toEqual([{ code: 3, text: 'x' }])
  server.answers(anAddress('192.0.2.1'))
})

test.each([{ edns: {} }, {}, { edns: { options: [{ code: 65001, data: Buffer.from('client') }] } }])(
  'SetEDNSOption reaches the server: %j',
  async parts => {
    const name = fresh('option')
    const answer = await ask(proxy.port, query(name, 'A', parts))
    const [asked] = server.askedFor(name)
    expect(optionOf(asked!, 65001)).toEqual(Buffer.from('abc\0'))
    expect(asked!.opt!.options).toHaveLength(1)
    expect(answer.opt !== undefined).toBe('edns' in parts)
  },
)

test('SetMacAddr says nothing of clients in the same host', async () => {
  const name = fresh('mac')
  await ask(proxy.port, query(name, 'A', { edns: {} }))
  expect(server.askedFor(name)[0]!.opt!.options).toEqual([])
})

test.each(['udp', 'tcp'] as const)('Tee sends a copy elsewhere, of queries over %s too', async over => {
  const name = fresh('tee')
  expect(dataOf(await ask(proxy.port, query(name), { over }))).toEqual(['192.0.2.1'])
  await vi.waitFor(() => expect(tee.askedFor(name)).toHaveLength(1), { timeout: 20_000 })
  expect(tee.askedFor(name)[0]!.opt).toBeUndefined()
})

test('Tee adds the client to the copy alone', async () => {
  const name = fresh('tee-ecs')
  await ask(proxy.port, query(name))
  await vi.waitFor(() => expect(tee.askedFor(name)).toHaveLength(1), { timeout: 20_000 })
  expect(optionOf(tee.askedFor(name)[0]!, 8)).toEqual(Buffer.from([0, 1, 32, 0, 127, 0, 0, 1]))
  expect(server.askedFor(name)[0]!.opt).toBeUndefined()
})

test('Log writes a line', async () => {
  const name = fresh('log')
  await ask(proxy.port, query(name, 'A', { id: 4242 }))
  const log = join(proxy.folder, 'queries.log')
  await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toMatch(new RegExp(`udp 4242 ${name}\\. IN A`)), {
    timeout: 20_000,
  })
})

test('HTTPStatus is not for plain DNS', async () => {
  expect(dataOf(await askFresh('status'))).toEqual(['192.0.2.1'])
})

test.each([
  ['udp', undefined],
  ['udp', { size: 4096, dnssecOk: true }],
  ['tcp', { size: 512, options: [{ code: 10, data: Buffer.from('clientid') }] }],
] as const)(
  'an answer of a rule over %s to a query with %j has EDNS as the query has',
  async (over, edns) => {
    const { opt, packet } = await askFresh('rcode', edns ? { edns } : {}, { over })
    if (!edns) {
      expect(packet.additionals).toEqual([])
      return
    }
    expect(opt).toMatchObject({ udpPayloadSize: 1232, ednsVersion: 0, options: [] })
    expect(opt!.flag_do).toBe('dnssecOk' in edns)
  },
)
