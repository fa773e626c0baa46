// What is spoken on connections that were let in.
import type { Socket } from 'node:net'
import { transports } from '../transaction.ts'
import { MessageStream } from './message-stream.ts'
import { type Caller, connectionLimits, type Guest, type StreamContext } from './stream-context.ts'

export interface Protocol {
  /** Serves a connection until it ends. */
  welcome(socket: Socket, caller: Caller): void
  reloadCertificates(): void
  /** Stops what would go on without connections. */
  close(): void
}

/** Makes what serves the connections of an address; each is among the guests while it lasts. */
export function createProtocol(context: StreamContext, guests: Set<Guest>): Protocol {
  return createPlain(context, guests)
}

/** DNS over TCP (RFC 7766). */
function createPlain(context: StreamContext, guests: Set<Guest>): Protocol {
  const usual = connectionLimits(context, transports.tcp, false)
  const restricted = connectionLimits(context, transports.tcp, true)
  return {
    welcome(socket, caller) {
      const limits = caller.place.isRestricted ? restricted : usual
      const stream = new MessageStream(context, limits, caller, socket, transports.tcp, undefined)
      guests.add(stream)
      socket.on('close', () => guests.delete(stream))
    },
    reloadCertificates() {},
    close() {},
  }
}
