// HTTP/2 for DNS (RFC 9113, RFC 8484): streams of a session as requests, within finite limits.
import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { ConnectionLimits } from '../stream-context.ts'
import type { HttpConnection } from './http-connection.ts'
import { HttpExchange, type Reply } from './http-exchange.ts'
import { RequestHead } from './http-request.ts'
import type { HttpSite } from './http-site.ts'
import { maxHeadOctets } from './http1.ts'

/** Statuses without content (RFC 9110 §6.4.1). */
const withoutContent: readonly number[] = [204, 205, 304]

/** Serves a connection that begins with the preface of HTTP/2. */
export function serveHttp2(
  site: HttpSite,
  connection: HttpConnection,
  { inFlight }: ConnectionLimits,
  socket: Socket,
): void {
  const session: ServerHttp2Session = performServerHandshake(socket, {
    maxHeaderListPairs: 64,
    // In units of 1 MB: requests are small, and answers leave as they are there.
    maxSessionMemory: 4,
    maxSessionInvalidFrames: 50,
    maxSessionRejectedStreams: 50,
    maxSettings: 16,
    settings: {
      enablePush: false,
      maxConcurrentStreams: inFlight,
      maxHeaderListSize: maxHeadOctets,
      initialWindowSize: 65_535,
    },
  })
  connection.onEnd(() => session.close())
  session.on('error', () => connection.destroy())
  session.on('close', () => connection.destroy())
  session.on('stream', (stream, headers) => receive(site, connection, stream, headers))
}

function receive(
  site: HttpSite,
  connection: HttpConnection,
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
): void {
  site.counts.http2Requests++
  const head = new RequestHead(
    headers[':method'] ?? '',
    connection.scheme,
    headers[':authority'] ?? headers.host ?? '',
    headers[':path'] ?? '',
    headers,
    site.keepsHeaders,
  )
  const exchange = new HttpExchange(site, connection, head, replyOf(stream, head.method === 'HEAD'))
  stream.on('error', () => exchange.abort())
  stream.on('aborted', () => exchange.abort())
  if (!exchange.begin()) return void stream.resume()
  stream.on('data', (octets: Buffer) => exchange.takeBody(octets))
  stream.on('end', () => exchange.finish())
}

const replyOf = (stream: ServerHttp2Stream, isHead: boolean): Reply => ({
  get isGone() {
    return stream.destroyed || stream.closed || stream.headersSent
  },
  send(status, headers, body, isCut) {
    const isEmpty = isHead || withoutContent.includes(status)
    stream.respond(
      { ':status': status, ...headers, ...(!isEmpty && { 'content-length': body.length }) },
      { endStream: isEmpty },
    )
    if (!isEmpty) stream.end(body)
    // What is on its way to us is not wanted any more (RFC 9113 §8.1).
    if (isCut) stream.on('finish', () => stream.close(constants.NGHTTP2_NO_ERROR))
  },
})
