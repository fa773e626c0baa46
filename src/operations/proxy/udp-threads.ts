// The threads that answer over UDP: started, told what to work with, and started again if one of them ends.
import type { Clock } from '../../base/clock.ts'
import { DnsctlError, type Problem, problem } from '../../base/errors.ts'
import type { Endpoint } from '../../net/address.ts'
import type { Libc } from '../../net/platform/libc.ts'
import { closeSocket } from '../../net/udp/socket.ts'
import { createWake, type Wake } from '../../net/udp/wake.ts'
import type { BindSocket } from '../../proxy/threads/udp-loop.ts'
import type {
  ThreadConfiguration,
  UdpThreadNews,
  UdpThreadOrder,
  UdpThreadStart,
} from '../../proxy/threads/udp-thread.ts'
import {
  deferred,
  type KeptThread,
  keepThread,
  type ThreadLimits,
  type ThreadRun,
} from '../serve/keep-thread.ts'
import type { StartThread } from '../start-thread.ts'

export type StartUdpThread = StartThread<UdpThreadStart, UdpThreadNews, UdpThreadOrder>

export interface UdpThreadsSite {
  readonly libc: Libc
  readonly clock: Clock
  readonly start: StartUdpThread
  /** Of all threads of the proxy, with the main one, which is number 0. */
  readonly threads: number
  readonly binds: readonly Endpoint[]
  /** The sockets of each thread: of the first one, of the second one … */
  readonly sockets: readonly (readonly BindSocket[])[]
  readonly onProblem: (problem: Problem) => void
  readonly onLog: (text: string) => void
  /** A thread has ended, and what it held is to be let go. */
  readonly onEnd: (thread: number) => void
}

export interface UdpThreads {
  /** Puts a configuration into force in all threads; throws if one of them cannot. */
  configure(configuration: ThreadConfiguration): Promise<void>
  /** Answers what has come in, then ends. */
  stop(): Promise<void>
}

/** Clients try again after seconds; what comes meanwhile waits in the socket. */
const limits: ThreadLimits = { stopMs: 2000, firstRestartMs: 20, lastRestartMs: 60_000 }

/** Starts the threads; resolves once all of them answer. */
export async function startUdpThreads(site: UdpThreadsSite, first: ThreadConfiguration): Promise<UdpThreads> {
  let configuration = first
  let version = 0
  const wakes = site.sockets.map(() => createWake(site.libc))
  const kept = site.sockets.map((_, index) => keepOne(index, wakes[index]!))

  function keepOne(index: number, wake: Wake): KeptThread<UdpRun> {
    return keepThread({
      clock: site.clock,
      limits,
      start: () => startRun(site, index, wake, configuration, version),
      onEnd(reason, seconds) {
        site.onEnd(index + 1)
        const message = `a thread that answers over UDP has ended (${reason}); it starts again in ${seconds} s`
        site.onProblem(problem('proxy-thread-ended', message))
      },
      onRestart() {},
    })
  }

  const settled = async (): Promise<void> => {
    const problems = await Promise.all(kept.map(({ run }) => run.settled(version)))
    const [one, ...others] = problems.flat()
    if (one) throw new DnsctlError([one, ...others])
  }
  const stop = async (): Promise<void> => {
    await Promise.all(kept.map(each => each.stop()))
    for (const { fd } of wakes) closeSocket(site.libc, fd)
  }
  try {
    await settled()
  } catch (error) {
    await stop()
    throw error
  }
  for (const each of kept) each.keep()
  return {
    async configure(next) {
      configuration = next
      version++
      for (const { run } of kept) run.thread.order({ order: 'configure', version, ...next })
      await settled()
    },
    stop,
  }
}

/** A thread from its start to its end. */
interface UdpRun extends ThreadRun {
  readonly thread: ReturnType<StartUdpThread>
  /** Resolves when a version is in force, or the thread has ended; to what is wrong with it. */
  settled(version: number): Promise<readonly Problem[]>
}

function startRun(
  site: UdpThreadsSite,
  index: number,
  wake: Wake,
  configuration: ThreadConfiguration,
  version: number,
): UdpRun {
  const ended = deferred<string>()
  const waiting = new Map<number, ReturnType<typeof deferred<readonly Problem[]>>>()
  const waitFor = (wanted: number) => {
    const known = waiting.get(wanted) ?? deferred<readonly Problem[]>()
    waiting.set(wanted, known)
    return known
  }
  const onNews = (news: UdpThreadNews): void => {
    switch (news.news) {
      case 'configured':
        return waitFor(news.version).resolve([])
      case 'refused':
        return waitFor(news.version).resolve(news.problems)
      case 'log':
        return site.onLog(news.text)
      default:
        return news satisfies never
    }
  }
  const { threads, binds, sockets } = site
  const own = { ...configuration, version, thread: index + 1, threads, binds, sockets: sockets[index]! }
  const thread = site.start({ ...own, wakeFd: wake.fd }, onNews, ended.resolve)
  return {
    thread: {
      order(order) {
        thread.order(order)
        wake.wake()
      },
      terminate: () => thread.terminate(),
    },
    ended: ended.promise,
    settled: wanted =>
      Promise.race([
        waitFor(wanted).promise,
        ended.promise.then(reason => [
          problem('proxy-thread-ended', `a thread that answers over UDP has ended (${reason})`),
        ]),
      ]),
  }
}
