// A web server in the process, and requests to it.
import { request } from 'node:http'
import { startWebServer, type WebServerSite, type WebSettings } from '../../src/web/web-server.ts'
import { createFakeProxy, type FakeProxy } from './fake-proxy.ts'

export const password = 'pass:word'
export const key = 'key'
export const byPassword = { authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` }
export const byKey = { 'x-api-key': key }

export const webSettings: WebSettings = {
  password,
  api_key: key,
  api_requires_authentication: true,
  stats_require_authentication: true,
  dashboard_requires_authentication: true,
  custom_headers: [],
  api_read_write: true,
  max_concurrent_connections: 100,
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

export interface RunningWeb {
  readonly port: number
  readonly proxy: FakeProxy
  readonly faults: unknown[]
  /** Who the proxy was handed out to. */
  readonly asked: Set<string>
  configure(settings: Partial<WebSettings>): void
  ask(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Answer>
  /** Asks with the key, and JSON. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  close(): Promise<void>
}

export async function startWeb(
  settings: Partial<WebSettings> = {},
  site: Partial<WebServerSite> = {},
): Promise<RunningWeb> {
  const proxy = createFakeProxy()
  const faults: unknown[] = []
  const asked = new Set<string>()
  const server = await startWebServer(
    [{ host: '127.0.0.1', port: 0 }],
    {
      proxyFor(who) {
        asked.add(who)
        return proxy
      },
      clock: Date.now,
      isAllowed: () => true,
      metrics: () => ({ status: 200, type: 'text/plain', body: 'up 1\n' }),
      onFault: error => faults.push(error),
      ...site,
    },
    { ...webSettings, ...settings },
  )
  const { port } = server.endpoints[0]!
  const ask: RunningWeb['ask'] = (method, path, headers = {}, body = undefined) =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, method, path, headers, agent: false },
        async response => {
          let text = ''
          for await (const part of response.setEncoding('utf8')) text += part
          resolve({ status: response.statusCode!, headers: response.headers, text })
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    port,
    proxy,
    faults,
    asked,
    configure: next => server.configure({ ...webSettings, ...next }),
    ask,
    call: (method, path, body) =>
      ask(
        method,
        path,
        { ...byKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
        body === undefined ? undefined : JSON.stringify(body),
      ),
    close: () => server.close(),
  }
}
