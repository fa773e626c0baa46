// One connection of HTTP: the requests on it, and the limits that hold for all of them together.
import type { Socket } from 'node:net'
import type { Caller, ConnectionLimits, Guest, StreamContext } from '../stream-context.ts'
import { UnsentWatch } from '../unsent-watch.ts'

/** A request whose body is awaited. */
export interface OpenRequest {
  /** When its head was there. */
  readonly since: number
  /** Answers with a status alone. */
  refuse(status: number): void
}

export class HttpConnection implements Guest {
  readonly context: StreamContext
  readonly caller: Caller
  readonly sni: string | undefined
  readonly scheme: string
  readonly #limits: ConnectionLimits
  readonly #socket: Socket
  /** Requests whose bodies have not come whole. */
  readonly #open = new Set<OpenRequest>()
  readonly #unsent: UnsentWatch
  #inFlight = 0
  #requests = 0
  #activeAt: number
  #endedAt = 0
  #isGone = false
  /** Says the other end that no more requests are taken, and closes when what is due is sent. */
  #sayEnd = (): void => void this.#socket.end()

  constructor(
    context: StreamContext,
    limits: ConnectionLimits,
    caller: Caller,
    socket: Socket,
    sni: string | undefined,
    scheme: string,
  ) {
    this.context = context
    this.caller = caller
    this.sni = sni
    this.scheme = scheme
    this.#limits = limits
    this.#socket = socket
    this.#unsent = new UnsentWatch(limits.sendMs)
    this.#activeAt = caller.openedAt
    caller.place.evict = () => this.#cut('evicted')
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.#forget())
  }

  get isEnding(): boolean {
    return this.#endedAt > 0
  }

  /** What a version of HTTP does to end a connection, instead of just ending it. */
  onEnd(sayEnd: () => void): void {
    this.#sayEnd = sayEnd
  }

  /** A request has begun whose body is awaited. */
  open(request: OpenRequest): void {
    this.#open.add(request)
  }

  /** It has come whole, or will not. */
  close(request: OpenRequest): void {
    this.#open.delete(request)
  }

  /** Whether one more query may wait; it does from then on, until it is settled. */
  begin(): boolean {
    if (this.#inFlight >= this.#limits.inFlight) return false
    if (this.#inFlight++ === 0) this.caller.place.setIdle(false)
    this.context.counts.inFlight++
    this.context.counts.queries++
    return true
  }

  /** A query has its answer, or will have none. */
  settle(): void {
    this.context.counts.inFlight--
    if (--this.#inFlight > 0 || this.#isGone) return
    this.#activeAt = this.context.site.now()
    this.caller.place.setIdle(true)
    if (this.isEnding) this.#sayEnd()
  }

  /** A request has come whole, whatever it asks. */
  countRequest(): void {
    this.#activeAt = this.context.site.now()
    if (++this.#requests >= this.#limits.queries && !this.isEnding) this.#endBecause('expired')
  }

  sweep(now: number): void {
    const { receiveMs, sendMs, idleMs, durationMs } = this.#limits
    if (this.#unsent.isStuck(this.#socket.writableLength, now)) return this.#cut('sendTimeouts')
    for (const request of this.#open)
      if (now - request.since > receiveMs) {
        this.context.counts.receiveTimeouts++
        request.refuse(408)
      }
    if (this.isEnding) {
      if (this.#inFlight === 0 && now - this.#endedAt > sendMs) this.destroy()
      return
    }
    const age = now - this.caller.openedAt
    if (this.#requests === 0 && age > receiveMs) this.#cut('receiveTimeouts')
    else if (age > durationMs) this.#endBecause('expired')
    else if (this.#inFlight === 0 && now - this.#activeAt > idleMs) this.#endBecause('idle')
  }

  end(): void {
    if (this.isEnding) return
    this.#endedAt = this.context.site.now()
    if (this.#inFlight === 0) this.#sayEnd()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#forget()
  }

  #endBecause(why: 'expired' | 'idle'): void {
    this.context.counts[why]++
    this.end()
  }

  #cut(why: 'evicted' | 'receiveTimeouts' | 'sendTimeouts'): void {
    this.context.counts[why]++
    this.destroy()
  }

  #forget(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#open.clear()
    this.caller.place.leave()
  }
}
