// Answers queries over UDP in batches until told to stop. It never gives its thread back to Node meanwhile.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { createRandom } from '../../base/random.ts'
import type { Libc } from '../../net/platform/libc.ts'
import { createPoller } from '../../net/udp/poller.ts'
import { createReceiveBatch, type ReceiveBatch } from '../../net/udp/receive-batch.ts'
import { createWake } from '../../net/udp/wake.ts'
import { createResponder, type Responder } from '../../server/authoritative/responder.ts'
import { createZoneDirectory, type ZoneDirectory } from '../../server/authoritative/zone-directory.ts'
import {
  transferAt,
  type UdpWorkerNews,
  type UdpWorkerOrder,
  type UdpWorkerStart,
} from './udp-worker-channel.ts'

/** A thread that waits cannot be terminated before its wait ends. */
const waitMs = 100
/** Batches from one socket while others may have something too. */
const batchesInTurn = 16
/** Batches from one socket at the end: more than its buffer holds of the shortest queries. */
const batchesAtEnd = 1000

/** Tells through the port, and takes orders from it whenever it is woken. */
export function runUdpWorker(port: MessagePort, start: UdpWorkerStart, libc: Libc): void {
  const { sockets, transfers } = start
  const zones = createZoneDirectory(start.seed)
  for (const zone of start.zones) zones.set(zone)
  const site = { random: createRandom(start.drawSeed), locations: start.locations }
  const batch = createReceiveBatch(libc)
  const answer = batchAnswerer(batch, createResponder(zones, start.counters, site))
  const wake = createWake(libc, start.wake)
  const poller = createPoller(libc, [start.wake, ...sockets])
  const [sendErrors, oversized] = [transfers[transferAt.sendErrors]!, transfers[transferAt.oversized]!]

  port.postMessage({ news: 'ready' } satisfies UdpWorkerNews)
  for (let isStopping = false; !isStopping; ) {
    const ready = poller.wait(waitMs)
    for (let i = 0; i < ready; i++) {
      const number = poller.readyAt(i)
      if (number > 0) {
        answer(sockets[number - 1]!, batchesInTurn)
        continue
      }
      // Cleared first, so that an order that comes meanwhile wakes again.
      wake.clear()
      isStopping = takeOrders(port, zones)
    }
    if (isStopping) for (const socket of sockets) answer(socket, batchesAtEnd)
    transfers[transferAt.sendErrors] = sendErrors + batch.sendErrors
    transfers[transferAt.oversized] = oversized + batch.oversized
  }
  poller.close()
}

/** Makes what answers the datagrams of a socket, until nothing more has come in or so many batches are done. */
function batchAnswerer(batch: ReceiveBatch, respond: Responder): (fd: number, batches: number) => void {
  const { messages } = batch
  const source = {
    number: 0,
    readInto(words: Int32Array): boolean {
      batch.client(this.number, words)
      return true
    },
  }
  return (fd, batches) => {
    for (let count = batch.size; batches > 0 && count === batch.size; batches--) {
      count = batch.receive(fd)
      for (let i = 0; i < count; i++) {
        source.number = i
        // One that was too long has no octets here, and is counted as any that is not worth an answer.
        batch.setLength(i, respond(messages[i]!, batch.length(i), 'udp', source))
      }
      batch.answer(fd, count)
    }
  }
}

/** Takes all orders there are; true if it is to stop. */
function takeOrders(port: MessagePort, zones: ZoneDirectory): boolean {
  let generation = -1
  for (;;) {
    const received = receiveMessageOnPort(port) as { readonly message: UdpWorkerOrder } | undefined
    if (received === undefined) break
    const order = received.message
    if (order.order === 'stop') return true
    if (order.isGone) zones.delete(order.zone)
    else zones.set(order.zone)
    generation = order.generation
  }
  if (generation >= 0) port.postMessage({ news: 'taken', generation } satisfies UdpWorkerNews)
  return false
}
