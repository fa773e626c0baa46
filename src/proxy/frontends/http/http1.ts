// HTTP/1.1 for DNS (RFC 9112): Node.js reads the requests, of connections that it is given.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { HttpConnection } from './http-connection.ts'
import { HttpExchange, type Reply } from './http-exchange.ts'
import { RequestHead } from './http-request.ts'
import type { HttpSite } from './http-site.ts'

/** A query of any sense fits in such a head. */
export const maxHeadOctets = 16_384

/** Makes what serves connections of one address. */
export function createHttp1(site: HttpSite): (connection: HttpConnection, socket: Socket) => void {
  const connections = new WeakMap<Socket, HttpConnection>()
  const server = createServer({ maxHeaderSize: maxHeadOctets, keepAliveTimeout: 0 }, (request, response) => {
    const connection = connections.get(request.socket)
    if (connection) receive(site, connection, request, response)
    else request.socket.destroy()
  })
  // Limits of time are looked at by whoever has the guests.
  server.timeout = 0
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    site.counts.badRequests++
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    else socket.destroy()
  })
  // Tunnels are none of our business.
  server.on('connect', (_request, socket) => void socket.destroy())
  return (connection, socket) => {
    connections.set(socket, connection)
    server.emit('connection', socket)
  }
}

function receive(
  site: HttpSite,
  connection: HttpConnection,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  site.counts.http1Requests++
  const { method = '', url = '', headers } = request
  const head = new RequestHead(method, connection.scheme, headers.host ?? '', url, headers, site.keepsHeaders)
  const exchange = new HttpExchange(site, connection, head, replyOf(connection, response))
  response.on('error', () => {})
  response.on('close', () => {
    if (!response.writableFinished) exchange.abort()
  })
  request.on('error', () => exchange.abort())
  if (!exchange.begin()) return
  request.on('data', octets => exchange.takeBody(octets))
  request.on('end', () => exchange.finish())
}

const replyOf = (connection: HttpConnection, response: ServerResponse): Reply => ({
  get isGone() {
    return response.destroyed || response.writableEnded
  },
  send(status, headers, body, isCut) {
    const isLast = isCut || connection.isEnding
    response.writeHead(status, {
      ...headers,
      'content-length': body.length,
      ...(isLast && { connection: 'close' }),
    })
    // What is on its way to us is not read: its sender need not go on.
    if (isCut) response.on('finish', () => response.socket?.destroySoon())
    response.end(body)
  },
})
