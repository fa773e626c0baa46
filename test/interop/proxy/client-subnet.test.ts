// EDNS Client Subnet (RFC 7871): what servers are told of a client, and that the client does not see it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AskOptions, ask } from './asking.ts'
import { a, answerTo, clientSubnet, optionOf, optRecord, type QueryParts, query } from './messages.ts'
import { type Answering, type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const zone = 'subnets.test'
const on = (label: string, ...actions: readonly object[]) =>
  actions.map(action => ({ selector: { type: 'QNameSuffix', suffixes: [`${label}.${zone}`] }, action }))

/** Answers as servers do that know client subnets: with the one that was asked, and a scope. */
const echoing: Answering = asked => {
  const subnet = optionOf(asked, 8)
  if (subnet) subnet[3] = subnet[2]!
  return answerTo(asked.octets, {
    answers: [a('@', '192.0.2.1')],
    edns: asked.opt && { options: subnet ? [{ code: 8, data: subnet }] : [] },
  })
}

let server: MockServer
let plain: ProxyUnderTest
let overriding: ProxyUnderTest
beforeAll(async () => {
  server = await startMock(echoing)
  const base = {
    binds: [{ listen_address: '127.0.0.1:0' }, { listen_address: '[::1]:0' }],
    backends: [
      { name: 'told', address: server.address, use_client_subnet: true },
      { name: 'untold', address: server.address, pools: ['untold', 'told'] },
    ],
    pools: [{ name: '', packet_cache: 'main' }, { name: 'untold' }, { name: 'told', use_ecs: true }],
    packet_caches: [{ name: 'main' }],
    query_rules: [
      ...on('disabled', { type: 'SetDisableECS' }),
      ...on('override', { type: 'SetECSOverride', override_existing: true }),
      ...on('keep', { type: 'SetECSOverride', override_existing: false }),
      ...on('length', { type: 'SetECSPrefixLength', ipv4: 32, ipv6: 128 }),
      ...on('short', { type: 'SetECSPrefixLength', ipv4: 9, ipv6: 3 }),
      ...on('fixed', { type: 'SetECS', ipv4: '198.51.100.0/22', ipv6: '2001:db8::/48' }),
      ...on('fixed-v4', { type: 'SetECS', ipv4: '198.51.100.7' }),
      ...on(
        'fixed-override',
        { type: 'SetECSOverride', override_existing: true },
        { type: 'SetECS', ipv4: '198.51.100.0/24' },
      ),
      ...on('untold', { type: 'Pool', pool_name: 'untold' }),
      ...on('told', { type: 'Pool', pool_name: 'told' }),
    ],
  }
  plain = await startProxy(base)
  overriding = await startProxy({
    ...base,
    edns_client_subnet: { override_existing: true, source_prefix_v4: 16, source_prefix_v6: 64 },
  })
})
afterAll(async () => {
  await Promise.all([plain?.stop(), overriding?.stop()])
  await server?.close()
})

let count = 0
const fresh = (label: string): string => `n${++count}.${label}.${zone}`
const own = { edns: { options: [clientSubnet([203, 0, 113, 0], 24)] } }
const subnet = (address: readonly number[], prefix: number): Buffer =>
  Buffer.from(clientSubnet(address, prefix).data)
const v6 = (...octets: readonly number[]): number[] => [...octets, ...Array(16 - octets.length).fill(0)]
const local = subnet([127, 0, 0, 1], 24)
const ownSubnet = subnet([203, 0, 113, 0], 24)

interface Case {
  readonly label: string
  readonly parts?: QueryParts
  readonly options?: AskOptions
  /** What the server is told. */
  readonly told: Buffer | undefined
  readonly isV6?: boolean
}

async function look(
  proxy: ProxyUnderTest,
  { label, parts = {}, options = {}, told, isV6 }: Case,
): Promise<void> {
  const name = fresh(label)
  const answer = await ask(proxy.ports[isV6 ? 1 : 0]!, query(name, 'A', parts), {
    ...options,
    ...(isV6 && { to: '::1' }),
  })
  const [asked] = server.askedFor(name)
  expect(optionOf(asked!, 8)).toEqual(told)
  // The client sees what it would without a proxy: EDNS if it knows it, and its own subnet.
  expect(answer.opt !== undefined).toBe(parts.edns !== undefined)
  const isOwn = told !== undefined && parts === own && told.equals(ownSubnet)
  expect(optionOf(answer, 8)?.subarray(4)).toEqual(isOwn ? told.subarray(4) : undefined)
  expect(answer.packet.answers).toHaveLength(1)
}

describe('by default', () => {
  const cases: readonly Case[] = [
    { label: 'x', told: local },
    { label: 'x', parts: { edns: {} }, told: local },
    {
      label: 'x',
      parts: { edns: { dnssecOk: true, options: [{ code: 3, data: Buffer.alloc(0) }] } },
      told: local,
    },
    { label: 'x', parts: own, told: ownSubnet },
    { label: 'x', options: { over: 'tcp' }, told: local },
    { label: 'x', options: { from: '127.9.8.7' }, told: subnet([127, 9, 8, 0], 24) },
    { label: 'x', isV6: true, told: subnet(v6(), 56) },
    { label: 'disabled', told: undefined },
    { label: 'disabled', parts: own, told: ownSubnet },
    { label: 'override', parts: own, told: local },
    { label: 'keep', parts: own, told: ownSubnet },
    { label: 'length', told: subnet([127, 0, 0, 1], 32) },
    { label: 'length', isV6: true, told: subnet([...v6().slice(0, 15), 1], 128) },
    { label: 'short', options: { from: '127.255.0.1' }, told: subnet([127, 128], 9).fill(128, 5) },
    { label: 'fixed', told: subnet([198, 51, 100, 0], 22) },
    { label: 'fixed', isV6: true, told: subnet(v6(0x20, 1, 0x0d, 0xb8), 48) },
    { label: 'fixed', parts: own, told: ownSubnet },
    { label: 'fixed-v4', isV6: true, told: subnet([198, 51, 100, 7], 32) },
    { label: 'fixed-override', parts: own, told: subnet([198, 51, 100, 0], 24) },
    { label: 'untold', told: undefined },
    { label: 'untold', parts: own, told: ownSubnet },
    { label: 'told', told: local },
  ]
  test.each(cases)('$label with $parts, $options: $told', each => look(plain, fix(each)))
})

describe('with a subnet of the proxy’s own in any case', () => {
  const cases: readonly Case[] = [
    { label: 'x', told: subnet([127, 0, 0, 1], 16) },
    { label: 'x', parts: own, told: subnet([127, 0, 0, 1], 16) },
    { label: 'x', isV6: true, told: subnet(v6(), 64) },
    { label: 'keep', parts: own, told: ownSubnet },
    { label: 'disabled', parts: own, told: ownSubnet },
    { label: 'length', parts: own, told: subnet([127, 0, 0, 1], 32) },
  ]
  test.each(cases)('$label with $parts: $told', each => look(overriding, fix(each)))
})

/** Two octets are named of an address of IPv4 where the rest is cut off. */
const fix = (each: Case): Case =>
  each.label === 'short' ? { ...each, told: Buffer.from([0, 1, 9, 0, 127, 128]) } : each

test('clients of one network share answers, those of others do not', async () => {
  const name = fresh('x')
  for (const from of ['127.1.1.1', '127.1.1.2', '127.1.2.1']) await ask(plain.port, query(name), { from })
  expect(server.askedFor(name)).toHaveLength(2)
})

test('an answer from the cache hides what was added, too', async () => {
  const name = fresh('x')
  for (let i = 0; i < 2; i++) {
    expect((await ask(plain.port, query(name))).opt).toBeUndefined()
    expect((await ask(plain.port, query(name, 'A', { edns: {} }))).opt).toMatchObject({ options: [] })
  }
})

test('a signed query stays as it is', async () => {
  const name = fresh('x')
  const signed = query(name)
  signed[11] = 1
  const tsig = optRecord({})
  tsig.writeUInt16BE(250, 1)
  const octets = Buffer.concat([signed, tsig])
  await ask(plain.port, octets)
  expect(server.askedFor(name)[0]!.octets.subarray(2)).toEqual(octets.subarray(2))
})

test('a server that refuses EDNS is passed on as it is', async () => {
  const name = fresh('x')
  server.answers(asked => answerTo(asked.octets, { rcode: 1 }))
  const answer = await ask(plain.port, query(name))
  server.answers(echoing)
  expect([answer.rcode, answer.opt]).toEqual([1, undefined])
})
