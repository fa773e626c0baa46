// A request as rules see it: alike for HTTP/1.1 and HTTP/2.
import type { IncomingHttpHeaders } from 'node:http'
import type { HttpRequest } from '../../transaction.ts'

const noHeaders: ReadonlyMap<string, string> = new Map()

/** What came before the body of a request. */
export class RequestHead implements HttpRequest {
  readonly method: string
  readonly scheme: string
  readonly host: string
  readonly path: string
  readonly queryString: string
  readonly #headers: IncomingHttpHeaders
  readonly #keepsHeaders: boolean
  #map: ReadonlyMap<string, string> | undefined

  /** `target` is the path with what is asked of it. */
  constructor(
    method: string,
    scheme: string,
    host: string,
    target: string,
    headers: IncomingHttpHeaders,
    keepsHeaders: boolean,
  ) {
    this.method = method
    this.scheme = scheme
    this.host = host
    const mark = target.indexOf('?')
    this.path = mark < 0 ? target : target.slice(0, mark)
    this.queryString = mark < 0 ? '' : target.slice(mark)
    this.#headers = headers
    this.#keepsHeaders = keepsHeaders
  }

  /** One header; several of a name are joined. */
  header(name: string): string | undefined {
    const value = this.#headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  /** Made when a rule asks. */
  get headers(): ReadonlyMap<string, string> {
    if (!this.#keepsHeaders) return noHeaders
    this.#map ??= new Map(
      Object.keys(this.#headers)
        .filter(name => !name.startsWith(':'))
        .map(name => [name, this.header(name) ?? '']),
    )
    return this.#map
  }
}
