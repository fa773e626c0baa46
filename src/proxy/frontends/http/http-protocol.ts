// HTTP on connections that were let in: version 2 or 1.1, as TLS has agreed on (RFC 7301) or as the client begins.
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { transports } from '../../transaction.ts'
import { type Caller, connectionLimits, type Guest, type StreamContext } from '../stream-context.ts'
import { HttpConnection } from './http-connection.ts'
import { createHttpSite } from './http-site.ts'
import { createHttp1 } from './http1.ts'
import { serveHttp2 } from './http2.ts'

/** How HTTP/2 begins where nothing was agreed on before (RFC 9113 §3.4); no method of HTTP/1.1 begins so. */
const preface = 'PRI * HTTP/2.0'

/** Makes what serves HTTP on connections, with TLS or in the clear. Throws `proxy-rule-invalid`. */
export function createHttp(
  context: StreamContext,
  guests: Set<Guest>,
): (socket: Socket, caller: Caller, sni?: string) => void {
  const site = createHttpSite(context)
  const usual = connectionLimits(context, transports.doh, false)
  const restricted = connectionLimits(context, transports.doh, true)
  const serveHttp1 = createHttp1(site)

  return (socket, caller, sni) => {
    const limits = caller.place.isRestricted ? restricted : usual
    const isSecure = 'alpnProtocol' in socket
    const scheme = isSecure ? 'https' : 'http'
    const connection = new HttpConnection(context, limits, caller, socket, sni, scheme)
    guests.add(connection)
    socket.on('close', () => guests.delete(connection))
    if (!isSecure) return tellApart(socket, isVersion2 => serve(isVersion2))
    serve((socket as TLSSocket).alpnProtocol === 'h2')

    function serve(isVersion2: boolean): void {
      if (isVersion2) serveHttp2(site, connection, limits, socket)
      else serveHttp1(connection, socket)
    }
  }
}

/** Reads as much as it takes to know the version, and gives it back. */
function tellApart(socket: Socket, serve: (isVersion2: boolean) => void): void {
  let head = Buffer.alloc(0)
  const look = (): void => {
    const chunk: Buffer | null = socket.read()
    if (!chunk) return
    head = Buffer.concat([head, chunk])
    const start = head.toString('latin1', 0, preface.length)
    if (start.length < preface.length && preface.startsWith(start)) return
    socket.off('readable', look)
    socket.unshift(head)
    serve(start === preface)
  }
  socket.on('readable', look)
}
