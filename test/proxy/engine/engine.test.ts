import { type Packet, RECURSION_DESIRED } from 'dns-packet'
import { describe, expect, test } from 'vitest'
import { outcomes } from '../../../src/proxy/rules/rule.ts'
import type { Transaction } from '../../../src/proxy/transaction.ts'
import { address, chain, createRig, question } from './rig.ts'

const rcodeOf = (packet: Packet | undefined): number | undefined =>
  packet && ((packet as { flags?: number }).flags ?? 0) & 0x0f
const edeOf = (packet: Packet): number | undefined => {
  const opt = packet.additionals?.find(({ type }) => type === 'OPT') as
    | { options: { code: number; data: Buffer }[] }
    | undefined
  return opt?.options.find(({ code }) => code === 15)?.data.readUInt16BE(0)
}
const withEdns: Partial<Packet> = {
  questions: [question('example.org')],
  additionals: [
    {
      name: '.',
      type: 'OPT',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    },
  ] as never,
}

describe('a query', () => {
  test('goes to a server with another id, and its answer comes back with the own one', () => {
    const rig = createRig()
    rig.ask({ id: 77 })
    expect(rig.sent.map(({ server }) => server)).toEqual(['s1'])
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect(rig.answers).toMatchObject([{ id: 77, answers: [{ data: '192.0.2.80' }] }])
    expect(rig.state('s1').outstanding).toBe(0)
  })

  test('has ids that nobody can tell', () => {
    const rig = createRig()
    for (let i = 0; i < 100; i++) rig.ask({ id: 1, questions: [question(`n${i}.example.org`)] })
    const ids = rig.sent.map(({ query }) => query.id!)
    expect(new Set(ids).size).toBe(100)
    expect(Math.max(...ids) - Math.min(...ids)).toBeGreaterThan(10_000)
  })

  test('keeps its letters, whatever those of the answer are', () => {
    const rig = createRig()
    rig.ask({ questions: [question('ExAmPlE.oRg')] })
    rig.reply(rig.sent[0]!, { questions: [question('eXaMpLe.OrG')], ...address('192.0.2.80') })
    expect(rig.answers[0]!.questions).toMatchObject([{ name: 'ExAmPlE.oRg' }])
  })

  test.each([
    ['another name', { questions: [question('example.com')] }],
    ['another type', { questions: [question('example.org', 'AAAA')] }],
    ['no question', { questions: [] }],
  ])('is not answered by an answer to %s', (_what, answer) => {
    const rig = createRig()
    rig.ask({})
    rig.reply(rig.sent[0]!, answer)
    expect(rig.answers).toEqual([])
    expect(rig.counters().noncompliantResponses).toBe(1)
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect(rig.answers).toHaveLength(1)
  })

  test('is not answered by an unknown id or from another socket', () => {
    const rig = createRig()
    rig.ask({})
    const [sent] = rig.sent
    rig.reply(
      { ...sent!, query: { ...sent!.query, id: (sent!.query.id! + 1) & 0xffff } },
      address('192.0.2.66'),
    )
    rig.reply({ ...sent!, socket: 1 - sent!.socket }, address('192.0.2.66'))
    expect(rig.answers).toEqual([])
    expect(rig.counters().lateResponses).toBe(2)
  })

  test('from outside of the ACL is dropped', () => {
    const rig = createRig()
    rig.ask({}, '192.0.2.9')
    expect([rig.sent.length, rig.drops(), rig.counters().aclDrops]).toEqual([0, 1, 1])
  })

  test.each([
    ['cut off', Buffer.from([0, 1, 2]), 'noncompliantQueries'],
    ['an answer', Buffer.from([0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1]), 'noncompliantQueries'],
    [
      'a name that does not end',
      Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, 97]),
      'noncompliantQueries',
    ],
    [
      'records that are not there',
      Buffer.from([0, 1, 1, 0, 0, 1, 0, 9, 0, 0, 0, 0, 0, 0, 1, 0, 1]),
      'noncompliantQueries',
    ],
  ] as const)('that is %s is dropped', (_what, octets, counter) => {
    const rig = createRig()
    rig.ask(octets)
    expect([rig.sent.length, rig.drops(), rig.counters()[counter]]).toEqual([0, 1, 1])
  })

  test.each([
    [0, 4],
    [2, 1],
  ])('with %i questions gets rcode %i', (count, rcode) => {
    const rig = createRig()
    rig.ask({ questions: Array.from({ length: count }, () => question('example.org')) })
    expect(rig.answers.map(rcodeOf)).toEqual([rcode])
  })
})

describe('without an answer in time', () => {
  test('another server is asked, then the last one, then it is SERVFAIL with an extended error', () => {
    const rig = createRig({ servers: 3 })
    rig.ask(withEdns)
    rig.pass(100)
    rig.pass(100)
    expect(rig.sent.map(({ server }) => server)).toEqual(['s1', 's2', 's3'])
    expect(rig.answers).toEqual([])
    rig.pass(100)
    expect(rig.answers.map(rcodeOf)).toEqual([2])
    expect(edeOf(rig.answers[0]!)).toBe(23)
    expect(rig.counters()).toMatchObject({ timeouts: 3, retries: 2, failures: 1, backendAnswers: 0 })
    for (const name of ['s1', 's2', 's3']) expect(rig.state(name).outstanding).toBe(0)
  })

  test('an answer to an earlier try still counts', () => {
    const rig = createRig()
    rig.ask({})
    rig.pass(100)
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect(rig.answers).toHaveLength(1)
    rig.reply(rig.sent[1]!, address('192.0.2.81'))
    expect(rig.answers).toHaveLength(1)
    expect(rig.counters()).toMatchObject({ backendAnswers: 1, lateResponses: 1 })
  })

  test('the only server is asked again', () => {
    const rig = createRig({ servers: 1 })
    rig.ask({})
    rig.pass(100)
    expect(rig.sent.map(({ server }) => server)).toEqual(['s1', 's1'])
    expect(rig.sent[0]!.query.id).not.toBe(rig.sent[1]!.query.id)
  })

  test('an update is asked for once', () => {
    const rig = createRig()
    rig.ask({ flags: 0x2800 })
    rig.pass(100)
    expect(rig.sent).toHaveLength(1)
    expect(rig.answers.map(rcodeOf)).toEqual([2])
  })

  test('a server that nobody hears of is asked last', () => {
    const rig = createRig()
    for (let i = 0; i < 32; i++) rig.ask({ questions: [question(`n${i}.example.org`)] })
    rig.pass(100)
    rig.sent.length = 0
    rig.ask({ questions: [question('next.example.org')] })
    expect(rig.sent.map(({ server }) => server)).toEqual(['s2'])
  })

  test('nobody at the other end is as good as no answer', () => {
    const rig = createRig()
    rig.ask({})
    rig.engine.serverIsGone(rig.links.get('s1')!, rig.sent[0]!.socket)
    rig.pass(0)
    expect(rig.sent.map(({ server }) => server)).toEqual(['s1', 's2'])
  })
})

test('what waits for a server that is let go is asked of another one that is still there', () => {
  const rig = createRig({ servers: 3 })
  rig.ask({})
  const { settings } = rig.engine.state
  const left = new Map(settings.links)
  for (const id of ['s1', 's2']) left.delete(id)
  rig.engine.configure({ ...settings, links: left })
  rig.engine.giveUp(rig.links.get('s1')!)
  expect(rig.sent.map(({ server }) => server)).toEqual(['s1', 's3'])
  rig.reply(rig.sent[1]!, address('192.0.2.80'))
  expect(rig.answers.map(rcodeOf)).toEqual([0])
})

test('a server that nothing can be sent to is left for another one at once', () => {
  const rig = createRig({ servers: 3, onSend: server => server !== 's1' })
  rig.ask({})
  expect(rig.sent.map(({ server }) => server)).toEqual(['s2'])
  rig.reply(rig.sent[0]!, address('192.0.2.80'))
  expect(rig.answers.map(rcodeOf)).toEqual([0])
  expect(rig.counters()).toMatchObject({ sendErrors: 1, failures: 0 })
})

test('an answer for a type whose octets differ as letters do is none', () => {
  const rig = createRig()
  rig.ask({ questions: [question('example.org', 'HTTPS')] })
  const [sent] = rig.sent
  const octets = Buffer.from(sent!.octets)
  octets[2]! |= 0x80
  octets.writeUInt16BE(65 | 0x20, octets.length - 4)
  rig.replyWith('s1', sent!.socket, octets)
  expect([rig.answers.length, rig.counters().noncompliantResponses]).toEqual([0, 1])
})

describe('a failure', () => {
  test.each([2, 5])('with rcode %i is asked for elsewhere', rcode => {
    const rig = createRig()
    rig.ask({})
    rig.reply(rig.sent[0]!, {}, rcode)
    expect(rig.answers).toEqual([])
    rig.reply(rig.sent[1]!, address('192.0.2.80'))
    expect(rig.answers.map(rcodeOf)).toEqual([0])
  })

  test.each([2, 5])('with rcode %i of all servers is passed on', rcode => {
    const rig = createRig()
    rig.ask({})
    rig.reply(rig.sent[0]!, {}, rcode)
    rig.reply(rig.sent[1]!, {}, rcode)
    expect(rig.answers.map(rcodeOf)).toEqual([rcode])
    expect(rig.counters().backendAnswers).toBe(1)
  })

  test.each([3, 1, 4])('with rcode %i is an answer', rcode => {
    const rig = createRig()
    rig.ask({})
    rig.reply(rig.sent[0]!, {}, rcode)
    expect(rig.answers.map(rcodeOf)).toEqual([rcode])
  })

  test('is passed on at once where it is not to be tried again', () => {
    const rig = createRig({ settings: { retriesServfail: false } })
    rig.ask({})
    rig.reply(rig.sent[0]!, {}, 2)
    expect(rig.answers.map(rcodeOf)).toEqual([2])
  })
})

test('without a server that is up it is SERVFAIL at once', () => {
  const rig = createRig()
  for (const name of ['s1', 's2']) rig.state(name).setHealthy(false)
  rig.ask(withEdns)
  expect(rig.answers.map(rcodeOf)).toEqual([2])
  expect(edeOf(rig.answers[0]!)).toBe(22)
  expect(rig.counters()).toMatchObject({ noServer: 1, failures: 1 })
})

describe('with a packet cache', () => {
  test('the second query is answered from it, with its own id and less time', () => {
    const rig = createRig({ cache: true })
    rig.ask({ id: 1 })
    rig.reply(rig.sent[0]!, address('192.0.2.80', 60))
    rig.pass(10_000)
    rig.ask({ id: 2 })
    expect(rig.sent).toHaveLength(1)
    expect(rig.answers[1]).toMatchObject({ id: 2, answers: [{ ttl: 50, data: '192.0.2.80' }] })
    expect(rig.counters()).toMatchObject({ cacheHits: 1, cacheMisses: 1 })
  })

  test('those who ask the same meanwhile wait with the first one', () => {
    const rig = createRig({ cache: true })
    for (const id of [1, 2, 3])
      rig.ask({ id, questions: [question(id === 2 ? 'EXAMPLE.org' : 'example.org')] })
    rig.ask({ id: 4, flags: 0 })
    expect(rig.sent).toHaveLength(2)
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect(rig.answers.map(({ id, questions }) => [id, questions![0]!.name])).toEqual([
      [1, 'example.org'],
      [2, 'EXAMPLE.org'],
      [3, 'example.org'],
    ])
    expect(rig.counters()).toMatchObject({ coalesced: 2, backendAnswers: 3 })
  })

  test('those who wait with the first one fail with it', () => {
    const rig = createRig({ cache: true, servers: 1, settings: { maxTries: 1 } })
    for (const id of [1, 2]) rig.ask({ id })
    rig.pass(100)
    expect(rig.answers.map(packet => [packet.id, rcodeOf(packet)])).toEqual([
      [1, 2],
      [2, 2],
    ])
    rig.ask({ id: 3 })
    expect(rig.sent).toHaveLength(2)
  })

  test.each([
    ['no server answers', (rig: ReturnType<typeof createRig>) => rig.pass(100)],
    ['the server fails', (rig: ReturnType<typeof createRig>) => rig.reply(rig.sent[1]!, {}, 2)],
  ])('an expired answer is given when %s', (_when, fail) => {
    const rig = createRig({ cache: true, servers: 1, settings: { maxTries: 1 } })
    rig.ask(withEdns)
    rig.reply(rig.sent[0]!, address('192.0.2.80', 30))
    rig.pass(31_000)
    rig.ask(withEdns)
    expect(rig.sent).toHaveLength(2)
    fail(rig)
    expect(rig.answers[1]).toMatchObject({ answers: [{ data: '192.0.2.80', ttl: 60 }] })
    expect(edeOf(rig.answers[1]!)).toBe(3)
    expect(rig.counters().staleAnswers).toBe(1)
  })

  test('an answer that is asked for often is asked for again before it expires', () => {
    const rig = createRig({ cache: true })
    rig.ask({ id: 1 })
    rig.reply(rig.sent[0]!, address('192.0.2.80', 100))
    rig.pass(50_000)
    rig.ask({ id: 2 })
    rig.pass(45_000)
    rig.ask({ id: 3 })
    rig.ask({ id: 4 })
    expect(rig.answers.map(({ id }) => id)).toEqual([1, 2, 3, 4])
    expect(rig.sent).toHaveLength(2)
    rig.reply(rig.sent[1]!, address('192.0.2.81', 100))
    expect(rig.answers).toHaveLength(4)
    rig.pass(10_000)
    rig.ask({ id: 5 })
    expect(rig.answers[4]).toMatchObject({ answers: [{ data: '192.0.2.81', ttl: 90 }] })
    expect(rig.counters()).toMatchObject({ prefetched: 1, cacheHits: 4 })
  })
})

test('a second server is asked where the first is slower than usual', () => {
  const rig = createRig({ settings: { hedges: true } })
  for (let i = 0; i < 50; i++) {
    rig.ask({ questions: [question(`n${i}.example.org`)] })
    rig.clock.ms += 2
    rig.reply(rig.sent.at(-1)!, address('192.0.2.80', 60, `n${i}.example.org`))
  }
  rig.sent.length = 0
  rig.ask({})
  rig.pass(1)
  expect(rig.sent).toHaveLength(1)
  rig.pass(4)
  expect(rig.sent.map(({ server }) => server)).toEqual(['s1', 's2'])
  rig.reply(rig.sent[1]!, address('192.0.2.82'))
  expect(rig.answers.at(-1)).toMatchObject({ answers: [{ data: '192.0.2.82' }] })
  expect(rig.counters()).toMatchObject({ hedged: 1, retries: 0 })
})

describe('rules', () => {
  test.each(['query', 'cacheMiss', 'response'] as const)('of the chain %s may drop', name => {
    const rig = createRig()
    const { settings } = rig.engine.state
    rig.engine.configure({ ...settings, chains: { ...settings.chains, [name]: chain(() => outcomes.drop) } })
    rig.ask({})
    if (name === 'response') rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect([rig.drops(), rig.answers.length, rig.counters().ruleDrops]).toEqual([1, 0, 1])
  })

  test.each([
    ['the octets of a query', (t: Transaction) => void (t.message[2]! &= 0xfe)],
    [
      'the client subnet that servers are told',
      ({ decided }: Transaction) => {
        decided.useEcs = true
        decided.ecsPrefixV4 = 20
      },
    ],
  ])('for what the cache has not may change %s, which is cached as it is then', (_what, change) => {
    const rig = createRig({ cache: true })
    const { settings } = rig.engine.state
    const cacheMiss = chain(t => {
      change(t)
      return outcomes.next
    })
    rig.engine.configure({ ...settings, chains: { ...settings.chains, cacheMiss } })
    rig.ask({ id: 1 })
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    rig.ask({ id: 2 })
    expect(rig.sent).toHaveLength(1)
    expect(rig.answers).toMatchObject([{ id: 1 }, { id: 2, answers: [{ data: '192.0.2.80' }] }])
    expect(rig.counters()).toMatchObject({ cacheMisses: 2, cacheHits: 1, backendAnswers: 1 })
    const { octets, query } = rig.sent[0]!
    expect([octets[2]! & 0x01, query.additionals?.length ?? 0]).not.toEqual([1, 0])
  })

  test('may delay an answer', () => {
    const rig = createRig()
    const { settings } = rig.engine.state
    const delay = chain(t => {
      t.decided.delayMs = 50
      return outcomes.next
    })
    rig.engine.configure({ ...settings, chains: { ...settings.chains, query: delay } })
    rig.ask({})
    rig.reply(rig.sent[0]!, address('192.0.2.80'))
    expect(rig.answers).toEqual([])
    rig.pass(50)
    expect(rig.answers).toHaveLength(1)
  })
})

test('an answer that is too large for its client is cut', () => {
  const rig = createRig()
  rig.ask({ flags: RECURSION_DESIRED })
  const answers = Array.from({ length: 60 }, (_, i) => ({
    name: 'example.org',
    type: 'A' as const,
    ttl: 60,
    data: `192.0.2.${i}`,
  }))
  rig.reply(rig.sent[0]!, { answers })
  expect(rig.answers[0]).toMatchObject({ flag_tc: true, answers: [] })
  expect(rig.counters().truncated).toBe(1)
})
