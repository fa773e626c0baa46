// Takes queries over UDP through node:dgram, in the main thread: the way where batches of datagrams are not to be had.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Endpoint } from '../../net/address.ts'
import { readAddress } from '../../net/address-words.ts'
import { listenFault } from '../../net/listen-fault.ts'
import { type Requester, type Transaction, transports } from '../transaction.ts'
import type { MainEngine } from './main-engine.ts'

export interface DgramBind {
  readonly endpoint: Endpoint
  readonly sendErrors: number
  /** Takes no more queries, and ends once those that wait for servers are answered, or not much later. */
  close(): Promise<void>
}

const socketBuffer = 1024 * 1024
/** Answers have room in the place of a query. */
const messageOctets = 65_535
/** Answers that wait for room in the kernel; more are given up. */
const maxQueued = 1000
/** Milliseconds that servers have at the end to answer what was asked before, and between two looks at whether they did. */
const drainMs = 1500
const lookMs = 10

/** Listens on an IP address. Throws `listen-in-use`, `listen-denied` or `listen-failed`. */
export async function listenDgram(
  endpoint: Endpoint,
  bind: number,
  main: () => MainEngine,
): Promise<DgramBind> {
  const socket = await open(endpoint)
  const message = new Uint8Array(messageOctets)
  let sendErrors = 0
  let isEnding = false
  const onSent = (error: Error | null): void => {
    if (error) sendErrors++
  }
  socket.on('error', () => sendErrors++)
  socket.on('message', (datagram, { address, port }) => {
    if (isEnding) return
    const { engine, receive } = main()
    const t = engine.take()
    message.set(datagram)
    t.message = message
    t.length = datagram.length
    readAddress(address, t.client)
    t.clientPort = port
    t.transport = transports.udp
    t.bind = bind
    t.requester = requesterOf(address, port)
    receive(t)
  })

  const requesterOf = (address: string, port: number): Requester => ({
    answer(t: Transaction) {
      if (socket.getSendQueueCount() > maxQueued) sendErrors++
      else socket.send(Buffer.from(t.message.subarray(0, t.length)), port, address, onSent)
    },
    drop() {},
  })

  return {
    endpoint: { host: endpoint.host, port: socket.address().port },
    get sendErrors() {
      return sendErrors
    },
    async close() {
      // What has arrived is read in the turns to come.
      await pause(0)
      isEnding = true
      const { engine } = main()
      for (let left = drainMs; left > 0 && engine.untilDue() !== Number.POSITIVE_INFINITY; left -= lookMs)
        await pause(lookMs)
      socket.close()
      await once(socket, 'close')
    },
  }
}

async function open({ host, port }: Endpoint): Promise<Socket> {
  const isV6 = isIPv6(host)
  const socket = createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    ipv6Only: isV6,
    recvBufferSize: socketBuffer,
    sendBufferSize: socketBuffer,
    lookup: (address, _options, callback) => callback(null, address, isV6 ? 6 : 4),
  })
  try {
    const listening = once(socket, 'listening')
    socket.bind(port, host)
    await listening
  } catch (error) {
    socket.close()
    throw listenFault(error as NodeJS.ErrnoException, { host, port }, 'udp')
  }
  return socket
}
