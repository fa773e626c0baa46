// Whatever happens in whatever order, every query ends once, and nothing of it stays behind.
import { decode, encode, type Packet, type Question } from 'dns-packet'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outcomes } from '../../../src/proxy/rules/rule.ts'
import type { Transaction } from '../../../src/proxy/transaction.ts'
import { chain, createRig, question, type Sent } from './rig.ts'

/** A query that a client sent, and what it heard. */
interface Asked {
  readonly id: number
  readonly name: string
  answers: number
  drops: number
}

const names = 6
const nameOf = (n: number): string => `n${n}.example.org`
const addressOf = (name: string): string => `192.0.2.${name[1]}`

const pick = fc.nat({ max: 1000 })
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('ask' as const), name: fc.nat({ max: names - 1 }), form: pick }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick,
      rcode: fc.constantFrom(0, 0, 0, 2, 3, 5),
      isCut: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('answerOverTcp' as const), pick, fails: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forge' as const), pick, how: fc.nat({ max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refuse' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 10, 50, 100, 300, 70_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('health' as const), pick, isUp: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('configure' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sockets' as const), pick }) },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

const rules = [
  chain(() => outcomes.next),
  chain(() => outcomes.drop),
  chain(t => {
    t.decided.delayMs = 40
    return outcomes.next
  }),
  chain(t => {
    t.decided.skipCache = true
    t.decided.useEcs = true
    return outcomes.next
  }),
  chain(t => {
    t.message[2]! |= 0x80
    return outcomes.answer
  }),
]
const chainNames = ['query', 'cacheMiss', 'response', 'cacheHit', 'cacheInserted', 'selfAnswered'] as const

function createWorld() {
  /** How sockets are: all well, one that refuses at the moment of sending, one that cannot send. */
  let sockets = 0
  const rig = createRig({
    servers: 3,
    cache: true,
    tcp: true,
    policy: 'leastOutstanding',
    settings: { hedges: true },
    onSend(server, socket) {
      if (sockets % 3 === 1) rig.engine.serverIsGone(rig.links.get(server)!, socket)
      return sockets % 3 !== 2
    },
  })
  const asked: Asked[] = []
  const transactions = new Set<Transaction>()

  function ask(name: string, form: number): void {
    const query: Asked = { id: (asked.length * 7919) & 0xffff, name, answers: 0, drops: 0 }
    asked.push(query)
    const written = form % 2 === 0 ? name : name.toUpperCase()
    const octets = encode({
      type: 'query',
      id: query.id,
      flags: form % 5 === 0 ? 0x2900 : 0x100,
      questions: [question(written)],
    })
    const slot = new Uint8Array(4096)
    slot.set(octets)
    const t = rig.engine.take()
    transactions.add(t)
    rig.send(t, slot, octets.length, form % 7 === 0 ? '192.0.2.9' : '127.0.0.1', form % 3 === 0 ? 1 : 0, {
      answer: ({ message, length }) => {
        query.answers++
        const answer = decode(Buffer.from(message.subarray(0, length)))
        expect(answer.id).toBe(query.id)
        expect(answer.questions?.[0]?.name).toBe(written)
        for (const record of answer.answers ?? []) expect(record).toMatchObject({ data: addressOf(name) })
      },
      drop: () => void query.drops++,
    })
  }

  const answerTo = (query: Packet, flags: number, isEmpty: boolean): Buffer => {
    const questions = (query.questions ?? []) as Question[]
    const name = questions[0]!.name.toLowerCase()
    const answers = isEmpty ? [] : [{ name, type: 'A' as const, ttl: 60, data: addressOf(name) }]
    return encode({ type: 'response', id: query.id!, flags, questions, answers } as Packet)
  }

  function forge(sent: Sent, how: number): void {
    const octets = answerTo(sent.query, 0x180, false)
    if (how === 0) octets.writeUInt16BE((sent.query.id! + 1) & 0xffff, 0)
    if (how === 1) octets[2]! &= 0x7f
    if (how === 2) octets[14]! ^= 1
    const length = how === 3 ? octets.length - 3 : octets.length
    rig.replyWith(sent.server, how === 4 ? 1 - sent.socket : sent.socket, octets.subarray(0, length))
  }

  function configure(n: number): void {
    const { state } = rig.engine
    const { settings } = state
    const which = chainNames[n % chainNames.length]!
    rig.engine.configure({
      ...settings,
      chains: { ...settings.chains, [which]: rules[n % rules.length]! },
      coalesces: n % 4 !== 0,
      hedges: n % 3 !== 0,
      servesStale: n % 5 !== 0,
      tryTimeout: 50 + (n % 3) * 50,
    })
  }

  function happen(e: Event): void {
    switch (e.do) {
      case 'ask':
        return ask(nameOf(e.name), e.form)
      case 'answer': {
        const sent = rig.sent[e.pick % rig.sent.length]
        if (sent)
          rig.replyWith(
            sent.server,
            sent.socket,
            answerTo(sent.query, 0x8180 | e.rcode | (e.isCut ? 0x200 : 0), e.isCut),
          )
        return
      }
      case 'answerOverTcp': {
        const sent = rig.sentOverTcp[e.pick % rig.sentOverTcp.length]
        sent?.done(e.fails ? undefined : answerTo(decode(Buffer.from(sent.octets)), 0x8180, false))
        return
      }
      case 'forge': {
        const sent = rig.sent[e.pick % rig.sent.length]
        if (sent) forge(sent, e.how)
        return
      }
      case 'refuse':
        return rig.engine.serverIsGone(rig.links.get(`s${(e.pick % 3) + 1}`)!, e.pick & 1)
      case 'pass':
        return rig.pass(e.ms)
      case 'health':
        return rig.state(`s${(e.pick % 3) + 1}`).setHealthy(e.isUp)
      case 'configure':
        return configure(e.pick)
      case 'sockets':
        sockets = e.pick
    }
  }

  return { rig, asked, transactions, happen }
}

/** What must hold once nothing is waited for any more. */
function checkRest({ rig, asked, transactions }: ReturnType<typeof createWorld>): void {
  for (let i = 0; i < 10; i++) rig.pass(1000)
  for (const query of asked) expect(query).toMatchObject({ answers: 1 - query.drops })
  const counters = rig.counters()
  const drops = asked.filter(query => query.drops > 0).length
  const { noncompliantQueries, aclDrops, dynamicDrops, ruleDrops, overloadDrops, goneDrops } = counters
  const { selfAnswered, cacheHits, staleAnswers, backendAnswers, failures } = counters
  expect(noncompliantQueries + aclDrops + dynamicDrops + ruleDrops + overloadDrops + goneDrops).toBe(drops)
  const answered = selfAnswered + cacheHits + staleAnswers + backendAnswers + failures
  expect([counters.queries, answered]).toEqual([asked.length, asked.length - drops])

  const { state } = rig.engine
  for (const spares of [state.spareTransactions, state.spareFlights, state.spareAttempts])
    expect(new Set<unknown>(spares).size).toBe(spares.length)
  for (const t of transactions) expect(state.spareTransactions.includes(t)).toBe(true)
  expect([state.shared.size, state.waiting.first, state.delays.nextDue()]).toEqual([
    0,
    undefined,
    Number.POSITIVE_INFINITY,
  ])
  for (const [id, link] of rig.links) {
    expect([id, rig.state(id).outstanding]).toEqual([id, 0])
    let taken = 0
    for (let socket = 0; socket < link.udp.sockets; socket++)
      for (let at = 0; at < 65_536; at++) if (link.find(socket, at)) taken++
    expect(taken).toBe(0)
  }
  expect(rig.sentOverTcp.filter(({ isOver }) => !isOver)).toEqual([])
}

test('every query ends once, is counted once, and leaves nothing behind', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 80 }), events => {
      const world = createWorld()
      for (const each of events) world.happen(each)
      checkRest(world)
    }),
    { numRuns: Number(process.env.DNSCTL_RUNS ?? 60) },
  )
}, 600_000)
