// One request and its answer (RFC 8484 §4): judged by its client, path, method and form; then it is a query as any other.
import { readings, readQuery } from '../../engine/read-query.ts'
import { smallestTtl } from '../../message/ttls.ts'
import { type HttpAnswer, type Requester, type Transaction, transports } from '../../transaction.ts'
import { answerOctets, takeWishes, wishes } from '../answer-octets.ts'
import { scratch } from '../stream-context.ts'
import { readForwardedFor } from './forwarded-for.ts'
import type { HttpConnection, OpenRequest } from './http-connection.ts'
import type { RequestHead } from './http-request.ts'
import type { HttpSite } from './http-site.ts'
import { readQueryText } from './read-query-text.ts'
import type { ReplyHeaders } from './responses-map.ts'

/** How a version of HTTP sends an answer. Nothing may be sent twice; it does nothing where nobody is there. */
export interface Reply {
  /** `isCut` says that the rest of the request is not waited for. */
  send(status: number, headers: ReplyHeaders, body: Uint8Array, isCut: boolean): void
  readonly isGone: boolean
}

const dnsMessage = 'application/dns-message'
const plainText = 'text/plain; charset=utf-8'
const headerOctets = 12
const largestMessage = 65_535

/** What is wrong, for those who look at it with their own eyes. */
const reasons: Readonly<Record<number, string>> = {
  400: 'not a DNS query in the form of RFC 8484',
  403: 'not allowed',
  404: 'nothing here',
  405: 'queries come by GET or POST',
  408: 'the request took too long',
  413: 'a DNS message has at most 65535 octets',
  415: `queries are ${dnsMessage}`,
  503: 'too many queries wait on this connection',
}

const reasonOf = (status: number): Uint8Array => Buffer.from(`${reasons[status]}\n`)

export class HttpExchange implements OpenRequest, Requester {
  /** When its head was there. */
  readonly since: number
  readonly #site: HttpSite
  readonly #connection: HttpConnection
  readonly #head: RequestHead
  readonly #reply: Reply
  readonly #client = new Int32Array(4)
  #clientPort: number
  #body: Uint8Array[] = []
  #length = 0
  #isMalformed = false
  /** It has been answered, or is asked, or its client has gone. */
  #isOver = false

  constructor(site: HttpSite, connection: HttpConnection, head: RequestHead, reply: Reply) {
    this.#site = site
    this.#connection = connection
    this.#head = head
    this.#reply = reply
    this.#client.set(connection.caller.client)
    this.#clientPort = connection.caller.port
    this.since = connection.context.site.now()
  }

  /** Looks at the head, once; true if the body is wanted, and `takeBody` and `finish` are to be called. */
  begin(): boolean {
    const isAwaited = this.#judge()
    if (!isAwaited) this.#connection.countRequest()
    return isAwaited
  }

  #judge(): boolean {
    const { method, path } = this.#head
    if (!this.#isAllowed()) return this.refuse(403)
    const mapped = this.#site.responseOf(path)
    if (mapped) return this.#end(mapped.status, mapped.headers, Buffer.from(mapped.content))
    if (!this.#site.isQueryPath(path)) return this.refuse(404)
    if (method === 'GET') {
      const length = readQueryText(this.#head.queryString, scratch)
      return length < 0 ? this.refuse(400) : this.#ask(length)
    }
    if (method !== 'POST') return this.refuse(405)
    if (!isDnsMessage(this.#head.header('content-type'))) return this.refuse(415)
    if (Number(this.#head.header('content-length') ?? 0) > largestMessage) return this.refuse(413)
    this.#connection.open(this)
    return true
  }

  takeBody(octets: Uint8Array): void {
    if (this.#isOver) return
    this.#length += octets.length
    if (this.#length > largestMessage) this.refuse(413)
    else this.#body.push(octets)
  }

  /** The body is whole. */
  finish(): void {
    if (this.#isOver) return
    this.#connection.close(this)
    this.#connection.countRequest()
    let at = 0
    for (const part of this.#body) {
      scratch.set(part, at)
      at += part.length
    }
    this.#body = []
    this.#ask(at)
  }

  /** The client has given up. */
  abort(): void {
    this.#isOver = true
    this.#body = []
    this.#connection.close(this)
  }

  /** Answers with a status alone; false, as nothing more is wanted. */
  refuse(status: number): false {
    if (status !== 408) this.#site.counts.badRequests++
    const more = status === 405 ? { allow: 'GET, POST' } : {}
    return this.#end(status, { ...this.#site.headers, 'content-type': plainText, ...more }, reasonOf(status))
  }

  answer(t: Transaction): void {
    if (this.#reply.isGone) this.#site.counts.gone++
    else {
      this.#site.counts.answers++
      const { httpAnswer } = t.decided
      if (httpAnswer) this.#sendRuled(httpAnswer)
      else this.#send(200, this.#answerHeaders(t), answerOctets(t, 0, 0))
    }
    this.#connection.settle()
  }

  /** What a rule has decided to send instead of a message. */
  #sendRuled({ status, body, contentType }: HttpAnswer): void {
    const isRedirect = status >= 300 && status < 400
    const type = status === 200 ? contentType : plainText
    const more = isRedirect ? { location: Buffer.from(body).toString() } : {}
    const headers = { ...this.#site.headers, 'content-type': type, ...more }
    this.#send(status, headers, isRedirect ? new Uint8Array(0) : body)
  }

  drop(): void {
    const status = this.#isMalformed ? 400 : 403
    this.#send(status, { ...this.#site.headers, 'content-type': plainText }, reasonOf(status))
    this.#connection.settle()
  }

  #answerHeaders(t: Transaction): ReplyHeaders {
    const headers = { ...this.#site.headers, 'content-type': dnsMessage }
    return this.#site.sendsMaxAge
      ? { ...headers, 'cache-control': `max-age=${Math.max(0, smallestTtl(t))}` }
      : headers
  }

  /** Whoever comes through a trusted proxy has its own address, which the ACL is asked about too. */
  #isAllowed(): boolean {
    const { site } = this.#connection.context
    // The ACL may have changed since the connection came.
    if (!site.isAllowed(this.#client)) return false
    const forwarded = this.#site.trustsForwardedFor ? this.#head.header('x-forwarded-for') : undefined
    if (forwarded === undefined) return true
    this.#clientPort = 0
    return readForwardedFor(forwarded, this.#client) && site.isAllowed(this.#client)
  }

  #ask(length: number): false {
    const { context, sni } = this.#connection
    if (length < headerOctets) return this.refuse(400)
    if (!this.#connection.begin()) return this.refuse(503)
    const t = context.site.take()
    t.message = scratch
    t.length = length
    t.client.set(this.#client)
    t.clientPort = this.#clientPort
    t.transport = transports.doh
    t.bind = context.bind.number
    t.sni = sni
    t.http = this.#head
    t.requester = this
    t.ticket = 0
    this.#isOver = true
    const reading = readQuery(t)
    this.#isMalformed = reading === readings.malformed
    // How long connections idle is not for DNS to say here (RFC 7828 §1).
    if (reading === readings.query) t.ticket = takeWishes(t, true) & wishes.padding
    context.site.receive(t)
    return false
  }

  #end(status: number, headers: ReplyHeaders, body: Uint8Array): false {
    if (this.#isOver) return false
    this.#isOver = true
    this.#body = []
    this.#connection.close(this)
    this.#send(status, headers, body)
    return false
  }

  #send(status: number, headers: ReplyHeaders, body: Uint8Array): void {
    if (!this.#reply.isGone) this.#reply.send(status, headers, body, status === 408 || status === 413)
  }
}

function isDnsMessage(type: string | undefined): boolean {
  return type !== undefined && type.split(';')[0]!.trim().toLowerCase() === dnsMessage
}
