// Every selector on queries, each with a query that it matches and others that it does not.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../peers.ts'
import { type AskOptions, ask, mayAsk } from './asking.ts'
import { clientSubnet, type QueryParts, query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const zone = 'selectors.test'

/** A query below the case's own name; `name` is what stands before it, with a dot at its end. */
interface Asked extends AskOptions, QueryParts {
  readonly name?: string
  readonly type?: string
}

interface Case {
  readonly what: string
  readonly selector: object
  readonly yes: readonly Asked[]
  readonly no: readonly Asked[]
}

const edns = {}
const tcp = { over: 'tcp' } as const
const at = (label: string): string => `${label}.${zone}`
const is = (qname: string) => ({ type: 'QName', qname })
const always = { type: 'All' }
const never = { type: 'Not', selector: always }
const bothTypes = (numbers: boolean) => (numbers ? { numeric_value: 28 } : { qtype: 'AAAA' })

const cases: readonly Case[] = [
  { what: 'all', selector: always, yes: [{}, tcp, { type: 'TXT' }], no: [] },
  { what: 'not', selector: never, yes: [], no: [{}] },
  {
    what: 'and',
    selector: { type: 'And', selectors: [{ type: 'RD' }, { type: 'QType', qtype: 'TXT' }] },
    yes: [{ type: 'TXT' }],
    no: [{}, { type: 'TXT', flags: 0 }, { flags: 0 }],
  },
  {
    what: 'or',
    selector: {
      type: 'Or',
      selectors: [
        { type: 'QType', qtype: 'MX' },
        { type: 'QType', qtype: 'TXT' },
      ],
    },
    yes: [{ type: 'TXT' }, { type: 'MX' }],
    no: [{}],
  },
  { what: 'byname', selector: { type: 'ByName', selector_name: 'no-rd' }, yes: [{ flags: 0 }], no: [{}] },
  {
    what: 'dnssec',
    selector: { type: 'DNSSEC' },
    yes: [{ edns: { dnssecOk: true } }],
    no: [{}, { edns }],
  },
  {
    what: 'option',
    selector: { type: 'EDNSOption', option_code: 8 },
    yes: [{ edns: { options: [{ code: 3, data: Buffer.alloc(0) }, clientSubnet([192, 0, 2, 0], 24)] } }],
    no: [{}, { edns }, { edns: { options: [{ code: 10, data: Buffer.alloc(8) }] } }],
  },
  {
    what: 'ednsversion',
    selector: { type: 'EDNSVersion', version: 0 },
    yes: [{ edns: { version: 1 } }, { edns: { version: 255 } }],
    no: [{}, { edns }],
  },
  { what: 'doudp', selector: { type: 'IncomingProtocol', protocol: 'DoUDP' }, yes: [{}], no: [tcp] },
  { what: 'dotcp', selector: { type: 'IncomingProtocol', protocol: 'DoTCP' }, yes: [tcp], no: [{}] },
  {
    what: 'netmask',
    selector: { type: 'NetmaskGroup', netmasks: ['127.0.1.0/24', '!127.0.1.9/32'] },
    yes: [{ from: '127.0.1.1' }, { ...tcp, from: '127.0.1.255' }],
    no: [{}, { from: '127.0.1.9' }, { from: '127.0.2.1' }],
  },
  {
    what: 'named-netmask',
    selector: { type: 'NetmaskGroup', netmask_group_name: 'office' },
    yes: [{ from: '127.0.3.7' }],
    no: [{}],
  },
  {
    what: 'asked-netmask',
    selector: { type: 'NetmaskGroup', netmasks: ['127.0.0.1/32'], source: false },
    yes: [{}, { from: '127.0.3.7' }],
    no: [],
  },
  { what: 'opcode', selector: { type: 'Opcode', code: 'Notify' }, yes: [{ flags: 4 << 11 }], no: [{}] },
  {
    what: 'opcode5',
    selector: { type: 'Opcode', code: 5 },
    yes: [{ flags: 5 << 11 }],
    no: [{ flags: 4 << 11 }],
  },
  ...(
    [
      ['equal', 50, [50], [49, 51]],
      ['greater', 50, [51], [50]],
      ['greaterOrEqual', 50, [50, 51], [49]],
      ['smaller', 50, [49], [50]],
      ['smallerOrEqual', 50, [49, 50], [51]],
    ] as const
  ).map(([comparison, size, yes, no]) => {
    const what = `size-${comparison.toLowerCase()}`
    const ofSize = (octets: number): Asked => ({
      trailing: Buffer.alloc(octets - query(at(what)).length),
    })
    return {
      what,
      selector: { type: 'PayloadSize', comparison, size: size + 30 },
      yes: yes.map(octets => ofSize(octets + 30)),
      no: no.map(octets => ofSize(octets + 30)),
    }
  }),
  { what: 'available', selector: { type: 'PoolAvailable', pool: '' }, yes: [{}], no: [] },
  { what: 'unavailable', selector: { type: 'PoolAvailable', pool: 'dead' }, yes: [], no: [{}] },
  {
    what: 'not-outstanding',
    selector: { type: 'PoolOutstanding', pool: 'slow', max_outstanding: 10 },
    yes: [],
    no: [{}],
  },
  { what: 'proba1', selector: { type: 'Proba', probability: 1 }, yes: [{}, {}, {}], no: [] },
  { what: 'proba0', selector: { type: 'Proba', probability: 0 }, yes: [], no: [{}, {}, {}] },
  {
    what: 'class',
    selector: { type: 'QClass', qclass: 'CHAOS' },
    yes: [{ class: 3 }],
    no: [{}, { class: 255 }],
  },
  { what: 'class4', selector: { type: 'QClass', numeric_value: 4 }, yes: [{ class: 4 }], no: [{}] },
  {
    what: 'qname',
    selector: is(`one.${at('qname')}`),
    yes: [{ name: 'one.' }, { name: 'ONE.' }],
    no: [{}, { name: 'two.' }, { name: 'x.one.' }],
  },
  {
    what: 'qnameset',
    selector: { type: 'QNameSet', qnames: [`one.${at('qnameset')}`, `TWO.${at('qnameset')}.`] },
    yes: [{ name: 'one.' }, { name: 'two.' }],
    no: [{}, { name: 'three.' }, { name: 'x.one.' }],
  },
  {
    what: 'suffix',
    selector: { type: 'QNameSuffix', suffixes: [`one.${at('suffix')}`, `a.b.${at('suffix')}`] },
    yes: [{ name: 'one.' }, { name: 'x.ONE.' }, { name: 'x.y.a.b.' }],
    no: [{}, { name: 'an-one.' }, { name: 'b.' }],
  },
  {
    what: 'labels',
    selector: { type: 'QNameLabelsCount', min_labels_count: 4, max_labels_count: 5 },
    yes: [{}, { name: 'a.b.c.' }],
    no: [{ name: 'a.' }, { name: 'a.b.' }],
  },
  {
    what: 'wire',
    selector: { type: 'QNameWireLength', min: 24, max: 30 },
    yes: [{}, { name: 'a.' }, { name: 'abcdefghi.' }],
    no: [{ name: 'ab.' }, { name: 'abcdefgh.' }],
  },
  { what: 'qtype', selector: { type: 'QType', ...bothTypes(false) }, yes: [{ type: 'AAAA' }], no: [{}] },
  { what: 'qtype28', selector: { type: 'QType', ...bothTypes(true) }, yes: [{ type: 'AAAA' }], no: [{}] },
  { what: 'any', selector: { type: 'QType', qtype: 'ANY' }, yes: [{ type: 'ANY' }], no: [{}] },
  { what: 'type65', selector: { type: 'QType', qtype: 'TYPE65' }, yes: [{ type: 'HTTPS' }], no: [{}] },
  { what: 'rd', selector: { type: 'RD' }, yes: [{}], no: [{ flags: 0 }] },
  ...(['Regex', 'RE2'] as const).map(type => ({
    what: type.toLowerCase(),
    selector: { type, expression: `^[0-9]{2,}\\.${type}\\.selectors` },
    yes: [{ name: '12.' }, { name: '999.' }],
    no: [{}, { name: '1.' }, { name: 'x12.' }],
  })),
  {
    what: 'count',
    selector: { type: 'RecordsCount', section: 3, minimum: 1, maximum: 1 },
    yes: [{ edns }],
    no: [{}],
  },
  {
    what: 'question-count',
    selector: { type: 'RecordsCount', section: 0, minimum: 1, maximum: 1 },
    yes: [{}, { edns }],
    no: [],
  },
  {
    what: 'typecount',
    selector: { type: 'RecordsTypeCount', section: 3, record_type: 'OPT', minimum: 1, maximum: 1 },
    yes: [{ edns }],
    no: [{}],
  },
  {
    what: 'typecount0',
    selector: { type: 'RecordsTypeCount', section: 1, record_type: 'A', minimum: 0, maximum: 0 },
    yes: [{}],
    no: [],
  },
  { what: 'tcp', selector: { type: 'TCP', tcp: true }, yes: [tcp], no: [{}] },
  { what: 'udp', selector: { type: 'TCP', tcp: false }, yes: [{}], no: [tcp] },
  {
    what: 'tag',
    selector: { type: 'Tag', tag: 'colour', value: 'red' },
    yes: [{ type: 'TXT' }],
    no: [{}, { type: 'MX' }],
  },
  {
    what: 'tag-any',
    selector: { type: 'Tag', tag: 'colour' },
    yes: [{ type: 'TXT' }, { type: 'MX' }],
    no: [{}],
  },
  {
    what: 'tag-empty',
    selector: { type: 'Tag', tag: 'colour', value: '', 'empty-as-wildcard': false },
    yes: [],
    no: [{}, { type: 'TXT' }],
  },
  { what: 'timed', selector: { type: 'TimedIPSet', set_name: 'guests' }, yes: [], no: [{}] },
  {
    what: 'trailing',
    selector: { type: 'TrailingData' },
    yes: [{ trailing: Buffer.of(0) }, { edns, trailing: Buffer.from('data') }],
    no: [{}, { edns }],
  },
  { what: 'sni', selector: { type: 'SNI', server_name: 'dns.test' }, yes: [], no: [{}, tcp] },
  { what: 'path', selector: { type: 'HTTPPath', path: '/dns-query' }, yes: [], no: [{}, tcp] },
  {
    what: 'header',
    selector: { type: 'HTTPHeader', header: 'host', expression: '.*' },
    yes: [],
    no: [{}, tcp],
  },
  { what: 'port53', selector: { type: 'DSTPort', port: 53 }, yes: [], no: [{}, tcp] },
]

const yxdomain = { type: 'RCode', rcode: 'YXDomain' }
const under = (what: string, selector: object) => ({
  selector: { type: 'And', selectors: [{ type: 'QNameSuffix', suffixes: [at(what)] }, selector] },
  action: yxdomain,
})
const tag = (qtype: string, value: string) => ({
  selector: { type: 'QType', qtype },
  action: { type: 'SetTag', tag: 'colour', value },
})

let server: MockServer
let proxy: ProxyUnderTest
let second: number
beforeAll(async () => {
  server = await startMock(asked =>
    asked.name.startsWith('slow') ? undefined : Buffer.from(flip(asked.octets)),
  )
  second = await freePort()
  proxy = await startProxy({
    binds: [{ listen_address: '127.0.0.1:0' }, { listen_address: `127.0.0.1:${second}` }],
    backends: [
      { address: server.address, pools: ['', 'slow'] },
      { address: server.address, name: 'dead', pools: ['dead'], health_checks: { mode: 'down' } },
    ],
    packet_caches: [],
    netmask_groups: [{ name: 'office', netmasks: ['127.0.3.0/24'] }],
    timed_ip_sets: [{ name: 'guests' }],
    selectors: [{ name: 'no-rd', type: 'Not', selector: { type: 'RD' } }],
    query_rules: [
      tag('TXT', 'red'),
      tag('MX', 'green'),
      ...cases.map(({ what, selector }) => under(what, selector)),
      under('second', { type: 'DSTPort', port: second }),
      under('maxqps', { type: 'MaxQPS', qps: 3 }),
      under('maxqps-burst', { type: 'MaxQPS', qps: 1, burst: 8 }),
      under('maxqpsip', { type: 'MaxQPSIP', qps: 3 }),
      under('maxqpsip-net', { type: 'MaxQPSIP', qps: 3, ipv4_mask: 24 }),
      under('outstanding', { type: 'PoolOutstanding', pool: 'slow', max_outstanding: 10 }),
      {
        selector: { type: 'QName', qname: at('slow') },
        action: { type: 'Pool', pool_name: 'slow' },
      },
    ],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

/** The query as an answer without records. */
function flip(octets: Buffer): Buffer {
  const answer = Buffer.from(octets)
  answer[2]! |= 0x80
  return answer
}

/** Says whether the rule of a case has matched. */
async function matches(
  what: string,
  { name = '', type, ...rest }: Asked,
  port = proxy.port,
): Promise<boolean> {
  const { over, from, ...parts } = rest
  const options = { ...(over && { over }), ...(from !== undefined && { from }) }
  return (await ask(port, query(name + at(what), type, parts), options)).rcode === 6
}

const table = cases.flatMap(({ what, selector, yes, no }) => [
  ...yes.map(asked => ({ what, selector, asked, expected: true })),
  ...no.map(asked => ({ what, selector, asked, expected: false })),
])
test.each(table)('$what matches $asked: $expected', async ({ what, asked, expected }) => {
  expect(await matches(what, asked)).toBe(expected)
})

test('DSTPort is the port that was asked', async () => {
  expect(await matches('second', {}, second)).toBe(true)
  expect(await matches('second', { over: 'tcp' }, second)).toBe(true)
  expect(await matches('second', {})).toBe(false)
})

/** How many of so many queries at once the rule of a case matches. */
async function matched(what: string, count: number, from = '127.0.0.1'): Promise<number> {
  const each = await Promise.all(Array.from({ length: count }, () => matches(what, { from })))
  return each.filter(Boolean).length
}

test('MaxQPS matches as long as the limit is kept', async () => {
  const count = await matched('maxqps', 40)
  expect(count).toBeGreaterThanOrEqual(3)
  expect(count).toBeLessThan(20)
})

test('MaxQPS lets a burst match', async () => {
  const count = await matched('maxqps-burst', 40)
  expect(count).toBeGreaterThanOrEqual(8)
  expect(count).toBeLessThan(20)
})

test('MaxQPSIP matches what each client asks above the limit', async () => {
  expect(await matched('maxqpsip', 40, '127.0.4.1')).toBeGreaterThan(20)
  expect(await matched('maxqpsip', 3, '127.0.4.2')).toBe(0)
})

test('MaxQPSIP counts networks together', async () => {
  expect(await matched('maxqpsip-net', 40, '127.0.4.1')).toBeGreaterThan(20)
  expect(await matched('maxqpsip-net', 3, '127.0.4.2')).toBeGreaterThan(0)
  expect(await matched('maxqpsip-net', 3, '127.0.5.1')).toBe(0)
})

test('PoolOutstanding matches while more queries wait', async () => {
  const waiting = Array.from({ length: 15 }, () => mayAsk(proxy.port, query(at('slow')), { waitMs: 600 }))
  await expect.poll(() => server.askedFor(at('slow')).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(15)
  expect(await matches('outstanding', {})).toBe(true)
  await Promise.all(waiting)
})
