// Copies of queries that rules send to yet another server, whose answers nobody waits for.
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { parseEndpoint } from '../../net/address.ts'
import type { Libc } from '../../net/platform/libc.ts'
import { createSendBatch } from '../../net/udp/send-batch.ts'
import { closeSocket, connectUdpSocket } from '../../net/udp/socket.ts'
import { putClientSubnet } from '../message/client-subnet.ts'
import type { TeeOptions } from '../rules/rule.ts'
import type { Transaction } from '../transaction.ts'

export interface Tee {
  tee(server: string, transaction: Transaction, options: TeeOptions): void
  close(): void
}

const dnsPort = 53
const largestQuery = 4096
/** A copy tells the network of the client as exactly as it is known. */
const wholeAddress = { override: true, prefixV4: 32, prefixV6: 128 }

/** Sends through connected sockets of a thread, which are opened as they are needed. */
export function createBatchedTee(libc: Libc): Tee {
  const sockets = new Map<string, number>()
  const out = createSendBatch(libc, { size: 1 })
  return createTee({
    send(server, message, length) {
      let fd = sockets.get(server)
      if (fd === undefined) {
        fd = connectUdpSocket(libc, parseEndpoint(server, dnsPort))
        sockets.set(server, fd)
      }
      out.put(fd, message, length)
    },
    close() {
      for (const fd of sockets.values()) closeSocket(libc, fd)
    },
  })
}

/** Sends through node:dgram. */
export function createDgramTee(): Tee {
  const sockets = { 4: createSocket('udp4'), 6: createSocket('udp6') }
  for (const socket of Object.values(sockets)) socket.on('error', () => {})
  return createTee({
    send(server, message, length) {
      const { host, port } = parseEndpoint(server, dnsPort)
      sockets[isIPv6(host) ? 6 : 4].send(Buffer.from(message.subarray(0, length)), port, host)
    },
    close() {
      for (const socket of Object.values(sockets)) socket.close()
    },
  })
}

interface Sender {
  send(server: string, message: Uint8Array, length: number): void
  close(): void
}

function createTee({ send, close }: Sender): Tee {
  const room = new Uint8Array(largestQuery)
  return {
    close,
    tee(server, t, { addEcs }) {
      if (t.length > largestQuery) return
      if (!addEcs) {
        send(server, t.message, t.length)
        return
      }
      const { message, length, optAt, optEnd, decided } = t
      const { addedOpt, addedEcs } = decided
      room.set(message.subarray(0, length))
      t.message = room
      putClientSubnet(t, wholeAddress)
      send(server, t.message, t.length)
      t.message = message
      t.length = length
      t.optAt = optAt
      t.optEnd = optEnd
      decided.addedOpt = addedOpt
      decided.addedEcs = addedEcs
    },
  }
}
