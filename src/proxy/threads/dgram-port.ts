// The sockets of the main thread to one server, through node:dgram: few queries go this way, or there is no other.
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { BackendSettings } from '../backends/backend.ts'
import type { UdpPort } from '../engine/flight.ts'

export interface DgramEvents {
  onMessage(socket: number, message: Uint8Array): void
  /** Nobody is at the other end of a socket. */
  onRefused(socket: number): void
}

const socketBuffer = 1024 * 1024
/** Queries that wait for a socket to be connected, which takes a moment. */
const maxWaiting = 100

/** Opens the sockets; what is sent from one before it is connected leaves once it is. */
export function openDgramPort(
  { endpoint, source, sockets: count }: BackendSettings,
  { onMessage, onRefused }: DgramEvents,
): UdpPort {
  const sockets = Array.from({ length: count }, (_, number) => open(number))

  function open(number: number): Socket {
    const socket = createSocket({
      type: isIPv6(endpoint.host) ? 'udp6' : 'udp4',
      recvBufferSize: socketBuffer,
      sendBufferSize: socketBuffer,
      // Addresses are never names here, so that a query leaves in the turn in which it came.
      lookup: (address, _options, callback) => callback(null, address, isIPv6(address) ? 6 : 4),
    })
    socket.on('message', message => onMessage(number, message))
    socket.on('error', () => onRefused(number))
    socket.bind({ port: 0, ...(source !== undefined && { address: source }) }, () =>
      socket.connect(endpoint.port, endpoint.host),
    )
    return socket
  }

  const waiting = new Map<number, Buffer[]>()
  /** False if a socket does not get connected, as where there is no way to the server. */
  function sendWhenConnected(number: number, message: Buffer): boolean {
    const socket = sockets[number]!
    const queue = waiting.get(number)
    if (queue && queue.length >= maxWaiting) return false
    if (queue) queue.push(message)
    else {
      waiting.set(number, [message])
      socket.once('connect', () => {
        for (const each of waiting.get(number) ?? []) socket.send(each, onSent)
        waiting.delete(number)
      })
    }
    return true
  }
  // Reported as an error of the socket too, where that matters.
  const onSent = (): void => {}

  return {
    sockets: count,
    send(number, message, length) {
      const copy = Buffer.from(message.subarray(0, length))
      if (!isConnected(sockets[number]!)) return sendWhenConnected(number, copy)
      sockets[number]!.send(copy, onSent)
      return true
    },
    close() {
      for (const socket of sockets) socket.close()
    },
  }
}

function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress()
    return true
  } catch {
    return false
  }
}
