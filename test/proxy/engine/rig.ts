// An engine with servers that answer when a test says so, on a clock that a test moves.
import { decode, encode, type Packet, type Question } from 'dns-packet'
import { createRandom } from '../../../src/base/random.ts'
import { readAddress } from '../../../src/net/address-words.ts'
import { createNetworkList } from '../../../src/net/network-table.ts'
import { type Backend, type BackendState, takeBackendState } from '../../../src/proxy/backends/backend.ts'
import { backendSettingsOf } from '../../../src/proxy/backends/backend-settings.ts'
import { createPools } from '../../../src/proxy/backends/create-pools.ts'
import { noTransfer, type TcpUpstream } from '../../../src/proxy/backends/tcp-upstream.ts'
import { createPacketCache } from '../../../src/proxy/cache/create-packet-cache.ts'
import { createBackendLink } from '../../../src/proxy/engine/backend-link.ts'
import { reportCounters, takeEngineCounters } from '../../../src/proxy/engine/counters.ts'
import { createEngine } from '../../../src/proxy/engine/engine.ts'
import type { EngineSettings } from '../../../src/proxy/engine/engine-state.ts'
import { createIdSource } from '../../../src/proxy/engine/id-source.ts'
import type { Chain } from '../../../src/proxy/rules/chain.ts'
import { type Outcome, outcomes } from '../../../src/proxy/rules/rule.ts'
import { backendSchema } from '../../../src/proxy/settings/backend.ts'
import { packetCacheSchema } from '../../../src/proxy/settings/packet-cache.ts'
import { keepMemory } from '../../../src/proxy/shared-memory.ts'
import { type Requester, type Transaction, transports } from '../../../src/proxy/transaction.ts'

/** A query that an engine has sent to a server. */
export interface Sent {
  readonly server: string
  readonly query: Packet
  /** The octets of the query, to be answered with others. */
  readonly octets: Buffer
  readonly socket: number
}

export interface RigOptions {
  readonly servers?: number
  readonly cache?: boolean
  readonly settings?: Partial<EngineSettings>
  readonly policy?: 'firstAvailable' | 'leastOutstanding'
  /** Servers can be asked over TCP too. */
  readonly tcp?: boolean
  /** Whether a datagram can be sent, in the middle of which the system may say that nobody is there. */
  readonly onSend?: (server: string, socket: number) => boolean
}

/** A query that an engine has sent to a server over TCP. */
export interface SentOverTcp {
  readonly server: string
  readonly octets: Uint8Array
  /** Hands over the answer, or that there is none. */
  readonly done: (answer: Uint8Array | undefined) => void
  isOver: boolean
}

const here = { thread: 0, threads: 1 }
export const chain = (run: (t: Transaction) => Outcome): Chain => ({ rules: [], isEmpty: false, run })
const noRules: Chain = { rules: [], isEmpty: true, run: () => outcomes.next }

/** Sets one up; all servers are up. */
export function createRig({
  servers = 2,
  cache = false,
  settings = {},
  policy = 'firstAvailable',
  tcp = false,
  onSend = () => true,
}: RigOptions = {}) {
  const clock = { ms: 1000, seconds: 1 }
  const memory = keepMemory(new Map())
  const names = Array.from({ length: servers }, (_, i) => `s${i + 1}`)
  const given = names.map((name, i) => ({
    ...(defaultsOf(backendSchema as Schema) as object),
    name,
    address: `192.0.2.${i + 1}`,
    order: i + 1,
  }))
  const backends = backendSettingsOf({ backends: given as never }).map(
    (each): Backend => ({ settings: each, state: takeBackendState(memory, each.id, here) }),
  )
  for (const { state } of backends) state.setHealthy(true)
  const caches = new Map(
    cache
      ? [
          [
            'main',
            createPacketCache(
              { ...(defaultsOf(packetCacheSchema as Schema) as object), name: 'main', size: 1000 } as never,
              memory,
              here,
              clock,
            ),
          ] as const,
        ]
      : [],
  )
  const pools = createPools(
    {
      pools: [{ name: '', packet_cache: cache ? 'main' : '', policy, use_ecs: false }],
      load_balancing_policies: { default_policy: policy } as never,
    },
    caches,
    backends,
    { random: createRandom(1), clock },
  )
  const sent: Sent[] = []
  const sentOverTcp: SentOverTcp[] = []
  const fakeUpstream = (server: string): TcpUpstream => ({
    ask(octets, _timeout, done) {
      const query: SentOverTcp = {
        server,
        octets,
        done(answer) {
          if (query.isOver) return
          query.isOver = true
          done(answer, 'closed')
        },
        isOver: false,
      }
      sentOverTcp.push(query)
      return () => {
        query.isOver = true
      }
    },
    transfer: () => noTransfer,
    close() {},
    connections: 0,
  })
  const drawId = createIdSource()
  const links = new Map(
    backends.map(backend => {
      const port = {
        sockets: 2,
        send(socket: number, message: Uint8Array, length: number) {
          const octets = Buffer.from(message.subarray(0, length))
          if (!onSend(backend.settings.name, socket)) return false
          sent.push({ server: backend.settings.name, query: decode(octets), octets, socket })
          return true
        },
        close() {},
      }
      const upstream = tcp ? fakeUpstream(backend.settings.name) : undefined
      return [backend.settings.id, createBackendLink(backend, port, upstream, drawId)] as const
    }),
  )
  const acl = createNetworkList()
  acl.add('127.0.0.0/8', 1)
  const counters = takeEngineCounters(memory, here)
  const engine = createEngine(
    {
      clock,
      counters,
    },
    {
      acl: acl.table(),
      chains: {
        query: noRules,
        cacheMiss: noRules,
        response: noRules,
        cacheHit: noRules,
        cacheInserted: noRules,
        selfAnswered: noRules,
      },
      pool: pools.get('')!,
      tryTimeout: 100,
      deadline: 250,
      maxTries: 3,
      retriesServfail: true,
      retriesRefused: true,
      hedges: false,
      coalesces: true,
      servesStale: true,
      subnet: { override: false, prefixV4: 24, prefixV6: 56 },
      links,
      recorder: { query() {}, answered() {}, dropped() {} },
      blocks: { judge: () => 0 },
      ...settings,
    },
  )
  const answers: Packet[] = []
  let drops = 0
  const slot = new Uint8Array(4096)

  /** Sends a query as a client does; what it hears is in `answers` and `drops`. */
  function ask(
    query: Partial<Packet> | Uint8Array,
    from = '127.0.0.1',
    transport = transports.udp as 0 | 1,
  ): void {
    const octets =
      query instanceof Uint8Array
        ? query
        : encode({ type: 'query', id: 7, flags: 0x100, questions: [question('example.org')], ...query })
    slot.fill(0)
    slot.set(octets)
    send(engine.take(), slot, octets.length, from, transport, {
      answer: ({ message, length }) => void answers.push(decode(Buffer.from(message.subarray(0, length)))),
      drop: () => void drops++,
    })
  }

  /** Hands over a query in a transaction that was taken. */
  function send(
    t: Transaction,
    message: Uint8Array,
    length: number,
    from: string,
    transport: 0 | 1,
    requester: Requester,
  ): void {
    t.message = message
    t.length = length
    readAddress(from, t.client)
    t.clientPort = 4242
    t.transport = transport
    t.requester = requester
    if (!engine.receive(t)) engine.give(t)
  }

  /** Lets a server answer what it was sent; `octets` replace the answer. */
  function reply({ server, query, socket }: Sent, answer: Partial<Packet> = {}, rcode = 0): void {
    const { id = 0, questions = [] } = query
    const message = encode({
      type: 'response',
      id,
      flags: 0x180 | rcode,
      questions: questions as Question[],
      ...answer,
    } as Packet)
    replyWith(server, socket, message)
  }

  function replyWith(server: string, socket: number, message: Uint8Array): void {
    const room = new Uint8Array(4096)
    room.set(message)
    engine.receiveFromBackend(links.get(server)!, socket, room, message.length)
  }

  /** Lets time pass. */
  function pass(ms: number): void {
    clock.ms += ms
    clock.seconds = Math.floor(clock.ms / 1000)
    engine.tick()
  }

  return {
    engine,
    clock,
    sent,
    sentOverTcp,
    answers,
    links,
    drops: () => drops,
    state: (name: string): BackendState => backends.find(({ settings }) => settings.name === name)!.state,
    counters: () => reportCounters(counters),
    ask,
    send,
    reply,
    replyWith,
    pass,
  }
}

export const question = (name: string, type = 'A'): Question => ({ name, type: type as 'A', class: 'IN' })

/** An answer with one address. */
export const address = (data: string, ttl = 60, name = 'example.org'): Partial<Packet> => ({
  answers: [{ name, type: 'A', ttl, data }],
})

interface Schema {
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
}

/** What a schema has as defaults, all the way down. */
function defaultsOf({ default: own, properties }: Schema): unknown {
  if (!properties) return own
  return Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, defaultsOf(each)]))
}
