// Runs the proxy: takes its addresses, starts its threads, looks after its servers, and puts other settings into force.
import { randomInt } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Clock } from '../../base/clock.ts'
import { fault, type Problem } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import { isLoopback, parseEndpoint } from '../../net/address.ts'
import { loadLibc } from '../../net/platform/libc.ts'
import { becomeUser, type SystemUser } from '../../net/platform/user.ts'
import { createHealthMonitor } from '../../proxy/backends/health/monitor.ts'
import { probeBackend } from '../../proxy/backends/health/probe.ts'
import type { TcpUpstreamLimits } from '../../proxy/backends/tcp-upstream.ts'
import type { PacketCacheKeeper } from '../../proxy/cache/packet-cache.ts'
import { createPacketCacheKeeper } from '../../proxy/cache/packet-cache-keeper.ts'
import { reportCounters } from '../../proxy/engine/counters.ts'
import type { ThreadClock } from '../../proxy/rules/rule.ts'
import type { ProxySettings } from '../../proxy/settings/settings.ts'
import { keepMemory, type MemoryMap, sharedMemory, type ThreadNumber } from '../../proxy/shared-memory.ts'
import type { CompiledProxy } from '../../proxy/threads/compile-proxy.ts'
import { startMainEngine } from '../../proxy/threads/main-engine.ts'
import { createThreadClock } from '../../proxy/threads/thread-clock.ts'
import { openBinds, type ProxyBinds } from './proxy-binds.ts'
import type { ProxyEvent, ProxySummary } from './proxy-events.ts'
import { type StartUdpThread, startUdpThreads } from './udp-threads.ts'

export interface ProxyOptions {
  readonly settings: ProxySettings
  /** Threads that answer over UDP; one a processor if undefined. */
  readonly workers?: number | undefined
  /** Who the process becomes once it has its addresses. */
  readonly user?: SystemUser | undefined
  readonly startThread: StartUdpThread
  readonly clock: Clock
  readonly onEvent: (event: ProxyEvent) => void
}

export interface RunningProxy {
  /** Puts other settings into force; throws what is wrong with them, and goes on with those before. */
  configure(settings: ProxySettings): Promise<void>
  summary(): ProxySummary
  /** Answers what has arrived, then ends. */
  close(): Promise<void>
}

/** Starts the proxy; resolves once every address answers and every server was checked for the first time. */
export async function runProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { onEvent } = options
  const clock = createThreadClock()
  const libc = needsOneThread(options.settings) ? undefined : loadLibc()
  const workers = libc ? workersOf(options) : 0
  const at = { thread: 0, threads: workers + 1 }
  const onLog = (text: string): void => onEvent({ event: 'log', text })
  const onProblem = (problem: Problem): void => onEvent({ event: 'problem', problem })

  const first = keepMemory(new Map())
  const main = startMainEngine(
    {
      ...at,
      clock,
      random: createRandom(randomInt(-(2 ** 31), 2 ** 31)),
      binds: options.settings.binds.map(({ listen_address }) => parseEndpoint(listen_address, 53)),
      tcpLimits: tcpLimitsOf(options.settings),
      log: onLog,
    },
    options.settings,
    first,
  )
  let memory: MemoryMap = first.taken
  let keepers = keepersOf(main.compiled, memory, at, clock)
  const closing: (() => Promise<void> | void)[] = [() => main.close()]
  const close = async (): Promise<void> => {
    for (let end = closing.pop(); end; end = closing.pop()) await end()
  }

  try {
    const binds = await openBinds({
      settings: options.settings,
      libc,
      workers,
      streams: main.streams,
      main: () => main,
    })
    closing.push(() => binds.close())
    if (options.user) becomeUser(options.user)
    const health = createHealthMonitor({
      backends: main.compiled.backends,
      clock: options.clock,
      schedule,
      probe: probeBackend,
      onEvent: ({ backend, isHealthy, detail }) =>
        onEvent({ event: 'server', name: backend, isUp: isHealthy, detail }),
    })
    closing.push(() => health.stop())
    const threads =
      libc &&
      (await startUdpThreads(
        {
          libc,
          clock: options.clock,
          start: options.startThread,
          threads: at.threads,
          binds: binds.binds.map(({ endpoint }) => endpoint),
          sockets: binds.sockets,
          onProblem,
          onLog,
          onEnd(thread) {
            for (const keeper of keepers) keeper.releaseThread(thread)
            for (const { state } of main.compiled.backends) state.forgetOutstanding(thread)
          },
        },
        { settings: options.settings, memory },
      ))
    if (threads) closing.push(() => threads.stop())
    await health.ready
    announce(options, binds, workers)

    return {
      async configure(settings) {
        refuseOtherBinds(settings, main.compiled.settings)
        const next = keepMemory(memory)
        const compiled = main.compile(settings, next)
        await threads?.configure({ settings, memory: next.taken })
        main.configure(compiled)
        memory = next.taken
        keepers = keepersOf(compiled, memory, at, clock)
        health.watch(compiled.backends)
        onEvent({ event: 'reloaded' })
      },
      summary: () => ({
        counters: reportCounters(main.compiled.counters),
        overruns: binds.overruns(),
      }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Queries over UDP go to servers over TCP where only the main thread can ask so. */
const needsOneThread = ({ backends }: ProxySettings): boolean => backends.some(({ tcp_only }) => tcp_only)

const workersOf = ({ workers, settings }: ProxyOptions): number =>
  workers ?? (settings.tuning.udp.worker_threads || availableParallelism())

const tcpLimitsOf = (_settings: ProxySettings): TcpUpstreamLimits => ({ idleMs: 10_000, idleConnections: 20 })

const keepersOf = (
  { settings }: CompiledProxy,
  memory: MemoryMap,
  at: ThreadNumber,
  clock: ThreadClock,
): readonly PacketCacheKeeper[] =>
  settings.packet_caches.map(each => createPacketCacheKeeper(each, sharedMemory(memory), at, clock))

function schedule(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}

/** Sockets are taken once, while the process may. */
function refuseOtherBinds(next: ProxySettings, now: ProxySettings): void {
  if (JSON.stringify(next.binds) === JSON.stringify(now.binds)) return
  throw fault('proxy-reload-refused', '"binds" has changed, which takes a restart')
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
