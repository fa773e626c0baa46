// Answers HTTP for the page, the API and /metrics, within limits of time, size and number.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fault } from '../base/errors.ts'
import { version } from '../base/version.ts'
import type { Endpoint } from '../net/address.ts'
import { listenFault } from '../net/listen-fault.ts'
import { resolveEndpoint } from '../net/resolve-endpoint.ts'
import { type AccessSettings, createAccess } from './access.ts'
import { createClientLimits } from './client-limits.ts'
import { handleRequest, liveAnswer, type WebSite } from './handle-request.ts'
import { createLiveFeed, type LiveFeed } from './live-feed.ts'
import { openApi } from './open-api.ts'
import { routes } from './routes.ts'
import { type CustomHeader, safeHeaders } from './safe-headers.ts'
import type { WebAnswer } from './web-answer.ts'
import type { WebProxy } from './web-proxy.ts'

/** Settings that can change while it answers. */
export interface WebSettings extends AccessSettings {
  readonly custom_headers: readonly CustomHeader[]
  readonly api_read_write: boolean
  readonly max_concurrent_connections: number
}

export interface WebServerSite {
  /** The proxy, for somebody by whose name changes are noted. */
  readonly proxyFor: (who: string) => WebProxy
  readonly clock: () => number
  /** Whether an address may connect. */
  readonly isAllowed: (address: string) => boolean
  /** What /metrics answers. */
  readonly metrics: () => WebAnswer
  readonly onFault: (error: unknown) => void
}

export interface WebServer {
  readonly endpoints: readonly Endpoint[]
  configure(settings: WebSettings): void
  close(): Promise<void>
}

const httpLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 15_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 2_000,
}
/** A client that neither sends nor reads is dropped. */
const idleMs = 30_000
const maxRequestsPerConnection = 10_000
/** A rule with a long list of names is smaller. */
const maxBody = 262_144
/** What one who looks has not read yet; whoever is slower connects again. */
const maxUnread = 1_048_576

/** Listens on all addresses, or on none: throws why one cannot be had. */
export async function startWebServer(
  listen: readonly Endpoint[],
  site: WebServerSite,
  settings: WebSettings,
): Promise<WebServer> {
  let current = settings
  const document = openApi(routes, version)
  const live = createLiveFeed({
    proxy: site.proxyFor('web'),
    clock: site.clock,
    isReadWrite: () => current.api_read_write,
  })
  const limits = createClientLimits(site.clock)
  const state = { ...stateOf(settings) }
  const onRequest = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    respond(
      request,
      response,
      { ...site, ...state, live, limits, document, proxy: site.proxyFor(`web ${clientOf(request)}`) },
      state.headers,
    )
  const servers: Server[] = []
  const close = async (): Promise<void> => {
    live.stop()
    await Promise.all(servers.map(closeServer))
  }
  try {
    for (const endpoint of listen)
      servers.push(await listenHttp(endpoint, current.max_concurrent_connections, site, onRequest))
  } catch (error) {
    await close()
    throw error
  }
  return {
    endpoints: servers.map(endpointOf),
    configure(next) {
      current = next
      Object.assign(state, stateOf(next))
      for (const server of servers) server.maxConnections = next.max_concurrent_connections
    },
    close,
  }
}

const clientOf = ({ socket }: IncomingMessage): string => socket.remoteAddress ?? ''

/** What is made of settings. */
const stateOf = (settings: WebSettings) => ({
  access: createAccess(settings),
  headers: safeHeaders(settings.custom_headers),
  isReadWrite: settings.api_read_write,
})

function endpointOf(server: Server): Endpoint {
  const { address, port } = server.address() as AddressInfo
  return { host: address, port }
}

async function listenHttp(
  listen: Endpoint,
  maxConnections: number,
  { isAllowed }: WebServerSite,
  onRequest: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Server> {
  const endpoint = await resolveEndpoint(listen, 'tcp')
  const server = createServer(httpLimits, (request, response) => void onRequest(request, response))
  server.maxConnections = maxConnections
  server.maxRequestsPerSocket = maxRequestsPerConnection
  server.timeout = idleMs
  server.on('connection', socket => {
    if (!isAllowed(socket.remoteAddress ?? '')) socket.destroy()
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(listenFault(error, endpoint, 'tcp')))
    server.listen(endpoint.port, endpoint.host, resolve)
  })
  return server
}

const closeServer = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  site: WebSite,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  response.on('error', () => {})
  request.on('error', () => {})
  const answer = await handleRequest(
    {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      client: clientOf(request),
      readBody: () => readBody(request),
    },
    site,
  )
  if (response.destroyed) return
  if (answer === liveAnswer) sendEvents(response, site.live, headers)
  else {
    response.writeHead(answer.status, {
      ...headers,
      ...answer.headers,
      'Content-Type': answer.type,
      'Content-Length': Buffer.byteLength(answer.body),
      // Of a body that was not wanted, the rest would be taken for the next request.
      ...(!request.complete && { Connection: 'close' }),
    })
    response.end(answer.body)
  }
}

function sendEvents(
  response: ServerResponse,
  live: LiveFeed,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' })
  if (response.req.method === 'HEAD') return void response.end()
  const end = live.watch({
    send(text) {
      if (response.writableLength > maxUnread) response.destroy()
      else response.write(text)
    },
  })
  response.on('close', end)
}

/** The body as text; undefined if it is larger than any that makes sense. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBody) return undefined
      chunks.push(chunk)
    }
  } catch {
    throw fault('usage-invalid', 'the request ended before its body was complete')
  }
  return Buffer.concat(chunks).toString('utf8')
}
