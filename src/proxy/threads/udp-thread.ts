// What a thread that answers over UDP does from its start to its end.
import { randomInt } from 'node:crypto'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { type Problem, problemsOf } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import type { Endpoint } from '../../net/address.ts'
import { loadLibc } from '../../net/platform/libc.ts'
import { createWake } from '../../net/udp/wake.ts'
import { createEngine } from '../engine/engine.ts'
import type { ProxySettings } from '../settings/settings.ts'
import { type MemoryMap, sharedMemory } from '../shared-memory.ts'
import { type BatchedPort, openBatchedPort } from './batched-port.ts'
import { compileProxy, type ThreadSite } from './compile-proxy.ts'
import { engineSettingsOf } from './engine-settings.ts'
import { createLinks } from './links.ts'
import { createBatchedTee } from './tee.ts'
import { createThreadClock } from './thread-clock.ts'
import { type BindSocket, runUdpLoop } from './udp-loop.ts'

/** A configuration, and the memory that it was compiled with in the main thread. */
export interface ThreadConfiguration {
  readonly settings: ProxySettings
  readonly memory: MemoryMap
}

export interface UdpThreadStart extends ThreadConfiguration {
  /** Its number, and how many there are with the main one. */
  readonly thread: number
  readonly threads: number
  /** The proxy's addresses by number, and this thread's sockets on those that are asked over UDP. */
  readonly binds: readonly Endpoint[]
  readonly sockets: readonly BindSocket[]
  /** Its orders have come when that is raised. */
  readonly wakeFd: number
  /** The number of the configuration. */
  readonly version: number
}

export type UdpThreadOrder =
  | ({ readonly order: 'configure'; readonly version: number } & ThreadConfiguration)
  | { readonly order: 'stop' }

export type UdpThreadNews =
  /** A version of the configuration is in force. */
  | { readonly news: 'configured'; readonly version: number }
  /** It could not be, and the one before still is. */
  | { readonly news: 'refused'; readonly version: number; readonly problems: readonly Problem[] }
  | { readonly news: 'log'; readonly text: string }

/** Runs until it is told to stop; orders come through the port, which is not heard otherwise. */
export function runUdpThread(start: UdpThreadStart, port: MessagePort): void {
  const libc = loadLibc()
  if (!libc) throw new TypeError('batches of datagrams are not to be had in this thread')
  const tell = (news: UdpThreadNews): void => port.postMessage(news)
  const clock = createThreadClock()
  const site = (configuration: ThreadConfiguration): ThreadSite => ({
    thread: start.thread,
    threads: start.threads,
    memory: sharedMemory(configuration.memory),
    clock,
    random,
    binds: start.binds,
    tee,
    log: (_transaction, text) => tell({ news: 'log', text }),
  })
  const random = createRandom(randomInt(-(2 ** 31), 2 ** 31))
  const { tee, close: closeTee } = createBatchedTee(libc)
  const links = createLinks<BatchedPort>({
    openUdp: backend =>
      openBatchedPort(libc, backend.settings, socket => {
        const link = links.byId.get(backend.settings.id)
        if (link) engine.serverIsGone(link, socket)
      }),
    openTcp: () => undefined,
    giveUp: link => engine.giveUp(link),
  })
  const compiled = compileProxy(start.settings, site(start))
  links.configure(compiled.backends)
  const engine = createEngine({ clock, counters: compiled.counters }, engineSettingsOf(compiled, links.byId))

  function configure(order: UdpThreadOrder & { order: 'configure' }): void {
    try {
      const next = compileProxy(order.settings, site(order))
      links.configure(next.backends, () => engine.configure(engineSettingsOf(next, links.byId)))
      tell({ news: 'configured', version: order.version })
    } catch (error) {
      tell({ news: 'refused', version: order.version, problems: problemsOf(error) })
    }
  }

  tell({ news: 'configured', version: start.version })
  runUdpLoop({
    libc,
    engine,
    clock,
    wake: createWake(libc, start.wakeFd),
    binds: start.sockets,
    links: () => links.all,
    obey() {
      for (let order = nextOrder(port); order; order = nextOrder(port)) {
        if (order.order === 'stop') return false
        configure(order)
      }
      return true
    },
  })
  links.close()
  closeTee()
}

/** The next order that has come, without waiting for one. */
const nextOrder = (port: MessagePort): UdpThreadOrder | undefined =>
  (receiveMessageOnPort(port) as { readonly message: UdpThreadOrder } | undefined)?.message
