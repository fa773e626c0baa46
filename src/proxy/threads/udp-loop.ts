// The loop of a thread that does nothing but UDP: it waits for datagrams of clients and servers, and hands them over.
import type { Libc } from '../../net/platform/libc.ts'
import { createPoller, type Poller } from '../../net/udp/poller.ts'
import { createReceiveBatch, type ReceiveBatch } from '../../net/udp/receive-batch.ts'
import { createSendBatch, type SendBatch } from '../../net/udp/send-batch.ts'
import type { Wake } from '../../net/udp/wake.ts'
import type { Engine } from '../engine/engine.ts'
import type { BackendLink } from '../engine/flight.ts'
import { type Requester, type Transaction, transports } from '../transaction.ts'
import type { BatchedPort } from './batched-port.ts'
import type { ReadClock } from './thread-clock.ts'

/** A socket of this thread that clients ask. */
export interface BindSocket {
  readonly fd: number
  /** Its number among the proxy's binds. */
  readonly bind: number
}

export interface UdpLoop {
  readonly libc: Libc
  readonly engine: Engine
  readonly clock: ReadClock
  /** Wakes the loop when there are orders. */
  readonly wake: Wake
  readonly binds: readonly BindSocket[]
  /** The servers that are asked at the moment; they may be others after `obey`. */
  links(): readonly (BackendLink & { readonly udp: BatchedPort })[]
  /** Does what was ordered; false ends the loop. */
  obey(): boolean
}

/** Octets of the longest query and answer over UDP; a longer answer is of nobody who could get it. */
const messageOctets = 4096
const batchSize = 32
/** Batches of one socket in a row, so that no socket waits for long. */
const maxRounds = 8
/** Milliseconds after which the loop looks around although nothing came. */
const longestWait = 100
/** Milliseconds that servers have at the end to answer what was asked before; threads are given no more than 2 seconds. */
const drainMs = 1500

/** Runs until it is told to end; then what has come in is answered, for which servers have a moment. */
export function runUdpLoop(loop: UdpLoop): void {
  const { libc, engine, wake } = loop
  const batch = createReceiveBatch(libc, { size: batchSize, octets: messageOctets })
  const binds = loop.binds.map(socket => createBind(libc, batch, socket))
  do {
    const sources = [...binds, ...backendSources(loop, batch)]
    const poller = createPoller(libc, [wake.fd, ...sources.map(({ fd }) => fd)])
    while (!turn(loop, poller, sources, binds)) {}
    poller.close()
    // Cleared first, so that an order that comes meanwhile wakes again.
    wake.clear()
  } while (loop.obey())
  for (const bind of binds) bind.receive(engine)
  drain(loop, batch, binds)
}

/** Hears of servers alone until nothing waits for them, or there is no time left. */
function drain(loop: UdpLoop, batch: ReceiveBatch, binds: readonly Bind[]): void {
  const { libc, engine, clock, wake } = loop
  const sources = backendSources(loop, batch)
  const poller = createPoller(libc, [wake.fd, ...sources.map(({ fd }) => fd)])
  const end = clock.ms + drainMs
  finishTurn(loop, binds)
  while (engine.untilDue() !== Number.POSITIVE_INFINITY && clock.ms < end) turn(loop, poller, sources, binds)
  poller.close()
}

/** Waits, and does what there is to do; true if there are orders. */
function turn(loop: UdpLoop, poller: Poller, sources: readonly Source[], binds: readonly Bind[]): boolean {
  const { engine, clock } = loop
  const ready = poller.wait(waitMs(engine))
  let isOrdered = false
  clock.read()
  for (let i = 0; i < ready; i++) {
    const number = poller.readyAt(i)
    if (number === 0) isOrdered = true
    else sources[number - 1]!.receive(engine)
  }
  finishTurn(loop, binds)
  return isOrdered
}

/** Does what is due, and sends what was gathered. */
function finishTurn(loop: UdpLoop, binds: readonly Bind[]): void {
  loop.engine.tick()
  for (let i = 0; i < binds.length; i++) binds[i]!.flush()
  const links = loop.links()
  for (let i = 0; i < links.length; i++) {
    links[i]!.udp.flush()
    links[i]!.turn()
  }
}

/** Whole milliseconds, not fewer than until something is due. */
function waitMs(engine: Engine): number {
  const due = engine.untilDue()
  return due < longestWait ? Math.ceil(due) : longestWait
}

/** A socket, and what is done with what comes in on it. */
interface Source {
  readonly fd: number
  receive(engine: Engine): void
}

interface Bind extends Source {
  flush(): void
}

/** Receives on a socket; clients are answered in place, or later along the path that was kept. */
function createBind(libc: Libc, batch: ReceiveBatch, { fd, bind }: BindSocket): Bind {
  const out: SendBatch = createSendBatch(libc, { size: batchSize, octets: messageOctets })
  let receiving: Transaction | undefined
  let slot = 0

  const requester: Requester = {
    answer(t) {
      if (t !== receiving || t.length > messageOctets) {
        out.put(fd, t.message, t.length, t.path)
        return
      }
      const message = batch.messages[slot]!
      if (t.message !== message) for (let i = 0; i < t.length; i++) message[i] = t.message[i]!
      batch.setLength(slot, t.length)
    },
    drop() {},
    hold(t) {
      if (t === receiving) batch.copyPath(slot, t.path)
    },
  }

  function receiveOne(engine: Engine, t: Transaction, i: number): boolean {
    slot = i
    receiving = t
    t.message = batch.messages[i]!
    t.length = batch.length(i)
    t.clientPort = batch.client(i, t.client)
    t.transport = transports.udp
    t.bind = bind
    t.requester = requester
    return engine.receive(t)
  }

  return {
    fd,
    receive(engine) {
      let t = engine.take()
      for (let round = 0; round < maxRounds; round++) {
        const count = batch.receive(fd)
        for (let i = 0; i < count; i++) if (receiveOne(engine, t, i)) t = engine.take()
        receiving = undefined
        batch.answer(fd, count)
        if (count < batchSize) break
      }
      engine.give(t)
    },
    flush: () => out.flush(),
  }
}

const backendSources = (loop: UdpLoop, batch: ReceiveBatch): readonly Source[] =>
  loop.links().flatMap(link =>
    link.udp.fds.map((fd, socket) => ({
      fd,
      receive: (engine: Engine) => receiveAnswers(engine, batch, fd, link, socket),
    })),
  )

function receiveAnswers(
  engine: Engine,
  batch: ReceiveBatch,
  fd: number,
  link: BackendLink,
  socket: number,
): void {
  for (let round = 0; round < maxRounds; round++) {
    const count = batch.receive(fd)
    for (let i = 0; i < count; i++)
      engine.receiveFromBackend(link, socket, batch.messages[i]!, batch.length(i))
    if (count === 0 && batch.error !== 0) engine.serverIsGone(link, socket)
    if (count < batchSize) break
  }
}
