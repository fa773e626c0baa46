// The engine of a proxy with every rule in its chains and the cache on, whose clients and servers are a test.
import { createRandom } from '../../src/base/random.ts'
import { readAddress } from '../../src/net/address-words.ts'
import { loadProxySettings } from '../../src/operations/proxy/load-proxy-settings.ts'
import { noTransfer } from '../../src/proxy/backends/tcp-upstream.ts'
import { createBackendLink } from '../../src/proxy/engine/backend-link.ts'
import { reportCounters } from '../../src/proxy/engine/counters.ts'
import { createEngine } from '../../src/proxy/engine/engine.ts'
import type { BackendLink } from '../../src/proxy/engine/flight.ts'
import { createIdSource } from '../../src/proxy/engine/id-source.ts'
import type { ProxySettings } from '../../src/proxy/settings/settings.ts'
import { keepMemory } from '../../src/proxy/shared-memory.ts'
import { compileProxy } from '../../src/proxy/threads/compile-proxy.ts'
import { engineSettingsOf } from '../../src/proxy/threads/engine-settings.ts'
import { type Requester, type Transport, transports } from '../../src/proxy/transaction.ts'
import { fuzzedSettings } from './fuzzed-rules.ts'

/** A query that has gone to a server. */
export interface SentQuery {
  readonly octets: readonly number[]
  /** Gives the server's answer, once; nothing comes of it if it is no longer waited for. */
  answer(message: readonly number[]): void
}

export interface Client {
  readonly transport: Transport
  readonly address: string
}

export interface FuzzedProxy {
  /** Sends a query, of which `requester` hears. */
  ask(packet: readonly number[], client: Client, requester: Requester): void
  /** What was sent to servers since the last call. */
  takeSent(): SentQuery[]
  pass(ms: number): void
  /** What must not be once nothing is on its way any more; empty if all is well. */
  leftovers(): readonly string[]
  counters(): Record<string, number>
}

const datagramRoom = 4096
const streamRoom = 65_535
const http = {
  path: '/dns-query',
  method: 'POST',
  scheme: 'https',
  host: 'dns.example.org',
  queryString: '',
  headers: new Map([['x-test', `${'ab'.repeat(20)}c`]]),
}

/** The settings with what they leave out. */
export async function loadFuzzedSettings(): Promise<ProxySettings> {
  const { settings } = await loadProxySettings({
    cwd: '/nowhere',
    file: 'proxy.yaml',
    backends: [],
    env: {},
    readFile: async () => JSON.stringify({ binds: [{ listen_address: '127.0.0.1:53' }], ...fuzzedSettings }),
    listFiles: async () => [],
  })
  return settings
}

/** Starts one on a clock of its own. */
export function createFuzzedProxy(settings: ProxySettings, seed: number): FuzzedProxy {
  const clock = { ms: 1000, seconds: 1 }
  const here = { thread: 0, threads: 1 }
  const compiled = compileProxy(settings, {
    ...here,
    memory: keepMemory(new Map()),
    clock,
    random: createRandom(seed),
    binds: [{ host: '127.0.0.1', port: 53 }],
    tee() {},
    log() {},
  })
  let sent: SentQuery[] = []
  const udpRoom = new Uint8Array(datagramRoom)
  const tcpRoom = new Uint8Array(streamRoom)
  const drawId = createIdSource()
  const links = new Map<string, BackendLink>()
  for (const backend of compiled.backends) {
    backend.state.setHealthy(true)
    const udp = {
      sockets: 2,
      send(socket: number, message: Uint8Array, length: number) {
        const octets = [...message.subarray(0, length)]
        const answer = (given: readonly number[]): void => {
          udpRoom.set(given.length > datagramRoom ? given.slice(0, datagramRoom) : given)
          const size = Math.min(given.length, datagramRoom)
          engine.receiveFromBackend(links.get(backend.settings.id)!, socket, udpRoom, size)
        }
        sent.push({ octets, answer })
        return true
      },
      close() {},
    }
    const tcp = {
      ask(query: Uint8Array, _ms: number, done: (answer: Uint8Array | undefined, failure: string) => void) {
        let isOver = false
        const answer = (given: readonly number[]): void => {
          if (isOver) return
          isOver = true
          done(Uint8Array.from(given), '')
        }
        sent.push({ octets: [...query], answer })
        return () => {
          isOver = true
        }
      },
      transfer: () => noTransfer,
      close() {},
      connections: 0,
    }
    links.set(backend.settings.id, createBackendLink(backend, udp, tcp, drawId))
  }
  const engine = createEngine({ clock, counters: compiled.counters }, engineSettingsOf(compiled, links))

  return {
    ask(packet, { transport, address }, requester) {
      const t = engine.take()
      t.message = transport === transports.udp ? udpRoom : tcpRoom
      t.message.set(packet)
      t.length = packet.length
      readAddress(address, t.client)
      t.clientPort = 4242
      t.transport = transport
      t.bind = 0
      t.sni = transport >= transports.dot ? 'dns.example.org' : undefined
      t.http = transport === transports.doh ? http : undefined
      t.requester = requester
      if (!engine.receive(t)) engine.give(t)
    },
    takeSent() {
      const taken = sent
      sent = []
      return taken
    },
    pass(ms) {
      clock.ms += ms
      clock.seconds = Math.floor(clock.ms / 1000)
      engine.tick()
    },
    leftovers() {
      const { waiting, shared, delays } = engine.state
      const counters = reportCounters(compiled.counters)
      const ends = endings.reduce((sum, each) => sum + counters[each], 0)
      const found = [
        waiting.first && 'a query waits',
        shared.size > 0 && 'a query can be joined',
        delays.nextDue() !== Number.POSITIVE_INFINITY && 'an answer is delayed',
        ends !== counters.queries && `${counters.queries} queries have ended ${ends} times`,
        ...compiled.backends.map(
          ({ state, settings: { name } }) =>
            state.outstanding !== 0 && `${name} has ${state.outstanding} outstanding`,
        ),
      ]
      return found.filter(each => typeof each === 'string')
    },
    counters: () => reportCounters(compiled.counters),
  }
}

/** A query ends as one of these. */
const endings = [
  'noncompliantQueries',
  'aclDrops',
  'dynamicDrops',
  'ruleDrops',
  'overloadDrops',
  'goneDrops',
  'selfAnswered',
  'cacheHits',
  'staleAnswers',
  'backendAnswers',
  'failures',
] as const
