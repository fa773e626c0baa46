// Copies of queries that rules send to yet another server, whose answers nobody waits for.
import { createSocket, type Socket } from 'node:dgram'
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
  /** By the address to send from, and then by server. */
  const sockets = new Map<string | undefined, Map<string, number>>()
  const out = createSendBatch(libc, { size: 1 })
  return createTee({
    send(server, source, message, length) {
      let fd = sockets.get(source)?.get(server)
      if (fd === undefined) {
        fd = connected(libc, server, source)
        if (!sockets.has(source)) sockets.set(source, new Map())
        sockets.get(source)!.set(server, fd)
      }
      if (fd >= 0) out.put(fd, message, length)
    },
    close() {
      for (const each of sockets.values()) for (const fd of each.values()) if (fd >= 0) closeSocket(libc, fd)
    },
  })
}

/** A socket to a server; −1 where there is no way to it, as copies may fail but not the queries. */
function connected(libc: Libc, server: string, source: string | undefined): number {
  try {
    return connectUdpSocket(libc, parseEndpoint(server, dnsPort), source)
  } catch {
    return -1
  }
}

/** Sends through node:dgram. */
export function createDgramTee(): Tee {
  /** By the address to send from, or the family where any will do. */
  const sockets = new Map<string, Socket>()
  return createTee({
    send(server, source, message, length) {
      const { host, port } = parseEndpoint(server, dnsPort)
      const type = isIPv6(host) ? 'udp6' : 'udp4'
      let socket = sockets.get(source ?? type)
      if (socket === undefined) {
        socket = createSocket(type).on('error', () => {})
        if (source !== undefined) socket.bind(0, source)
        sockets.set(source ?? type, socket)
      }
      socket.send(Buffer.from(message.subarray(0, length)), port, host)
    },
    close() {
      for (const socket of sockets.values()) socket.close()
    },
  })
}

interface Sender {
  send(server: string, source: string | undefined, message: Uint8Array, length: number): void
  close(): void
}

function createTee({ send, close }: Sender): Tee {
  const room = new Uint8Array(largestQuery)
  return {
    close,
    tee(server, t, { addEcs, source }) {
      if (t.length > largestQuery) return
      if (!addEcs) {
        send(server, source, t.message, t.length)
        return
      }
      const { message, length, optAt, optEnd, decided } = t
      const { addedOpt, addedEcs } = decided
      room.set(message.subarray(0, length))
      t.message = room
      putClientSubnet(t, wholeAddress)
      send(server, source, t.message, t.length)
      t.message = message
      t.length = length
      t.optAt = optAt
      t.optEnd = optEnd
      decided.addedOpt = addedOpt
      decided.addedEcs = addedEcs
    },
  }
}
