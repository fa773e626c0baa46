// The engine of the main thread: it serves what comes over connections, and UDP too where there are no threads for that.
import type { Random } from '../../base/random.ts'
import type { Endpoint } from '../../net/address.ts'
import type { TcpUpstreamLimits } from '../backends/tcp-upstream.ts'
import { createTcpUpstream } from '../backends/tcp-upstream.ts'
import { isAllowed } from '../engine/acl.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { transfer } from '../engine/transfer.ts'
import type { StreamSite } from '../frontends/stream-site.ts'
import type { ProxySettings } from '../settings/settings.ts'
import type { SharedMemory } from '../shared-memory.ts'
import type { Transaction } from '../transaction.ts'
import { type CompiledProxy, compileProxy, type ThreadSite } from './compile-proxy.ts'
import { openDgramPort } from './dgram-port.ts'
import { engineSettingsOf } from './engine-settings.ts'
import { createLinks } from './links.ts'
import { createDgramTee } from './tee.ts'
import type { ReadClock } from './thread-clock.ts'

export interface MainEngine {
  readonly engine: Engine
  /** What is in force. */
  readonly compiled: CompiledProxy
  readonly streams: StreamSite
  /** Compiles settings with memory that is made as it is needed; throws what is wrong with them. */
  compile(settings: ProxySettings, memory: SharedMemory): CompiledProxy
  /** Puts into force what was compiled. */
  configure(compiled: CompiledProxy): void
  /** Hands over a query; looks at the clock before. */
  receive(transaction: Transaction): void
  close(): void
}

export interface MainEngineSite {
  readonly thread: number
  readonly threads: number
  readonly clock: ReadClock
  readonly random: Random
  readonly binds: readonly Endpoint[]
  readonly tcpLimits: TcpUpstreamLimits
  readonly log: (text: string) => void
}

/** Milliseconds between two looks at what is due, while anything waits. */
const tickMs = 5

/** Starts with a first configuration. */
export function startMainEngine(
  site: MainEngineSite,
  settings: ProxySettings,
  memory: SharedMemory,
): MainEngine {
  const { clock, tcpLimits, log } = site
  const { tee, close: closeTee } = createDgramTee()
  const threadSite = (of: SharedMemory): ThreadSite => ({
    ...site,
    memory: of,
    tee,
    log: (_transaction, text) => log(text),
  })
  const links = createLinks({
    openUdp: backend =>
      openDgramPort(backend.settings, {
        onMessage(socket, message) {
          const link = links.byId.get(backend.settings.id)
          if (link) run(() => engine.receiveFromBackend(link, socket, message, message.length))
        },
        onRefused(socket) {
          const link = links.byId.get(backend.settings.id)
          if (link) run(() => engine.serverIsGone(link, socket))
        },
      }),
    openTcp: ({ settings: of, state }) => createTcpUpstream(of, tcpLimits, state),
    giveUp: link => engine.giveUp(link),
  })
  let compiled = compileProxy(settings, threadSite(memory))
  links.configure(compiled.backends)
  const engine = createEngine({ clock, counters: compiled.counters }, engineSettingsOf(compiled, links.byId))

  let timer: NodeJS.Timeout | undefined
  /** Does something at the time that it is now, and sees to it that what is due then is done. */
  function run(work: () => void): void {
    clock.read()
    work()
    if (timer || engine.untilDue() === Number.POSITIVE_INFINITY) return
    timer = setTimeout(() => {
      timer = undefined
      run(() => engine.tick())
    }, tickMs)
  }

  function receive(transaction: Transaction): void {
    run(() => {
      if (!engine.receive(transaction)) engine.give(transaction)
    })
  }

  return {
    engine,
    get compiled() {
      return compiled
    },
    receive,
    compile: (next, of) => compileProxy(next, threadSite(of)),
    configure(next) {
      run(() =>
        links.configure(next.backends, () => {
          compiled = next
          engine.configure(engineSettingsOf(next, links.byId))
        }),
      )
    },
    streams: {
      take: () => engine.take(),
      receive,
      isAllowed: client => isAllowed(compiled.acl, client),
      transfer(transaction, onMessage, onEnd) {
        clock.read()
        return transfer(engine.state, transaction, { onMessage, onEnd })
      },
      now() {
        clock.read()
        return clock.ms
      },
    },
    close() {
      clearTimeout(timer)
      links.close()
      closeTee()
    },
  }
}
