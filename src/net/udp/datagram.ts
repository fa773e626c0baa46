// Receives and answers datagrams one by one, through node:dgram.
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Endpoint } from '../address.ts'
import { listenFault } from '../listen-fault.ts'
import type { DatagramHandler, UdpListener } from './listener.ts'

/** One in this thread, which answers what has arrived before it closes. */
export interface DatagramListener extends UdpListener {
  /** Answers that could not be sent. */
  readonly sendErrors: number
}

/** What the kernel keeps for us while we are busy. */
const socketBuffer = 1024 * 1024
const largestDatagram = 65535
/** Answers that wait for room in the kernel; more are given up, as asking again is cheaper than memory. */
const maxQueued = 1000
/** Turns of the event loop in which what has arrived is answered at the end. */
const maxDrainTurns = 100

/** Listens on an IP address; throws `listen-in-use`, `listen-denied` or `listen-failed`. */
export async function listenUdp(endpoint: Endpoint, handle: DatagramHandler): Promise<DatagramListener> {
  const socket = await bind(endpoint)
  let octets = Buffer.allocUnsafeSlow(largestDatagram)
  let received = 0
  let sendErrors = 0
  const onSent = (error: Error | null): void => {
    if (error) sendErrors++
  }

  socket.on('message', (datagram, { port, address }) => {
    received++
    octets.set(datagram)
    const length = handle(octets, datagram.length, address)
    if (length === 0) return
    const waiting = socket.getSendQueueCount()
    if (waiting > maxQueued) {
      sendErrors++
    } else if (waiting > 0) {
      socket.send(Buffer.from(octets.subarray(0, length)), port, address, onSent)
    } else {
      socket.send(octets, 0, length, port, address, onSent)
      // Sent at once as a rule; if not, the octets belong to the socket until it is done.
      if (socket.getSendQueueCount() > 0) octets = Buffer.allocUnsafeSlow(largestDatagram)
    }
  })
  socket.on('error', () => sendErrors++)

  return {
    endpoint: { host: endpoint.host, port: socket.address().port },
    get sendErrors() {
      return sendErrors
    },
    async close() {
      for (let turn = 0, before = -1; turn < maxDrainTurns; turn++) {
        await nextTurn()
        if (before === received && socket.getSendQueueCount() === 0) break
        before = received
      }
      socket.close()
      await once(socket, 'close')
    },
  }
}

async function bind({ host, port }: Endpoint): Promise<Socket> {
  const family = isIPv6(host) ? 6 : 4
  const socket = createSocket({
    type: `udp${family}`,
    ipv6Only: family === 6,
    recvBufferSize: socketBuffer,
    sendBufferSize: socketBuffer,
    // Addresses are never names here, so that an answer leaves in the turn in which its query came.
    lookup: (address, _options, callback) => callback(null, address, family),
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
