// Serves Route 53's API over HTTP.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../base/clock.ts'
import { fault } from '../../base/errors.ts'
import { type Endpoint, endpointText, isLoopback } from '../../net/address.ts'
import { listenFault } from '../../net/listen-fault.ts'
import { resolveEndpoint } from '../../net/resolve-endpoint.ts'
import type { Headers } from './access/signature.ts'
import { ApiError } from './errors.ts'
import { type ApiHandler, type ApiOptions, createApi } from './handle-request.ts'

export interface ListenOptions extends ApiOptions {
  readonly listen: Endpoint
}

export interface RunningApi {
  readonly endpoint: Endpoint
  /** Answers what has arrived, and ends once all of that is done. */
  close(): Promise<void>
}

/** Serves the API; throws `route53-api-open` if everyone who can reach the address could change zones. */
export async function listenApi(options: ListenOptions): Promise<RunningApi> {
  const endpoint = await resolveEndpoint(options.listen, 'tcp')
  if (options.keys === 'insecure' && !isLoopback(endpoint))
    throw fault(
      'route53-api-open',
      `${endpointText(endpoint)} can be reached from elsewhere, and without keys everyone may change zones`,
    )
  if (options.keys.length === 0)
    throw fault('route53-api-keyless', 'no key may use the API: serve.route53_api.keys is empty')
  return listenHttp(endpoint, requestListener(createApi(options), options.clock))
}

/** What a client may take its time with, and how much there may be at once. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 20_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 5000,
}
const maxConnections = 256
/** A client that neither sends nor reads is dropped. */
const idleMs = 30_000
/** How long connections may take to end once the server closes. */
const closeMs = 1000

/** Answers a request; a promise resolves once nothing of it is left to do. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** Listens for HTTP requests. */
export async function listenHttp(endpoint: Endpoint, listener: HttpListener): Promise<RunningApi> {
  const answering = new Map<ServerResponse, Promise<void>>()
  const server = createServer(limits, async (request, response) => {
    if (!server.listening) response.shouldKeepAlive = false
    const answered = Promise.resolve(listener(request, response))
    answering.set(response, answered)
    await answered
    answering.delete(response)
  })
  server.maxConnections = maxConnections
  server.timeout = idleMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(listenFault(error, endpoint, 'tcp')))
    server.listen(endpoint.port, endpoint.host, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    endpoint: { host: address, port },
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      // Clients that keep asking would keep their connections otherwise.
      for (const response of answering.keys()) response.shouldKeepAlive = false
      const deadline = setTimeout(() => server.closeAllConnections(), closeMs)
      await closed
      clearTimeout(deadline)
      await Promise.all(answering.values())
    },
  }
}

/** Puts the API behind Node's requests and responses. */
export const requestListener =
  (handle: ApiHandler, clock: Clock): HttpListener =>
  async (request, response) => {
    const requestId = randomUUID()
    const { method = '', url: target = '', rawHeaders } = request
    const headers = pairs(rawHeaders)
    const answer = await handle({ method, target, headers, readBody: () => readBody(request) }, requestId)
    response.sendDate = false
    response.writeHead(answer.status, {
      ...answer.headers,
      // Clients whose clock is off take the time from here.
      Date: new Date(clock()).toUTCString(),
      'Content-Type': 'text/xml',
      'x-amzn-RequestId': requestId,
      // Of a body that was not wanted, the rest would be taken for the next request.
      ...(!request.complete && { Connection: 'close' }),
      'Content-Length': Buffer.byteLength(answer.body),
    })
    response.end(answer.body)
  }

function pairs(rawHeaders: readonly string[]): Headers {
  const headers: [string, string][] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i]!, rawHeaders[i + 1]!])
  return headers
}

/** A batch of 1,000 changes with 32,000 characters of values, each of them escaped, is below 1 MB. */
const maxBody = 5_000_000

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > maxBody) break
      chunks.push(chunk)
    }
  } catch {
    throw new ApiError('MalformedInput', 'The request ended before its body was complete')
  }
  if (length > maxBody)
    throw new ApiError('RequestEntityTooLarge', `The body is larger than ${maxBody} octets`)
  return Buffer.concat(chunks)
}
