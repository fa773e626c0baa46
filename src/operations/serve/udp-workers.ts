// Answers over UDP in threads of their own, which are started again if they end: their sockets wait for them meanwhile.
import type { Clock } from '../../base/clock.ts'
import { type Problem, problem } from '../../base/errors.ts'
import { type Counters, createCounters } from '../../metrics/counters.ts'
import type { Endpoint } from '../../net/address.ts'
import type { Libc } from '../../net/platform/libc.ts'
import type { UdpListener } from '../../net/udp/listener.ts'
import { closeSocket, dropsOf, openUdpSockets } from '../../net/udp/socket.ts'
import { createWake, type Wake } from '../../net/udp/wake.ts'
import type { Locations } from '../../server/authoritative/locations.ts'
import type { Snapshot } from '../../server/authoritative/snapshot.ts'
import { deferred, type KeptThread, keepThread, type ThreadLimits, type ThreadRun } from './keep-thread.ts'
import type { PublishedZones } from './published-zones.ts'
import type { UdpService } from './udp-service.ts'
import { type StartUdpWorker, transferAt, type UdpWorkerNews } from './udp-worker-channel.ts'

interface Workers {
  readonly libc: Libc
  /** How many there are. */
  readonly count: number
  readonly startWorker: StartUdpWorker
  readonly zones: PublishedZones
  readonly locations: Locations
  readonly clock: Clock
  readonly onProblem: (problem: Problem) => void
}

/** Sooner than other threads: what asks meanwhile waits in the kernel. */
const workerLimits: ThreadLimits = { stopMs: 1000, firstRestartMs: 10, lastRestartMs: 10_000 }

/** A worker, and what stays of it when it is started again. */
interface Worker {
  readonly number: number
  readonly sockets: number[]
  readonly wake: Wake
  readonly counters: Counters
  readonly transfers: Float64Array
}

/** Makes them; addresses are taken first, and then they start. */
export function createUdpWorkers(site: Workers, limits: ThreadLimits = workerLimits): UdpService {
  const { libc, count, clock } = site
  const workers = Array.from({ length: count }, (_, number) => createWorker(libc, number))
  const locations = shared(site.locations)
  let kept: readonly KeptThread<WorkerRun>[] = []

  const start = async (): Promise<void> => {
    kept = workers.map(worker => {
      const run = (): WorkerRun => startRun({ ...site, locations }, worker)
      const onEnd = (reason: string, seconds: number): void => site.onProblem(hasEnded(reason, seconds))
      return keepThread({ clock, limits, start: run, onEnd, onRestart() {} })
    })
    for (const each of kept) each.keep()
    await Promise.all(kept.map(({ run }) => Promise.race([run.ready, run.ended])))
  }

  const sockets = (): readonly number[] => workers.flatMap(({ sockets }) => sockets)
  const sum = (at: number): number => workers.reduce((total, { transfers }) => total + transfers[at]!, 0)
  return {
    open: async endpoint => takeAddress(libc, workers, endpoint),
    start,
    counters: workers.map(({ counters }) => counters),
    report: () => ({
      sendErrors: sum(transferAt.sendErrors),
      oversized: sum(transferAt.oversized),
      overruns: sockets().reduce((total, fd) => total + dropsOf(libc, fd), 0),
    }),
    async stop() {
      await Promise.all(kept.map(each => each.stop()))
      for (const { wake } of workers) closeSocket(libc, wake.fd)
    },
  }
}

const hasEnded = (reason: string, seconds: number): Problem =>
  problem(
    'serve-worker-ended',
    `a thread that answers over UDP has ended (${reason}); it starts again in ${seconds} s`,
  )

const createWorker = (libc: Libc, number: number): Worker => ({
  number,
  sockets: [],
  wake: createWake(libc),
  counters: shared(createCounters()),
  transfers: shared(new Float64Array(Object.keys(transferAt).length)),
})

/** Copies numbers to where all threads see them. */
function shared<T extends Float64Array | Int32Array>(numbers: T): T {
  const memory = new SharedArrayBuffer(numbers.byteLength)
  const copy = numbers instanceof Float64Array ? new Float64Array(memory) : new Int32Array(memory)
  copy.set(numbers)
  return copy as T
}

function takeAddress(libc: Libc, workers: readonly Worker[], wanted: Endpoint): UdpListener {
  const { fds, endpoint } = openUdpSockets(libc, wanted, workers.length)
  for (const [i, fd] of fds.entries()) workers[i]!.sockets.push(fd)
  return {
    endpoint,
    async close() {
      for (const [i, fd] of fds.entries()) {
        const { sockets } = workers[i]!
        sockets.splice(sockets.indexOf(fd), 1)
        closeSocket(libc, fd)
      }
    },
  }
}

/** A worker from its start to its end. */
interface WorkerRun extends ThreadRun {
  /** Settles once it answers. */
  readonly ready: Promise<void>
}

function startRun({ startWorker, zones, locations, clock }: Workers, worker: Worker): WorkerRun {
  const ready = deferred<void>()
  const ended = deferred<string>()
  const follower = zones.follow(change => order({ order: 'zone', ...change }))
  const onNews = (news: UdpWorkerNews): void => {
    if (news.news === 'ready') ready.resolve()
    else follower.hasTaken(news.generation)
  }
  const onEnd = (reason: string): void => {
    follower.end()
    ended.resolve(reason)
  }
  const { number, sockets, wake, counters, transfers } = worker
  const start = {
    ...{ sockets, wake: wake.fd, counters, transfers, locations },
    seed: zones.directory.seed,
    drawSeed: clock() + number,
    zones: [...zones.directory.zones()].map(answered),
  }
  const thread = startWorker(start, onNews, onEnd)
  const order: typeof thread.order = order => {
    thread.order('zone' in order ? { ...order, zone: answered(order.zone) } : order)
    worker.wake.wake()
  }
  return { thread: { order, terminate: thread.terminate }, ready: ready.promise, ended: ended.promise }
}

/** A zone as it is answered from, which takes how its checks stand, but not what they are. */
const answered = (zone: Snapshot): Snapshot => ({ ...zone, checks: [], checkSets: [] })
