// Every action on answers, and every chain that answers go through: of servers, of the cache, of rules and of the proxy.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DecodedPacket } from 'dns-packet'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask, mayAsk } from './asking.ts'
import { a, answerTo, bits, errorsOf, optionOf, type QueryParts, query, soa, txt } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const zone = 'responses.test'
const named = (label: string) => ({ type: 'QNameSuffix', suffixes: [`${label}.${zone}`] })
const on = (label: string, action: object, selector: object = named(label)) => ({ selector, action })
const when = (label: string, ...selectors: readonly object[]) => ({
  type: 'And',
  selectors: [named(label), ...selectors],
})
const drop = { type: 'Drop' }
const mark = (extra_text: string) => ({
  type: 'SetExtendedDNSError',
  info_code: 0,
  extra_text,
  clear_existing_entries: false,
})

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock(asked => {
    const [, label] = asked.name.split('.')
    return answerTo(asked.octets, {
      rcode: label === 'rcode' ? 3 : label === 'failed' ? 2 : 0,
      answers: [a('@', '192.0.2.1', 1000), a('@', '192.0.2.2', 100), txt('@', 'text', 10)],
      authorities: [soa(zone, 500, 500)],
      additionals: [a(`ns.${zone}`, '192.0.2.3', 50)],
      edns: asked.opt && {
        options: label === 'option' ? [{ code: 65001, data: Buffer.from('server') }] : [],
      },
    })
  })
  proxy = await startProxy({
    answering: { retry_on: [] },
    backends: [{ address: server.address }],
    query_rules: [
      on('query-tag', { type: 'SetTag', tag: 'from', value: 'query' }),
      on('self', { type: 'RCode', rcode: 'Refused' }),
      on('self-drop', { type: 'RCode', rcode: 'Refused' }),
      on('self-spoof', { type: 'Spoof', ips: ['192.0.2.9'], vars: { ttl: 600 } }),
    ],
    cache_miss_rules: [
      on('miss', { type: 'RCode', rcode: 'NotImp' }, when('miss', { type: 'QType', qtype: 'TXT' })),
      on('miss-drop', drop),
      on('miss-pool', { type: 'SetNoRecurse' }),
    ],
    response_rules: [
      on('allow', { type: 'Allow' }),
      on('allow', drop),
      on('drop', drop),
      on('clear', { type: 'ClearRecordTypes', types: ['TXT', 'SOA'] }),
      on('clear-all', { type: 'ClearRecordTypes', types: ['A', 'TXT'] }),
      on('limit', { type: 'LimitTTL', min: 60, max: 600 }),
      on('limit-a', { type: 'LimitTTL', min: 60, max: 600, types: ['A'] }),
      on('max', { type: 'SetMaxTTL', max: 70 }),
      on('min', { type: 'SetMinTTL', min: 70 }),
      on('returned', { type: 'SetMaxReturnedTTL', max: 70 }),
      on('reduced', { type: 'SetReducedTTL', percentage: 50 }),
      on('option', { type: 'SetEDNSOption', code: 65001, data: 'proxy' }),
      on('ede', { type: 'SetExtendedDNSError', info_code: 4, extra_text: 'forged' }),
      on('skip', { type: 'SetSkipCache' }),
      on('tc', { type: 'TC' }),
      on('delay', { type: 'Delay', msec: 1000 }),
      on('log', { type: 'Log', file_name: 'answers.log', append: true }),
      on('rcode', mark('nxdomain'), when('rcode', { type: 'RCode', rcode: 'NXDomain' })),
      on('rcode', mark('servfail'), when('rcode', { type: 'RCode', rcode: 2 })),
      on('ercode', mark('nothing'), when('ercode', { type: 'ERCode', rcode: 'NoError' })),
      on(
        'counts',
        mark('many'),
        when('counts', { type: 'RecordsCount', section: 1, minimum: 3, maximum: 3 }),
      ),
      on(
        'types',
        mark('a'),
        when('types', { type: 'RecordsTypeCount', section: 1, record_type: 'A', minimum: 2, maximum: 2 }),
      ),
      on(
        'types',
        mark('none'),
        when('types', { type: 'RecordsTypeCount', section: 1, record_type: 'A', minimum: 3, maximum: 9 }),
      ),
      on('size', mark('large'), when('size', { type: 'PayloadSize', comparison: 'greater', size: 100 })),
      on('query-tag', mark('tagged'), when('query-tag', { type: 'Tag', tag: 'from', value: 'query' })),
      on('response-tag', { type: 'SetTag', tag: 'of', value: 'response' }),
      on('response-tag', mark('tagged'), when('response-tag', { type: 'Tag', tag: 'of' })),
      on('response-tag', { type: 'UnsetTag', tag: 'of' }),
      on('response-tag', mark('still'), when('response-tag', { type: 'Tag', tag: 'of' })),
      on('failed', mark('failed')),
    ],
    cache_hit_response_rules: [
      on('hit-drop', drop),
      on('hit', { type: 'SetMaxReturnedTTL', max: 7 }),
      on('hit', mark('hit')),
    ],
    cache_inserted_response_rules: [on('inserted', { type: 'Log', file_name: 'inserted.log', append: true })],
    self_answered_response_rules: [
      on('self', mark('self')),
      on('self-drop', drop),
      on('self-spoof', { type: 'LimitTTL', min: 0, max: 6 }),
    ],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

let count = 0
const fresh = (label: string): string => `n${++count}.${label}.${zone}`
const withEdns: QueryParts = { edns: {} }
type Section = 'answers' | 'authorities' | 'additionals'
const ttls = (packet: DecodedPacket): number[] =>
  (['answers', 'authorities', 'additionals'] as const)
    .flatMap((section: Section) => packet[section]!)
    .filter(({ type }) => type !== 'OPT')
    .map(record => (record as { ttl: number }).ttl)
const texts = (answer: Awaited<ReturnType<typeof ask>>): string[] => errorsOf(answer).map(({ text }) => text)

test('Allow ends the chain', async () => {
  expect((await ask(proxy.port, query(fresh('allow')))).packet.answers).toHaveLength(3)
})

test.concurrent.each(['drop', 'miss-drop', 'self-drop'])('%s answers nothing', async label => {
  expect(await mayAsk(proxy.port, query(fresh(label)))).toBeUndefined()
})

test('Drop of an answer is asked of the server all the same', async () => {
  const name = fresh('drop')
  await mayAsk(proxy.port, query(name), { waitMs: 100 })
  await expect.poll(() => server.askedFor(name).length, { timeout: 20_000 }).toBe(1)
})

test('ClearRecordTypes removes records in all sections', async () => {
  const { packet } = await ask(proxy.port, query(fresh('clear'), 'A', withEdns))
  expect(packet.answers!.map(({ type }) => type)).toEqual(['A', 'A'])
  expect(packet.authorities).toEqual([])
  expect(packet.additionals!.map(({ type }) => type)).toEqual(['A', 'OPT'])
})

test('ClearRecordTypes may leave an answer without records', async () => {
  const { packet, rcode } = await ask(proxy.port, query(fresh('clear-all')))
  expect([rcode, packet.answers]).toEqual([0, []])
})

test.each([
  { label: 'limit', first: [600, 100, 60, 500, 60] },
  { label: 'limit-a', first: [600, 100, 10, 500, 60] },
  { label: 'max', first: [70, 70, 10, 70, 50] },
  { label: 'min', first: [1000, 100, 70, 500, 70] },
  { label: 'returned', first: [70, 70, 10, 70, 50] },
  { label: 'reduced', first: [500, 50, 5, 250, 25] },
])('TTLs of an answer by rule $label are $first', async ({ label, first }) => {
  const { packet } = await ask(proxy.port, query(fresh(label), 'A', withEdns))
  expect(ttls(packet)).toEqual(first)
  expect(packet.additionals!.at(-1)).toMatchObject({ type: 'OPT', flags: 0, extendedRcode: 0 })
})

test.each([
  { label: 'limit', above: 59 },
  { label: 'min', above: 69 },
])('the cache keeps the TTLs that $label has set', async ({ label, above }) => {
  const name = fresh(label)
  await ask(proxy.port, query(name))
  await new Promise(resolve => setTimeout(resolve, 1100))
  const { packet } = await ask(proxy.port, query(name))
  expect(server.askedFor(name)).toHaveLength(1)
  expect(Math.min(...ttls(packet))).toBeLessThanOrEqual(above)
  expect(Math.min(...ttls(packet))).toBeGreaterThan(above - 30)
})

test('SetEDNSOption takes the place of the server’s, for clients with EDNS', async () => {
  const name = fresh('option')
  expect(optionOf(await ask(proxy.port, query(name, 'A', withEdns)), 65001)).toEqual(Buffer.from('proxy'))
  expect((await ask(proxy.port, query(name))).opt).toBeUndefined()
})

test('SetExtendedDNSError is for clients with EDNS', async () => {
  const name = fresh('ede')
  expect(errorsOf(await ask(proxy.port, query(name, 'A', withEdns)))).toEqual([{ code: 4, text: 'forged' }])
  expect((await ask(proxy.port, query(name))).opt).toBeUndefined()
})

test('SetSkipCache keeps the answer out of the cache', async () => {
  const name = fresh('skip')
  for (let i = 0; i < 3; i++) await ask(proxy.port, query(name))
  expect(server.askedFor(name)).toHaveLength(3)
})

test('TC truncates answers over UDP alone', async () => {
  const overUdp = await ask(proxy.port, query(fresh('tc'), 'A', withEdns))
  expect([overUdp.flags & bits.tc, overUdp.packet.answers, overUdp.opt !== undefined]).toEqual([
    bits.tc,
    [],
    true,
  ])
  const overTcp = await ask(proxy.port, query(fresh('tc')), { over: 'tcp' })
  expect([overTcp.flags & bits.tc, overTcp.packet.answers!.length]).toEqual([0, 3])
})

test('Delay delays answers over UDP', async () => {
  const start = performance.now()
  await ask(proxy.port, query(fresh('delay')))
  expect(performance.now() - start).toBeGreaterThan(980)
})

test.each([
  ['log', 'answers.log'],
  ['inserted', 'inserted.log'],
])('Log writes a line about an answer: %s', async (label, file) => {
  const name = fresh(label)
  await ask(proxy.port, query(name))
  const read = () => readFileSync(join(proxy.folder, file), 'utf8')
  await vi.waitFor(
    () => expect(read()).toMatch(new RegExp(`${name}\\. IN A NoError 3/1/1 \\d+ octets`, 'i')),
    {
      timeout: 20_000,
    },
  )
  await ask(proxy.port, query(name))
  expect(read().split(name)).toHaveLength(2)
})

test.each([
  ['rcode', ['nxdomain']],
  ['ercode', ['nothing']],
  ['counts', ['many']],
  ['types', ['a']],
  ['size', ['large']],
  ['query-tag', ['tagged']],
  ['response-tag', ['tagged']],
  ['failed', ['failed']],
])('selectors look at the answer: %s', async (label, marks) => {
  expect(texts(await ask(proxy.port, query(fresh(label), 'A', withEdns)))).toEqual(marks)
})

test('rules for hits are for answers from the cache alone', async () => {
  const name = fresh('hit')
  const first = await ask(proxy.port, query(name, 'A', withEdns))
  const second = await ask(proxy.port, query(name, 'A', withEdns))
  expect([Math.max(...ttls(first.packet)), texts(first)]).toEqual([1000, []])
  expect([Math.max(...ttls(second.packet)), texts(second)]).toEqual([7, ['hit']])
  const dropped = fresh('hit-drop')
  await ask(proxy.port, query(dropped))
  expect(await mayAsk(proxy.port, query(dropped))).toBeUndefined()
})

test('rules for misses see what the cache has not', async () => {
  const name = fresh('miss')
  expect((await ask(proxy.port, query(name))).rcode).toBe(0)
  expect((await ask(proxy.port, query(name, 'TXT'))).rcode).toBe(4)
  expect(server.askedFor(name)).toHaveLength(1)
  const changed = fresh('miss-pool')
  const answer = await ask(proxy.port, query(changed))
  expect([server.askedFor(changed)[0]!.flags, answer.flags & bits.rd]).toEqual([0, bits.rd])
})

test('rules for answers of rules see them', async () => {
  expect(texts(await ask(proxy.port, query(fresh('self'), 'A', withEdns)))).toEqual(['self'])
  expect(ttls((await ask(proxy.port, query(fresh('self-spoof')))).packet)).toEqual([6])
})

test('an action for queries is refused where answers are', async () => {
  const wrong = {
    response_rules: [on('x', { type: 'Pool', pool_name: '' })],
    backends: [{ address: server.address }],
  }
  await expect(proxy.reload(wrong)).rejects.toThrow(/Pool/)
})
