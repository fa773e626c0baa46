// What is spoken on connections that were let in: DNS over TCP or TLS, or HTTP.
import type { Socket } from 'node:net'
import { type Transport, transports } from '../transaction.ts'
import { createHttp } from './http/http-protocol.ts'
import { MessageStream } from './message-stream.ts'
import { createSecureServer } from './secure-server.ts'
import { type Caller, connectionLimits, type Guest, type StreamContext } from './stream-context.ts'

export interface Protocol {
  /** Serves a connection until it ends. */
  welcome(socket: Socket, caller: Caller): void
  /** Reads certificates and keys again; throws `proxy-certificate-unusable`, and keeps what it has. */
  reloadCertificates(): void
  /** Stops what would go on without connections. */
  close(): void
}

/**
 * Makes what serves the connections of an address; each is among the guests while it lasts. Throws
 * `proxy-certificate-unusable`.
 */
export function createProtocol(context: StreamContext, guests: Set<Guest>): Protocol {
  switch (context.bind.settings.protocol) {
    case 'Do53': {
      const welcome = streamsOf(context, guests, transports.tcp)
      return { welcome: (socket, caller) => welcome(socket, caller), reloadCertificates() {}, close() {} }
    }
    case 'DoT':
      return overTls(context, guests, ['dot'], streamsOf(context, guests, transports.dot))
    case 'DoH': {
      const welcome = createHttp(context, guests)
      return context.bind.settings.tls.certificates.length > 0
        ? overTls(context, guests, ['h2', 'http/1.1'], welcome)
        : { welcome: (socket, caller) => welcome(socket, caller), reloadCertificates() {}, close() {} }
    }
  }
}

type Welcome = (socket: Socket, caller: Caller, sni?: string) => void

/** DNS with lengths before the messages: the same over TCP (RFC 7766) and TLS (RFC 7858 §3.3). */
function streamsOf(context: StreamContext, guests: Set<Guest>, transport: Transport): Welcome {
  const usual = connectionLimits(context, transport, false)
  const restricted = connectionLimits(context, transport, true)
  return (socket, caller, sni) => {
    const limits = caller.place.isRestricted ? restricted : usual
    const stream = new MessageStream(context, limits, caller, socket, transport, sni)
    guests.add(stream)
    socket.on('close', () => guests.delete(stream))
  }
}

function overTls(
  context: StreamContext,
  guests: Set<Guest>,
  alpn: readonly string[],
  welcome: Welcome,
): Protocol {
  const server = createSecureServer(context, guests, alpn, (socket, caller, guest) => {
    guests.delete(guest)
    // Its time begins now: what the handshake took was looked at.
    welcome(socket, { ...caller, openedAt: context.site.now() }, socket.servername || undefined)
  })
  return { welcome: server.welcome, reloadCertificates: server.reload, close: server.close }
}
