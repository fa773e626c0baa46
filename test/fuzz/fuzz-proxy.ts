// Sends mutated queries, and mutated answers to good ones, through the engine of a proxy, and checks what always must hold.
import { decodeMessage } from '../../src/dns/wire/message.ts'
import { type Requester, type Transaction, transports } from '../../src/proxy/transaction.ts'
import { seededRandom } from '../seeded-random.ts'
import { queryOf } from '../server/authoritative/rich-zone.ts'
import { createDamage } from './damage-packet.ts'
import {
  type Client,
  createFuzzedProxy,
  type FuzzedProxy,
  loadFuzzedSettings,
  type SentQuery,
} from './fuzzed-proxy.ts'
import { goodName } from './fuzzed-rules.ts'

interface FuzzReport {
  readonly packets: number
  readonly answered: number
  readonly cacheHits: number
  readonly refusedAnswers: number
  /** Of one packet; what a second try did faster was the machine's doing, not the packet's. */
  readonly slowestMicroseconds: number
}

/** Which side sends what it should not. */
type Side = 'queries' | 'answers'

const limitMs = 1
/** Enough for code that was thrown away to be compiled again. */
const retries = 1000
/** Packets before code is compiled to be fast. */
const warmingUp = 3000
/** So many packets come in a millisecond of the proxy's clock. */
const packetsOfMs = 30
/** From time to time all that is cached expires, and all that waits is given up. */
const packetsOfAge = 20_000
const ageMs = 100_000
const names = 300
const madeQueries = 5000
const madeSections = 500
const goodEvery = 16
const goodAddress = '192.0.2.80'

/** Throws if a packet makes the engine throw, take over a millisecond, answer nonsense, lose a query or end one twice. */
export async function fuzzProxy(side: Side, count: number, seed: number): Promise<FuzzReport> {
  const settings = await loadFuzzedSettings()
  const random = seededRandom(seed)
  const proxy = createFuzzedProxy(settings, seed)
  let again = createFuzzedProxy(settings, seed + 1)
  const traffic = createTraffic(random)
  const below = (limit: number): number => Math.floor(random() * limit)
  const ended = new Uint8Array(count)
  let answered = 0
  let slowest = 0
  let waiting: { readonly sent: SentQuery; readonly number: number }[] = []
  let now = -1

  const fail = (what: string, packet: readonly number[]): never => {
    throw new Error(`packet ${now} of seed ${seed} ${what}: ${Buffer.from(packet).toString('hex')}`)
  }
  /** Does something to the proxy; what was slow is done again where nothing is cached. */
  function timed(packet: readonly number[], work: () => void, repeat: () => number): void {
    const start = performance.now()
    try {
      work()
    } catch (error) {
      fail(`makes the engine throw (${(error as Error).stack})`, packet)
    }
    let ms = performance.now() - start
    for (let left = retries; ms > limitMs && left > 0; left--) ms = Math.min(ms, repeat())
    if (now < warmingUp) return
    if (ms > limitMs) fail(`took ${ms.toFixed(3)} ms`, packet)
    slowest = Math.max(slowest, ms)
  }
  function answer(sent: SentQuery, number: number): void {
    const isMutated = side === 'answers' && random() < 0.8
    const message = isMutated ? traffic.damagedAnswer(sent.octets) : traffic.answer(sent.octets)
    timed(
      message,
      () => sent.answer(message),
      () => repeatAnswer(again, sent.octets, message),
    )
    if (number >= 0 && !isMutated && ended[number]! > 1) fail('was answered twice', message)
  }
  function serve(number: number): void {
    for (const sent of proxy.takeSent()) waiting.push({ sent, number })
    // Servers answer in any order, late, twice or not at all.
    while (waiting.length > 40) {
      const i = below(waiting.length)
      const { sent, number: of } = waiting[i]!
      waiting[i] = waiting.at(-1)!
      waiting.pop()
      if (random() < 0.85) answer(sent, of)
      if (random() < 0.05) answer(sent, of)
      for (const next of proxy.takeSent()) if (random() < 0.9) waiting.push({ sent: next, number: of })
    }
  }
  const requesterOf = (number: number, packet: readonly number[], client: Client): Requester => ({
    answer(t) {
      answered++
      if (++ended[number]! > 1) fail('was answered twice', packet)
      const wrong = wrongIn(t, packet, client, side === 'queries' && number % 8 === 0)
      if (wrong !== undefined) fail(`${wrong} in ${hexOf(t)} over ${client.transport}, to`, packet)
    },
    drop() {
      if (++ended[number]! > 1) fail('was answered twice', packet)
    },
  })

  for (now = 0; now < count; now++) {
    const packet = side === 'queries' ? traffic.damagedQuery() : traffic.query()
    const client = traffic.client()
    timed(
      packet,
      () => proxy.ask(packet, client, requesterOf(now, packet, client)),
      () => repeatQuery(again, packet, client),
    )
    serve(now)
    if (now % goodEvery === 0) checkGood(proxy, traffic, packet, fail)
    if (now % packetsOfMs === 0) proxy.pass(1)
    if (now % packetsOfAge === packetsOfAge - 1) {
      waiting = []
      again = createFuzzedProxy(settings, seed + 1)
      proxy.pass(ageMs)
      proxy.takeSent()
    }
  }
  for (let i = 0; i < 10; i++) {
    proxy.pass(1000)
    proxy.takeSent()
  }
  const lost = ended.findIndex(times => times !== 1)
  if (lost >= 0) throw new Error(`query ${lost} of seed ${seed} has ended ${ended[lost]} times`)
  const leftovers = proxy.leftovers()
  if (leftovers.length > 0) throw new Error(leftovers.join('; '))
  const { cacheHits, noncompliantResponses } = proxy.counters()
  return {
    packets: count,
    answered,
    cacheHits: cacheHits!,
    refusedAnswers: noncompliantResponses!,
    slowestMicroseconds: Math.round(slowest * 1000),
  }
}

const hexOf = ({ message, length }: Transaction): string =>
  Buffer.from(message.subarray(0, length)).toString('hex')

/** What is wrong with an answer whatever the query was. */
function wrongIn(
  t: Transaction,
  packet: readonly number[],
  { transport }: Client,
  isRead: boolean,
): string | undefined {
  const { message, length, decided } = t
  if (decided.httpAnswer) return undefined
  if (length < 12 || !(message[2]! & 0x80)) return 'no answer'
  if (message[0] !== packet[0] || message[1] !== (packet[1] ?? 0)) return 'another id'
  if (transport === transports.udp && length > Math.max(512, t.udpSize)) return `${length} octets`
  return isRead && !isWhole(message, length) ? 'cut off records' : undefined
}

/** Walks through the records, whose data may be anything. */
function isWhole(message: Uint8Array, length: number): boolean {
  const counts = [4, 6, 8, 10].map(at => (message[at]! << 8) | message[at + 1]!)
  const [questions, ...records] = counts as [number, number, number, number]
  let at = 12
  for (let left = questions; left > 0; left--) at = skipName(message, at) + 4
  for (let left = records.reduce((sum, each) => sum + each); left > 0 && at < length; left--) {
    const fields = skipName(message, at)
    at = fields + 10 + ((message[fields + 8]! << 8) | message[fields + 9]!)
  }
  return at === length
}

function skipName(message: Uint8Array, start: number): number {
  let at = start
  while (message[at]! > 0 && message[at]! < 0xc0) at += 1 + message[at]!
  return at + (message[at]! >= 0xc0 ? 2 : 1)
}

/** A query for the good name gets its address, whatever came before. */
function checkGood(
  proxy: FuzzedProxy,
  { answer, goodQuery }: Traffic,
  packet: readonly number[],
  fail: (what: string, packet: readonly number[]) => never,
): void {
  let addresses: readonly string[] | undefined
  const client: Client = { transport: transports.udp, address: '192.0.2.7' }
  proxy.ask(goodQuery, client, {
    answer({ message, length }) {
      addresses = decodeMessage(message.slice(0, length)).answers.map(({ rdata }) => rdata)
    },
    drop() {},
  })
  for (const sent of proxy.takeSent()) sent.answer(answer(sent.octets))
  if (addresses?.join() !== goodAddress) fail(`spoilt the next query, which got ${addresses}`, packet)
}

const nobody: Requester = { answer() {}, drop() {} }
const longAgoMs = 1e8

function repeatQuery(proxy: FuzzedProxy, packet: readonly number[], client: Client): number {
  proxy.pass(longAgoMs)
  proxy.takeSent()
  const start = performance.now()
  proxy.ask(packet, client, nobody)
  return performance.now() - start
}

function repeatAnswer(proxy: FuzzedProxy, query: readonly number[], message: readonly number[]): number {
  proxy.pass(longAgoMs)
  proxy.takeSent()
  proxy.ask(query, { transport: transports.tcp, address: '192.0.2.1' }, nobody)
  const [sent] = proxy.takeSent()
  if (!sent) return 0
  const answer = [sent.octets[0]!, sent.octets[1]!, ...message.slice(2)]
  const start = performance.now()
  sent.answer(answer)
  return performance.now() - start
}

type Traffic = ReturnType<typeof createTraffic>

/** Makes queries, answers and what the two become on their way. */
function createTraffic(random: () => number) {
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!
  const damage = createDamage(random)
  const types = [1, 1, 1, 2, 5, 6, 15, 16, 28, 33, 64, 65, 41, 250, 251, 252, 255, 65280]
  const subnets = [
    [0, 1, 24, 0, 192, 0, 2],
    [0, 1, 9, 0, 10, 128],
    [0, 2, 32, 0, 0x20, 1, 0xd, 0xb8],
    [0, 1, 0, 0],
    [0, 1, 24, 1, 192, 0, 2],
  ]
  const suffixes = ['example.org.', 'EXAMPLE.org.', 'example.com.', `${'w'.repeat(63)}.org.`]
  const clients = ['192.0.2.1', '198.51.100.4', '203.0.113.9', '2001:db8::1', '127.0.0.1']

  function makeQuery(): number[] {
    const name = random() < 0.02 ? '.' : `${pick(['n', 'N', 'x.y.'])}${below(names)}.${pick(suffixes)}`
    return queryOf({
      name,
      type: random() < 0.6 ? 'A' : `TYPE${pick(types)}`,
      class: random() < 0.98 ? 1 : 3,
      ...(random() < 0.7 && {
        edns: pick([512, 1232, 1232, 4096, 65535]),
        dnssecOk: random() < 0.3,
        ...(random() < 0.3 && { subnet: pick(subnets) }),
      }),
    })
  }
  // Made once, as making them takes longer than answering them.
  const queries = Array.from({ length: madeQueries }, makeQuery)
  function query(): number[] {
    const packet = pick(queries).slice()
    packet[0] = below(256)
    packet[1] = below(256)
    return packet
  }
  function damaged(packet: number[], most: number): number[] {
    for (let left = below(most); left > 0; left--) damage(packet)
    return packet
  }
  /** What may stand behind a question. */
  const record = (type: number, data: readonly number[]): number[] => [
    ...[
      0xc0,
      12,
      type >> 8,
      type & 255,
      0,
      1,
      0,
      0,
      below(2),
      below(256),
      data.length >> 8,
      data.length & 255,
    ],
    ...data,
  ]
  const soa = [0xc0, 12, 0xc0, 12, ...Array.from({ length: 20 }, (_, i) => (i % 4 === 3 ? 60 : 0))]
  const sections: readonly (() => readonly [number, number, number, number[]])[] = [
    () => [1, 0, 0, record(1, [192, 0, 2, 1])],
    () => [3, 0, 0, [1, 2, 3].flatMap(i => record(1, [192, 0, 2, i]))],
    () => [2, 0, 0, [...record(5, [1, 97, 0xc0, 12]), ...record(28, Array(16).fill(1))]],
    () => [0, 1, 0, record(6, soa)],
    () => [1, 0, 0, record(16, [255, ...Array(255).fill(120)])],
    () => [8, 0, 0, Array.from({ length: 8 }, () => record(16, [200, ...Array(200).fill(121)])).flat()],
    () => [0, 0, 0, []],
    () => [1, 1, 1, [...record(1, [192, 0, 2, 9]), ...record(6, soa), ...record(1, [192, 0, 2, 8])]],
  ]
  const made = Array.from({ length: madeSections }, () => pick(sections)())
  const options = [
    [],
    [0, 8, 0, 7, 0, 1, 24, 24, 192, 0, 2],
    [0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2],
    [0, 15, 0, 4, 0, 22, 104, 105],
    [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
  ]
  const opt = (): number[] => {
    const data = pick(options)
    return [0, 0, 41, 4, 208, pick([0, 0, 0, 1]), 0, 0, 0, 0, data.length, ...data]
  }
  const goodQuery = queryOf({ name: `${goodName}.`, edns: 1232 })
  const good = goodQuery.slice(12, -11)
  const isGood = (question: readonly number[]): boolean =>
    question.length === good.length && question.every((octet, i) => octet === good[i])

  /** An answer to a query whose question is whole. */
  function answer(asked: readonly number[]): number[] {
    const end = questionEnd(asked)
    const question = asked.slice(12, end)
    const isForGood = isGood(question)
    const [answers, authorities, additionals, records] = isForGood
      ? ([1, 0, 0, record(1, [192, 0, 2, 80])] as const)
      : pick(made)
    const hasOpt = !isForGood && random() < 0.7
    const rcode = isForGood ? 0 : pick([0, 0, 0, 0, 3, 2, 5])
    const flags = 0x80 | (!isForGood && random() < 0.05 ? 2 : 0)
    return [
      ...[asked[0]!, asked[1]!, flags | (asked[2]! & 1), 0x80 | rcode, 0, 1],
      ...[0, answers, 0, authorities, 0, additionals + (hasOpt ? 1 : 0)],
      ...question,
      ...records,
      ...(hasOpt ? opt() : []),
    ]
  }
  function damagedAnswer(asked: readonly number[]): number[] {
    const message = answer(asked)
    if (random() < 0.3) return damaged(message, 4)
    // Behind the question, as most that is wrong before it ends there.
    const end = questionEnd(message)
    const head = message.slice(0, end)
    const tail = damaged(message.slice(end), 4)
    if (random() < 0.2) head[4 + below(8)] = below(3)
    return [...head, ...tail]
  }
  return {
    goodQuery,
    query,
    damagedQuery: () => damaged(query(), 4),
    answer,
    damagedAnswer,
    client: (): Client => ({
      transport: pick([
        transports.udp,
        transports.udp,
        transports.udp,
        transports.tcp,
        transports.dot,
        transports.doh,
      ]),
      address: pick(clients),
    }),
  }
}

function questionEnd(message: readonly number[]): number {
  let at = 12
  while (message[at]) at += 1 + message[at]!
  return at + 5
}
