// Runs the proxy: takes its addresses, starts its threads, looks after its servers, and puts other settings into force.
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Writable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import { createRandom } from '../../base/random.ts'
import { isLoopback, parseEndpoint } from '../../net/address.ts'
import { type Libc, loadLibc } from '../../net/platform/libc.ts'
import { becomeUser, type SystemUser } from '../../net/platform/user.ts'
import { createHealthMonitor, type HealthMonitor } from '../../proxy/backends/health/monitor.ts'
import { probeBackend } from '../../proxy/backends/health/probe.ts'
import type { PacketCacheKeeper } from '../../proxy/cache/packet-cache.ts'
import { reportCounters } from '../../proxy/engine/counters.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { keepMemory, type SharedMemory, type ThreadNumber } from '../../proxy/shared-memory.ts'
import type { CompiledProxy } from '../../proxy/threads/compile-proxy.ts'
import { type MainEngine, startMainEngine } from '../../proxy/threads/main-engine.ts'
import { createThreadClock, type ReadClock } from '../../proxy/threads/thread-clock.ts'
import { createForce } from './configuration-in-force.ts'
import { openBinds, type ProxyBinds } from './proxy-binds.ts'
import type { ProxyEvent, ProxySummary } from './proxy-events.ts'
import { type ProxyTraffic, watchTraffic } from './proxy-traffic.ts'
import { type StartUdpThread, startUdpThreads, type UdpThreadsSite } from './udp-threads.ts'

export interface ProxyOptions {
  readonly settings: ProxySettings
  /** Threads that answer over UDP; one a processor if undefined. */
  readonly workers?: number | undefined
  /** Who the process becomes once it has its addresses. */
  readonly user?: SystemUser | undefined
  readonly startThread: StartUdpThread
  readonly clock: Clock
  readonly onEvent: (event: ProxyEvent) => void
  /** Where the query log is written if it names no file. */
  readonly output: Writable
}

/** A proxy that runs; what is read of it is what is in force at the moment. */
export interface RunningProxy {
  readonly compiled: CompiledProxy
  readonly keepers: readonly PacketCacheKeeper[]
  readonly health: HealthMonitor
  readonly traffic: ProxyTraffic
  readonly binds: ProxyBinds
  /** Puts other settings into force; throws what is wrong with them, and goes on with those before. */
  configure(settings: ProxySettings): Promise<void>
  summary(): ProxySummary
  /** Answers what has arrived, then ends. */
  close(): Promise<void>
}

/** Starts the proxy; resolves once every address answers and every server was checked for the first time. */
export async function runProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { onEvent, settings } = options
  const libc = needsOneThread(settings) ? undefined : loadLibc()
  const workers = libc ? workersOf(options) : 0
  const site = {
    thread: 0,
    threads: workers + 1,
    clock: createThreadClock(),
    onEvent,
    log: (text: string) => onEvent({ event: 'log', text }),
  }
  // Whatever was begun is ended in the opposite order.
  const begun: (() => Promise<void> | void)[] = []
  const close = async (): Promise<void> => {
    for (let end = begun.pop(); end; end = begun.pop()) await end()
  }
  try {
    const memory = keepMemory(new Map())
    const main = startMain(site, settings, memory)
    begun.push(() => main.close())
    const binds = await openBinds({ settings, libc, workers, streams: main.streams, main: () => main })
    begun.push(() => binds.close())
    if (options.user) becomeUser(options.user)
    const traffic = watchTraffic(
      memory,
      { ...site, now: options.clock, output: options.output, onKernelNetworks: binds.dropNetworks },
      settings,
    )
    begun.push(() => traffic.stop())
    const health = watchServers(options, main.compiled)
    begun.push(() => health.stop())
    const force = createForce(site, { main, traffic, health, binds }, memory.taken)
    if (libc) {
      const threads = await startUdpThreads(
        { ...threadsSite(options, libc, binds, site.threads), onEnd: thread => force.forget(thread) },
        { settings, memory: memory.taken },
      )
      begun.push(() => threads.stop())
      force.threads = threads
    }
    await health.ready
    announce(options, binds, workers)
    return {
      health,
      traffic,
      binds,
      get compiled() {
        return main.compiled
      },
      get keepers() {
        return force.keepers
      },
      configure: next => force.configure(next),
      summary: () => ({ counters: reportCounters(main.compiled.counters), overruns: binds.overruns() }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** What the parts of the main thread share. */
interface MainSite extends ThreadNumber {
  readonly clock: ReadClock
  readonly onEvent: (event: ProxyEvent) => void
  readonly log: (text: string) => void
}

const startMain = (site: MainSite, settings: ProxySettings, memory: SharedMemory): MainEngine =>
  startMainEngine(
    {
      ...site,
      random: createRandom(randomInt(-(2 ** 31), 2 ** 31)),
      binds: settings.binds.map(({ listen_address }) => parseEndpoint(listen_address, dnsPort)),
      tcpLimits: { idleMs: idleTcpMs, idleConnections: idleTcpConnections },
    },
    settings,
    memory,
  )

const dnsPort = 53
/** Connections to servers that stay although nothing is asked. */
const idleTcpMs = 10_000
const idleTcpConnections = 20

const watchServers = ({ clock, onEvent }: ProxyOptions, { backends }: CompiledProxy): HealthMonitor =>
  createHealthMonitor({
    backends,
    clock,
    schedule,
    probe: probeBackend,
    onEvent: ({ backend, isHealthy, detail }) =>
      onEvent({ event: 'server', name: backend, isUp: isHealthy, detail }),
  })

const threadsSite = (
  { clock, onEvent, startThread: start }: ProxyOptions,
  libc: Libc,
  { binds, sockets }: ProxyBinds,
  threads: number,
): Omit<UdpThreadsSite, 'onEnd'> => ({
  libc,
  clock,
  start,
  threads,
  sockets,
  binds: binds.map(({ endpoint }) => endpoint),
  onProblem: problem => onEvent({ event: 'problem', problem }),
  onLog: text => onEvent({ event: 'log', text }),
})

/** Queries over UDP go to servers over TCP where only the main thread can ask so. */
const needsOneThread = ({ backends }: ProxySettings): boolean => backends.some(({ tcp_only }) => tcp_only)

const workersOf = ({ workers, settings }: ProxyOptions): number =>
  workers ?? (settings.tuning.udp.worker_threads || availableParallelism())

function schedule(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

function announce({ onEvent, settings }: ProxyOptions, { binds }: ProxyBinds, threads: number): void {
  for (const { endpoint } of binds) if (!isLoopback(endpoint)) onEvent({ event: 'exposed', endpoint })
  onEvent({
    event: 'listening',
    binds: binds.map(({ endpoint, protocol }) => ({ endpoint, protocol })),
    servers: settings.backends.length,
    threads,
  })
}
