// Route 53's API in the process of a test: a store of its own, a key, and faults on demand.
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { Route53Client, type Route53ClientConfig } from '@aws-sdk/client-route-53'
import type { Clock } from '../../../src/base/clock.ts'
import type { ApiKey } from '../../../src/server/route53-api/access/authenticate.ts'
import { type ApiEvent, type ApiOptions, createApi } from '../../../src/server/route53-api/handle-request.ts'
import { type HttpListener, listenHttp, requestListener } from '../../../src/server/route53-api/listen.ts'
import { operations } from '../../../src/server/route53-api/operations.ts'
import { createRouter } from '../../../src/server/route53-api/router.ts'
import { openStore, type Store } from '../../../src/store/store.ts'
import { memoryFolder } from '../../memory-folder.ts'

/** What goes wrong with a request, before it is done or after: an answer in place of the true one, or none at all. */
export interface Fault {
  readonly when: 'before' | 'after'
  /** The connection is dropped if absent. */
  readonly answer?: { readonly status: number; readonly code: string }
}

export interface EndpointOptions extends Partial<Omit<ApiOptions, 'store' | 'clock' | 'onEvent'>> {
  /** Signatures are good for 15 minutes around it; the true time if absent. */
  readonly clock?: Clock
  /** Chooses the fault of the request number `count`, from 0, that means this operation. */
  readonly fault?: (operation: string, count: number) => Fault | undefined
}

export interface TestEndpoint {
  readonly url: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly store: Store
  /** What the API told, which tests expect to be nothing. */
  readonly events: readonly ApiEvent[]
  /** Names of the operations asked for, in order, those that met a fault too. */
  readonly requests: readonly string[]
  /** The real SDK; it tries once unless told otherwise. */
  client(config?: Route53ClientConfig): Route53Client
  close(): Promise<void>
}

const key: ApiKey = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }

/** Starts the API on a free port of 127.0.0.1, on an empty store. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<TestEndpoint> {
  const { clock = Date.now, fault, ...others } = options
  const folder = memoryFolder('route53-api')
  const store = openStore(folder, { create: true, clock })
  const events: ApiEvent[] = []
  const handle = createApi({
    keys: [key],
    random: randomBytes,
    insyncAfterMs: 0,
    requestsPerSecond: 0,
    ...others,
    store,
    clock,
    onEvent: event => events.push(event),
  })
  const requests: string[] = []
  const listener = withFaults(requestListener(handle, clock), requests, fault)
  const api = await listenHttp({ host: '127.0.0.1', port: 0 }, listener)
  const url = `http://127.0.0.1:${api.endpoint.port}`
  const credentials = { accessKeyId: key.id, secretAccessKey: key.secret }
  const clients: Route53Client[] = []
  return {
    url,
    credentials,
    store,
    events,
    requests,
    client(config) {
      const systemClockOffset = clock() - Date.now()
      const region = 'us-east-1'
      const client = new Route53Client({
        endpoint: url,
        region,
        credentials,
        maxAttempts: 1,
        systemClockOffset,
        ...config,
      })
      clients.push(client)
      return client
    },
    async close() {
      for (const client of clients) client.destroy()
      await api.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Counts requests, and lets go wrong what `fault` says. */
function withFaults(
  listener: HttpListener,
  requests: string[],
  fault: EndpointOptions['fault'],
): HttpListener {
  const route = createRouter(operations)
  const nameOf = (method: string, target: string): string => {
    try {
      return route(method, target.split('?')[0]!).operation.name
    } catch {
      return 'unknown'
    }
  }
  return (request, response) => {
    const name = nameOf(request.method!, request.url!)
    const found = fault?.(name, requests.length)
    requests.push(name)
    if (!found) return listener(request, response)
    const fail = (): void => {
      if (found.answer) answerError(response, found.answer)
      else request.socket.destroy()
    }
    if (found.when === 'before') {
      request.resume()
      request.once('end', fail)
      return
    }
    listener(request, answeredBy(response, fail))
  }
}

/** A response that lets `fail` answer in place of whoever ends it. */
const answeredBy = (response: ServerResponse, fail: () => void): typeof response & { req: never } =>
  new Proxy(response, {
    get(target, name) {
      if (name === 'writeHead') return () => {}
      if (name === 'end') return fail
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  }) as ServerResponse & { req: never }

function answerError(response: ServerResponse, { status, code }: NonNullable<Fault['answer']>): void {
  response.writeHead(status, { 'Content-Type': 'text/xml' })
  response.end(
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>as the test has it</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  )
}
