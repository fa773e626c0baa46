// Clients and names that are blocked for what they have asked: exactly above a rate, in all ways, and not for ever.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askMany } from './ask-many.ts'
import { ask, mayAsk } from './asking.ts'
import { answerTo, bits, query } from './messages.ts'
import { type MockServer, startMock } from './mock-server.ts'
import { type ProxyUnderTest, type Settings, startProxy } from './rig.ts'

let server: MockServer
beforeAll(async () => {
  server = await startMock(asked => answerTo(asked.octets, { rcode: asked.name.startsWith('nx') ? 3 : 0 }))
})
afterAll(() => server?.close())

/** Above ten a second on average over ten seconds: from the 101st on, however fast they come. */
const rule = (rest: Settings): Settings => ({
  rate: 10,
  seconds: 10,
  action_duration: 60,
  kernel: false,
  ...rest,
})
const limit = 100
const patience = { timeout: 20_000, interval: 50 }

const many = (count: number, name: string, type = 'A'): Buffer[] =>
  Array.from({ length: count }, (_, i) => query(`${name}${i}.${name}.test`, type))

interface Case {
  readonly what: string
  readonly rule: Settings
  /** What the client asks, and what it gets from then on; nothing if undefined. */
  readonly type: string
  readonly name?: string
  readonly gets: number | undefined | 'truncated'
}

/** Each rule is about a type of its own, so that they do not meet. */
const cases: readonly Case[] = [
  { what: 'Refused', type: 'TXT', rule: { type: 'qtype-rate', qtype: 'TXT', action: 'Refused' }, gets: 5 },
  { what: 'NXDomain', type: 'MX', rule: { type: 'qtype-rate', qtype: 'MX', action: 'NXDomain' }, gets: 3 },
  { what: 'ServFail', type: 'NS', rule: { type: 'qtype-rate', qtype: 'NS', action: 'ServFail' }, gets: 2 },
  {
    what: 'Truncate',
    type: 'SRV',
    rule: { type: 'qtype-rate', qtype: 'SRV', action: 'Truncate' },
    gets: 'truncated',
  },
  { what: 'Drop', type: 'PTR', rule: { type: 'qtype-rate', qtype: 'PTR', action: 'Drop' }, gets: undefined },
  { what: 'NoOp', type: 'CAA', rule: { type: 'qtype-rate', qtype: 'CAA', action: 'NoOp' }, gets: 0 },
  {
    what: 'NoRecurse',
    type: 'SSHFP',
    rule: { type: 'qtype-rate', qtype: 'SSHFP', action: 'NoRecurse' },
    gets: 0,
  },
  {
    what: 'SetTag',
    type: 'NAPTR',
    rule: { type: 'qtype-rate', qtype: 'NAPTR', action: 'SetTag', tag_name: 'flood', tag_value: 'yes' },
    gets: 4,
  },
  {
    what: 'the answers (rcode-rate)',
    type: 'AAAA',
    name: 'nx',
    rule: { type: 'rcode-rate', rcode: 'NXDomain', action: 'Refused' },
    gets: 5,
  },
]

describe('a client that asks too much', () => {
  let proxy: ProxyUnderTest
  beforeAll(async () => {
    proxy = await startProxy({
      backends: [{ address: server.address, health_checks: { mode: 'up' } }],
      packet_caches: [],
      dynamic_rules: cases.map(({ what, rule: of }) => ({ name: what, rules: [rule(of)] })),
      query_rules: [
        { selector: { type: 'Tag', tag: 'flood', value: 'yes' }, action: { type: 'RCode', rcode: 'NotImp' } },
      ],
    })
  })
  afterAll(() => proxy?.stop())

  test.concurrent.each(cases.map((each, i) => ({ ...each, i })))(
    'gets its answer: $what',
    async ({ i, what, type, name = 'n', gets }) => {
      const [below, above] = [`127.0.1.${i + 1}`, `127.0.2.${i + 1}`]
      await Promise.all([
        askMany(proxy.port, many(limit, name, type), { from: below }),
        askMany(proxy.port, many(limit + 1, name, type), { from: above }),
      ])
      const { subject, group, seconds } = await proxy.until('blocked', event => event.group === what)
      expect({ subject, group, seconds }).toEqual({ subject: `${above}/32`, group: what, seconds: 60 })
      server.clear()
      const answer = await mayAsk(proxy.port, query('www.test', type), {
        from: above,
        waitMs: gets === undefined ? 500 : 20_000,
      })
      if (gets === 'truncated') expect(answer!.flags & bits.tc).toBe(bits.tc)
      else expect(answer?.rcode).toBe(gets)
      const overTcp = await mayAsk(proxy.port, query('www.test', type), {
        from: above,
        over: 'tcp',
        waitMs: gets === undefined ? 500 : 20_000,
      })
      expect(overTcp?.rcode).toBe(gets === 'truncated' ? 0 : gets)
      if (what === 'NoRecurse') expect(server.asked.find(each => each.type === type)!.flags & bits.rd).toBe(0)
      expect((await ask(proxy.port, query('www.test', type), { from: below })).rcode).toBe(0)
    },
  )
})

describe('rules of groups', () => {
  let proxy: ProxyUnderTest
  const groups: readonly Settings[] = [
    {
      name: 'clients',
      exclude_ranges: ['127.0.3.0/28'],
      include_ranges: ['127.0.3.5/32'],
      rules: [
        {
          type: 'query-rate',
          rate: 10,
          warning_rate: 5,
          seconds: 10,
          action_duration: 2,
          action: 'Refused',
          comment: 'too many',
        },
      ],
    },
    {
      name: 'names',
      exclude_domains: ['good.test.'],
      rules: [
        {
          type: 'suffix-match',
          rate: 10,
          seconds: 10,
          action_duration: 60,
          action: 'NXDomain',
          labels: 2,
          kernel: false,
        },
      ],
    },
  ]
  beforeAll(async () => {
    proxy = await startProxy({
      backends: [{ address: server.address, health_checks: { mode: 'up' } }],
      packet_caches: [],
      dynamic_rules: groups,
    })
  })
  afterAll(() => proxy?.stop())

  const names = (count: number, suffix: string): Buffer[] =>
    Array.from({ length: count }, (_, i) => query(`n${i}.${suffix}.test`))
  const asksAs = (from: string) => async () => (await ask(proxy.port, query('www.test'), { from })).rcode

  test.concurrent('a warning comes before, and blocks nobody', async ({ expect }) => {
    const from = '127.0.3.100'
    // Names of their own, each below the limit of names.
    await askMany(proxy.port, [...names(40, 'w1'), ...names(40, 'w2')], { from })
    const event = await proxy.until('blocked', ({ subject }) => subject === `${from}/32`)
    expect(event).toMatchObject({ isWarning: true, reason: 'too many' })
    expect(await asksAs(from)()).toBe(0)
  })

  test.concurrent('a block ends', async ({ expect }) => {
    const from = '127.0.3.101'
    await askMany(proxy.port, [...names(80, 'e1'), ...names(80, 'e2')], { from })
    await proxy.until('blocked', ({ subject, isWarning }) => subject === `${from}/32` && !isWarning)
    expect(await asksAs(from)()).toBe(5)
    // It goes on while the average of ten seconds is above the rate, and for the two seconds of the rule.
    await expect.poll(asksAs(from), { timeout: 60_000, interval: 1000 }).toBe(0)
  })

  test.concurrent('who is excluded is not blocked, but who is included again', async ({ expect }) => {
    const load = (from: string, name: string) =>
      askMany(proxy.port, [...names(80, `${name}1`), ...names(80, `${name}2`)], { from })
    await Promise.all([load('127.0.3.4', 'x'), load('127.0.3.5', 'i')])
    await proxy.until('blocked', ({ subject, isWarning }) => subject === '127.0.3.5/32' && !isWarning)
    expect(proxy.events).not.toContainEqual(expect.objectContaining({ subject: '127.0.3.4/32' }))
    expect(await asksAs('127.0.3.4')()).toBe(0)
  })

  test.concurrent('a name is blocked with all below it, for everyone, but not one that is excluded', async ({
    expect,
  }) => {
    const from = '127.0.3.1'
    await Promise.all([
      askMany(proxy.port, names(limit + 1, 'good'), { from }),
      askMany(proxy.port, names(limit, 'below'), { from: '127.0.3.2' }),
      askMany(proxy.port, names(limit + 1, 'bad'), { from: '127.0.3.3' }),
    ])
    await proxy.until('blocked', ({ group, subject }) => group === 'names' && /^bad\.test\.?$/.test(subject))
    const rcodeOf = async (name: string) => (await ask(proxy.port, query(name), { from })).rcode
    expect(await rcodeOf('www.bad.test')).toBe(3)
    expect(await rcodeOf('BAD.test')).toBe(3)
    expect(await rcodeOf('www.notbad.test')).toBe(0)
    expect(await rcodeOf('www.good.test')).toBe(0)
    expect(await rcodeOf('www.below.test')).toBe(0)
  })
})

test('what is dropped is dropped by the kernel, which counts it', async () => {
  const proxy = await startProxy({
    backends: [{ address: server.address, health_checks: { mode: 'up' } }],
    packet_caches: [],
    dynamic_rules: [
      {
        name: 'flood',
        rules: [{ type: 'query-rate', rate: 10, seconds: 10, action_duration: 60, action: 'Drop' }],
      },
    ],
  })
  try {
    const from = '127.0.4.1'
    await askMany(proxy.port, many(limit + 1, 'n'), { from })
    await proxy.until('blocked')
    // The filter is there a moment later.
    await expect
      .poll(async () => {
        const before = await proxy.counters()
        for (let i = 0; i < 10; i++) await mayAsk(proxy.port, query('www.test'), { from, waitMs: 20 })
        const after = await proxy.counters()
        return [after.overruns - before.overruns, after.queries - before.queries]
      }, patience)
      .toEqual([10, 0])
    // Connections are not for the filter, but for the proxy.
    const before = await proxy.counters()
    expect(await mayAsk(proxy.port, query('www.test'), { from, over: 'tcp' })).toBeUndefined()
    expect((await proxy.counters()).dynamicDrops).toBe(before.dynamicDrops + 1)
    expect((await ask(proxy.port, query('www.test'))).rcode).toBe(0)
  } finally {
    await proxy.stop()
  }
})
