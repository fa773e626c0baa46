// Answers that rules make up: addresses, aliases, service bindings, raw data, whole messages, and that there is nothing.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './asking.ts'
import { a, answerTo, bits, type QueryParts, query, questionEnd } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, startProxy } from './rig.ts'

const zone = 'spoofing.test'
const on = (label: string, action: object) => ({
  selector: { type: 'QNameSuffix', suffixes: [`${label}.${zone}`] },
  action,
})
const spoof = (...ips: readonly string[]) => ({ type: 'Spoof', ips })
const many = Array.from({ length: 12 }, (_, i) => `192.0.2.${i}`)
/** Text of a rule that stands for these octets. */
const escaped = (octets: Uint8Array): string =>
  Array.from(octets, octet => `\\${String(octet).padStart(3, '0')}`).join('')
const packet = answerTo(query('other.test', 'A', { id: 1 }), {
  flags: bits.aa,
  answers: [a('@', '192.0.2.77')],
})
const soa = {
  type: 'NegativeAndSOA',
  zone: 'auth.test.',
  ttl: 42,
  mname: 'ns.test.',
  rname: 'mail.test.',
  soa_parameters: { serial: 5, refresh: 4, retry: 3, expire: 2, minimum: 1 },
}

let server: MockServer
let proxy: ProxyUnderTest
beforeAll(async () => {
  server = await startMock(asked => answerTo(asked.octets, { rcode: 6 }))
  proxy = await startProxy({
    backends: [{ address: server.address }],
    query_rules: [
      on('v4', spoof('192.0.2.1')),
      on('v6', spoof('2001:db8::1')),
      on('both', spoof('192.0.2.1', '2001:db8::1')),
      on('many', spoof(...many)),
      on('huge', spoof(...Array.from({ length: 200 }, (_, i) => `198.51.100.${i}`))),
      on('ttl', { ...spoof('192.0.2.1'), vars: { ttl: 1500 } }),
      on('flags', { ...spoof('192.0.2.1'), vars: { set_aa: true, set_ad: true, set_ra: true } }),
      on('no-ra', { ...spoof('192.0.2.1'), vars: { set_ra: false } }),
      on('cname', { type: 'SpoofCNAME', cname: `target.${zone}.` }),
      on('raw', { type: 'SpoofRaw', answers: ['\\192\\000\\002\\009'] }),
      on('raw-txt', {
        type: 'SpoofRaw',
        answers: ['\\003aaa\\004bbbb', '\\011second text'.replace('011', '011')],
      }),
      on('raw-any', { type: 'SpoofRaw', answers: ['\\192\\000\\002\\009'], qtype_for_any: 'A' }),
      on('packet', { type: 'SpoofPacket', response: escaped(packet) }),
      on('svc', {
        type: 'SpoofSVC',
        parameters: [
          {
            priority: 1,
            target: `svc.${zone}.`,
            alpns: ['dot', 'h2'],
            port: 8443,
            ipv4_hints: ['192.0.2.5'],
            ipv6_hints: ['2001:db8::5'],
          },
          { priority: 2, mandatory_params: [3], port: 53, additional_params: [{ key: 42, value: '/path' }] },
        ],
      }),
      on('alias', { type: 'SpoofSVC', parameters: [{ priority: 0, target: `svc.${zone}` }] }),
      on('nx', { ...soa, nxd: true }),
      on('nodata', { ...soa, nxd: false }),
      on('in-authority', { ...soa, nxd: true, soa_in_authority: true, vars: { set_aa: true } }),
    ],
  })
})
afterAll(async () => {
  await proxy?.stop()
  await server?.close()
})

const askFor = (label: string, type = 'A', parts: QueryParts = {}, over: 'udp' | 'tcp' = 'udp') =>
  ask(proxy.port, query(`x.${label}.${zone}`, type, parts), { over })
const records = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.packet.answers!.map(record => {
    const { type, ttl, data } = record as { type: string; ttl: number; data: unknown }
    return `${type} ${ttl} ${data}`
  })

/** What the server answers shows that no rule did. */
const passed = 'passed on'
test.each([
  ['v4', 'A', ['A 60 192.0.2.1']],
  ['v4', 'AAAA', passed],
  ['v4', 'TXT', passed],
  ['v4', 'ANY', ['A 60 192.0.2.1']],
  ['v6', 'A', passed],
  ['v6', 'AAAA', ['AAAA 60 2001:db8::1']],
  ['both', 'A', ['A 60 192.0.2.1']],
  ['both', 'AAAA', ['AAAA 60 2001:db8::1']],
  ['both', 'ANY', ['A 60 192.0.2.1', 'AAAA 60 2001:db8::1']],
  ['both', 'MX', passed],
  ['ttl', 'A', ['A 1500 192.0.2.1']],
  ['cname', 'A', [`CNAME 60 target.${zone}`]],
  ['cname', 'AAAA', [`CNAME 60 target.${zone}`]],
  ['cname', 'TXT', [`CNAME 60 target.${zone}`]],
  ['raw', 'A', ['A 60 192.0.2.9']],
  ['raw', 'ANY', passed],
  ['raw-any', 'ANY', ['A 60 192.0.2.9']],
  ['raw-any', 'A', ['A 60 192.0.2.9']],
  ['raw-txt', 'TXT', ['TXT 60 aaa,bbbb', 'TXT 60 second text']],
] as const)('%s %s is %j', async (label, type, expected) => {
  for (const over of ['udp', 'tcp'] as const) {
    const answer = await askFor(label, type, {}, over)
    expect(answer.rcode).toBe(expected === passed ? 6 : 0)
    expect(records(answer).toSorted()).toEqual(expected === passed ? [] : expected)
  }
})

test.each([
  ['v4', 0, bits.qr],
  ['v4', bits.rd, bits.qr | bits.rd | bits.ra],
  ['v4', bits.cd, bits.qr | bits.cd],
  ['flags', 0, bits.qr | bits.aa | bits.ad | bits.ra],
  ['no-ra', bits.rd, bits.qr | bits.rd],
])('flags of an answer by %s to %i are %i', async (label, asked, expected) => {
  expect((await askFor(label, 'A', { flags: asked })).flags).toBe(expected)
})

test('the letters of the name are the client’s', async () => {
  const { packet } = await ask(proxy.port, query(`MiXeD.v4.${zone}`))
  expect([packet.questions![0]!.name, packet.answers![0]!.name]).toEqual([
    `MiXeD.v4.${zone}`,
    `MiXeD.v4.${zone}`,
  ])
})

test.each([undefined, { size: 1232 }, { size: 4096, dnssecOk: true }])(
  'EDNS is as in the query: %j',
  async edns => {
    const { opt } = await askFor('v4', 'A', edns ? { edns } : {})
    expect(opt === undefined).toBe(edns === undefined)
    if (opt)
      expect(opt).toMatchObject({ udpPayloadSize: 1232, flag_do: edns!.dnssecOk ?? false, options: [] })
  },
)

test('addresses come in another order each time, and all of them', async () => {
  const orders = new Set<string>()
  for (let i = 0; i < 20; i++) {
    const found = records(await askFor('many'))
    expect(found.toSorted()).toEqual(many.map(ip => `A 60 ${ip}`).toSorted())
    orders.add(found.join())
  }
  expect(orders.size).toBeGreaterThan(5)
})

test('what does not fit is truncated, and whole over TCP', async () => {
  const overUdp = await askFor('huge', 'A', { edns: { size: 1232 } })
  expect([overUdp.flags & bits.tc, overUdp.packet.answers]).toEqual([bits.tc, []])
  expect(records(await askFor('huge', 'A', {}, 'tcp'))).toHaveLength(200)
})

test('SpoofPacket sends its message with the id of the query', async () => {
  const answer = await askFor('packet', 'TXT', { id: 0x1234 })
  expect([answer.id, answer.octets.subarray(2)]).toEqual([0x1234, packet.subarray(2)])
})

test.each(['SVCB', 'HTTPS'])('SpoofSVC answers %s with its bindings and their addresses', async type => {
  const answer = await askFor('svc', type)
  const { answers, additionals } = answer.packet
  const data = answers!.map(record => Buffer.from((record as unknown as { data: Uint8Array }).data))
  const first = data.find(each => each.readUInt16BE(0) === 1)!
  const second = data.find(each => each.readUInt16BE(0) === 2)!
  const target = query(`svc.${zone}`)
  const name = target.subarray(12, questionEnd(target) - 4)
  expect(first.subarray(2)).toEqual(
    Buffer.concat([
      name,
      Buffer.from([0, 1, 0, 7, 3, ...Buffer.from('dot'), 2, ...Buffer.from('h2')]),
      Buffer.from([0, 3, 0, 2, 0x20, 0xfb]),
      Buffer.from([0, 4, 0, 4, 192, 0, 2, 5]),
      Buffer.from([0, 6, 0, 16, 0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]),
    ]),
  )
  expect(second.subarray(2)).toEqual(
    Buffer.from([0, 0, 0, 0, 2, 0, 3, 0, 3, 0, 2, 0, 53, 0, 42, 0, 5, ...Buffer.from('/path')]),
  )
  expect(additionals!.map(record => [record.name, (record as { data: unknown }).data])).toEqual([
    [`svc.${zone}`, '192.0.2.5'],
    [`svc.${zone}`, '2001:db8::5'],
  ])
})

test('SpoofSVC makes an alias, and passes other types on', async () => {
  const { packet: alias } = await askFor('alias', 'HTTPS')
  expect(Buffer.from((alias.answers![0] as unknown as { data: Uint8Array }).data).readUInt16BE(0)).toBe(0)
  expect((await askFor('svc', 'A')).rcode).toBe(6)
})

test.each([
  ['nx', 3, 'additionals', bits.rd | bits.ra],
  ['nodata', 0, 'additionals', bits.rd | bits.ra],
  ['in-authority', 3, 'authorities', bits.rd | bits.ra | bits.aa],
] as const)(
  'NegativeAndSOA %s has rcode %i and its SOA record in %s',
  async (label, rcode, section, flags) => {
    for (const type of ['A', 'TXT']) {
      const answer = await askFor(label, type, { edns: {} })
      expect([answer.rcode, answer.flags, answer.packet.answers]).toEqual([rcode, bits.qr | flags, []])
      expect(answer.packet[section]![0]).toMatchObject({
        type: 'SOA',
        name: 'auth.test',
        ttl: 42,
        data: {
          mname: 'ns.test',
          rname: 'mail.test',
          serial: 5,
          refresh: 4,
          retry: 3,
          expire: 2,
          minimum: 1,
        },
      })
      expect(answer.opt).toBeDefined()
    }
  },
)

test('no server has seen what rules answer', () => {
  for (const label of ['cname', 'many', 'packet', 'nx', 'nodata'])
    expect(server.askedFor(`${label}.${zone}`)).toEqual([])
})
