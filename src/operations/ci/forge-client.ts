// Requests to the API of the service that hosts the code: repeated where that helps, bounded, and never with the
// token to another host.

import type { Clock } from '../../base/clock.ts'
import { fault } from '../../base/errors.ts'

export interface ForgeClientOptions {
  /** "GitHub", for messages. */
  readonly name: string
  /** `https://api.github.com`, without a slash at its end. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly wait: (ms: number) => Promise<void>
  readonly clock: Clock
}

interface ForgeRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below the API's URL, or a whole URL of the same host. */
  readonly path: string
  readonly body?: object
  /** What the token must be allowed, for the message where it is not: "pull-requests: write". */
  readonly permission: string
}

const mostAttempts = 4
const firstWaitMs = 1_000
/** A service that wants a longer pause is not waited for. */
const longestWaitMs = 60_000
const requestTimeoutMs = 30_000
/** Lists are read up to so many pages of 100. */
const mostPages = 100
const mostJsonBytes = 64 * 2 ** 20

export class ForgeClient {
  readonly #options: ForgeClientOptions

  constructor(options: ForgeClientOptions) {
    this.#options = options
  }

  /** Gives the JSON of the answer; undefined if there is none. */
  async json<T>(request: ForgeRequest): Promise<T> {
    return parsed<T>(await this.#text(await this.#send(request)), this.#what(request))
  }

  /** Sends a request whose answer does not matter; what is gone already is as good as deleted. */
  async delete(path: string, permission: string): Promise<void> {
    const response = await this.#send({ method: 'DELETE', path, permission }, [404])
    await response.body?.cancel()
  }

  /** Gives the items of all pages of a list, following the Link header (RFC 8288). */
  async pages<T>(path: string, permission: string, itemsOf: (page: unknown) => readonly T[]): Promise<T[]> {
    const items: T[] = []
    let next: string | undefined = path
    for (let page = 0; next !== undefined && page < mostPages; page++) {
      const request: ForgeRequest = { path: next, permission }
      const response = await this.#send(request)
      items.push(...itemsOf(parsed(await this.#text(response), this.#what(request))))
      next = nextPage(response.headers.get('link'))
    }
    return items
  }

  /** Gives the octets of a file; throws `ci-plan-untrusted` above the limit. Goes where it is sent, without the token. */
  async bytes(path: string, permission: string, limit: number): Promise<Uint8Array> {
    const request: ForgeRequest = { path, permission }
    const response = await this.#send(request)
    const location = response.headers.get('location')
    if (location === null) return this.#read(response, limit)
    await response.body?.cancel()
    const elsewhere = await this.#attempts(() => this.#fetch(new URL(location, this.#urlOf(path)), {}))
    if (!elsewhere.ok) throw await this.#failure(request, elsewhere)
    return this.#read(elsewhere, limit)
  }

  async #send(request: ForgeRequest, accepted: readonly number[] = []): Promise<Response> {
    const url = this.#urlOf(request.path)
    const { headers } = this.#options
    const response = await this.#attempts(() =>
      this.#fetch(url, {
        method: request.method ?? 'GET',
        headers: request.body ? { ...headers, 'Content-Type': 'application/json' } : headers,
        ...(request.body && { body: JSON.stringify(request.body) }),
      }),
    )
    const isRedirect = response.status >= 300 && response.status < 400
    if (response.ok || isRedirect || accepted.includes(response.status)) return response
    throw await this.#failure(request, response)
  }

  /** A link to the next page must not lead the token to another host. */
  #urlOf(path: string): URL {
    const { url, name } = this.#options
    const target = path.startsWith('/') ? new URL(`${url}${path}`) : new URL(path)
    if (target.origin === new URL(url).origin) return target
    throw fault('forge-failed', `${name} names ${target.origin} for its next page, which is not ${url}`)
  }

  #fetch(url: URL, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(requestTimeoutMs)
    return this.#options.fetch(url, { ...init, redirect: 'manual', signal })
  }

  /** Repeats what a pause may mend, with the pause that the service asks for, or growing ones. */
  async #attempts(send: () => Promise<Response>): Promise<Response> {
    const { name, wait, clock } = this.#options
    for (let attempt = 1; ; attempt++) {
      const response = await send().catch((error: unknown) => causeOf(error))
      const isLast = attempt === mostAttempts
      if (typeof response === 'string') {
        if (isLast) throw fault('forge-failed', `${name} cannot be reached: ${response}`)
        await wait(firstWaitMs * 2 ** (attempt - 1))
        continue
      }
      const pause = pauseBefore(response, clock()) ?? firstWaitMs * 2 ** (attempt - 1)
      if (isLast || !isPassing(response) || pause > longestWaitMs) return response
      await response.body?.cancel()
      await wait(pause)
    }
  }

  async #failure(request: ForgeRequest, response: Response) {
    const { name } = this.#options
    const said = messageIn(await this.#text(response))
    const what = `${name} answers ${response.status}${said && ` (${said})`} to ${this.#what(request)}`
    if (response.status === 401) return fault('forge-refused', `${what}: the token is missing or has run out`)
    if (response.status === 403 || response.status === 404)
      return fault('forge-refused', `${what}: the token needs ${request.permission}`)
    return fault('forge-failed', what)
  }

  #what({ method = 'GET', path }: ForgeRequest): string {
    return `${method} ${path.replace(this.#options.url, '').replace(/\?.*/, '')}`
  }

  async #text(response: Response): Promise<string> {
    return new TextDecoder().decode(await this.#read(response, mostJsonBytes))
  }

  async #read(response: Response, limit: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of response.body ?? []) {
      size += piece.length
      if (size > limit)
        throw fault(
          'ci-plan-untrusted',
          `${this.#options.name} sends more than the ${limit} octets there may be`,
        )
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }
}

/** Rate limits of GitHub come as 403 with a Retry-After or with no request left, or as 429. */
const isPassing = ({ status, headers }: Response): boolean =>
  status >= 500 ||
  status === 429 ||
  (status === 403 && (headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0'))

/** The pause that the service asks for, in milliseconds. */
function pauseBefore({ headers }: Response, now: number): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(seconds)) return seconds * 1000
  const isUsedUp = headers.get('x-ratelimit-remaining') === '0'
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN)
  return isUsedUp && Number.isFinite(reset) ? Math.max(reset * 1000 - now, 0) : undefined
}

const nextPage = (link: string | null): string | undefined =>
  /<([^>]+)>;[^,]*\brel="next"/.exec(link ?? '')?.[1]

/** Why fetch has failed: the reason is in the cause. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown }
  return String(cause instanceof Error ? cause.message || cause.name : (error as Error).message)
}

function parsed<T>(text: string, what: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    throw fault('forge-failed', `the answer to ${what} is no JSON`)
  }
}

/** What the service says of an error, on one line; empty if nothing. */
function messageIn(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown }
    const said = typeof message === 'string' ? message : typeof error === 'string' ? error : ''
    return said.replace(/\s+/g, ' ').slice(0, 200)
  } catch {
    return ''
  }
}
