// One connection of DNS over TCP or TLS: pipelined queries, answers as they come, all within limits (RFC 7766, RFC 7858).
import type { Socket } from 'node:net'
import { tcpFrame } from '../../net/tcp-frames.ts'
import { readings, readQuery } from '../engine/read-query.ts'
import { setU16 } from '../message/layout.ts'
import { type Requester, type Transaction, type Transport, transports } from '../transaction.ts'
import { answerOctets, takeWishes } from './answer-octets.ts'
import { FrameReader } from './frame-reader.ts'
import { PassedTransfers } from './passed-transfers.ts'
import {
  type Caller,
  type ConnectionLimits,
  type Guest,
  type StreamContext,
  scratch,
} from './stream-context.ts'
import type { StreamCounts } from './stream-site.ts'
import { UnsentWatch } from './unsent-watch.ts'

const headerOctets = 12
/** Before each message stands its length. */
const lengthOctets = 2
const axfr = 252
const ixfr = 251

/** Called in the next turn, with everything that was written in this one. */
const flush = (stream: MessageStream): void => stream.flush()

export class MessageStream implements Guest, Requester {
  readonly #context: StreamContext
  readonly #counts: StreamCounts
  readonly #limits: ConnectionLimits
  readonly #caller: Caller
  readonly #transport: Transport
  readonly #sni: string | undefined
  readonly #socket: Socket
  readonly #frames = new FrameReader()
  readonly #transfers = new PassedTransfers()
  readonly #unsent: UnsentWatch
  #inFlight = 0
  #queries = 0
  /** Reads since the last whole query. */
  #reads = 0
  /** When the query that is not whole began; when the last one came, or the last answer was there. */
  #partSince = 0
  #activeAt: number
  /** No more queries are taken: the client has said its end, or we want ours. */
  #isEnding = false
  #endedAt = 0
  #isGone = false
  #isWorking = false
  #isCorked = false

  constructor(
    context: StreamContext,
    limits: ConnectionLimits,
    caller: Caller,
    socket: Socket,
    transport: Transport,
    sni: string | undefined,
  ) {
    this.#context = context
    this.#counts = context.counts
    this.#limits = limits
    this.#caller = caller
    this.#socket = socket
    this.#transport = transport
    this.#sni = sni
    this.#activeAt = caller.openedAt
    this.#unsent = new UnsentWatch(limits.sendMs)
    caller.place.evict = () => this.#cut('evicted')
    socket.on('data', chunk => this.#take(chunk))
    // Who has asked everything may say so before the answers have left.
    socket.on('end', () => this.end())
    socket.on('drain', () => {
      this.#transfers.resume()
      this.#proceed()
    })
    socket.on('error', () => this.#fail())
    socket.on('close', () => this.#forget())
  }

  answer(t: Transaction): void {
    if (this.#isGone) {
      this.#counts.gone++
    } else {
      this.#counts.answers++
      const frame = answerOctets(t, lengthOctets, this.#keepaliveMs())
      setU16(frame, 0, frame.length - lengthOctets)
      this.#send(frame)
    }
    this.#settle()
  }

  drop(): void {
    this.#settle()
  }

  /** Sends what was written in this turn, and goes on. */
  flush(): void {
    if (this.#isCorked) {
      this.#isCorked = false
      this.#socket.uncork()
    }
    this.#proceed()
  }

  sweep(now: number): void {
    const { receiveMs, sendMs, idleMs, durationMs } = this.#limits
    const unsent = this.#socket.writableLength
    if (this.#unsent.isStuck(unsent, now)) return this.#cut('sendTimeouts')
    // Whoever does not answer our end with its own is not waited for.
    if (this.#endedAt > 0 && unsent === 0 && now - this.#endedAt > sendMs) return this.destroy()
    if (this.#frames.hasPart && !this.#socket.isPaused() && now - this.#partSince > receiveMs)
      return this.#cut('receiveTimeouts')
    if (this.#isEnding) return
    const age = now - this.#caller.openedAt
    if (this.#queries === 0 && age > receiveMs) this.#cut('receiveTimeouts')
    else if (age > durationMs) this.#endBecause('expired')
    else if (this.#inFlight === 0 && now - this.#activeAt > idleMs) this.#endBecause('idle')
  }

  end(): void {
    this.#isEnding = true
    this.#proceed()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#forget()
  }

  #take(chunk: Uint8Array): void {
    // What comes behind our end is read, lest the end be a reset, but not answered.
    if (this.#isEnding || this.#isGone) return
    if (!this.#frames.hasPart) this.#partSince = this.#context.site.now()
    this.#frames.take(chunk)
    if (++this.#reads > this.#limits.reads) return this.#ban()
    this.#work()
  }

  /** Takes the queries that have come, as far as there is room for their answers. */
  #work(): void {
    this.#isWorking = true
    while (this.#frames.hasMore && !this.#isGone) {
      if (this.#isFull()) {
        this.#socket.pause()
        break
      }
      const length = this.#frames.next(scratch)
      if (length >= 0 && !this.#receive(length)) break
    }
    this.#isWorking = false
    if (!this.#isCorked) this.#proceed()
  }

  #receive(length: number): boolean {
    if (length < headerOctets) {
      this.#fail()
      return false
    }
    this.#reads = 0
    this.#counts.queries++
    const now = this.#context.site.now()
    this.#activeAt = now
    this.#partSince = now
    if (++this.#queries >= this.#limits.queries) {
      this.#frames.clear()
      this.#endBecause('expired')
    }
    if (this.#inFlight++ === 0) this.#caller.place.setIdle(false)
    this.#counts.inFlight++
    this.#ask(this.#fill(length))
    return true
  }

  #fill(length: number): Transaction {
    const t = this.#context.site.take()
    t.message = scratch
    t.length = length
    t.client.set(this.#caller.client)
    t.clientPort = this.#caller.port
    t.transport = this.#transport
    t.bind = this.#context.bind.number
    t.sni = this.#sni
    t.http = undefined
    t.requester = this
    t.ticket = 0
    return t
  }

  #ask(t: Transaction): void {
    const { site } = this.#context
    if (readQuery(t) === readings.query) {
      t.ticket = takeWishes(t, this.#transport === transports.dot)
      if (t.type === axfr || t.type === ixfr) return this.#transfer(t)
    }
    site.receive(t)
  }

  #transfer(t: Transaction): void {
    this.#counts.transfers++
    const onEnd = (failure?: string): void => {
      this.#settle()
      // Its end cannot be told from a pause otherwise.
      if (failure !== undefined) this.end()
    }
    this.#transfers.begin(this.#context.site, t, message => this.#passOn(message), onEnd)
  }

  #passOn(message: Uint8Array): boolean {
    if (this.#isGone) return false
    this.#activeAt = this.#context.site.now()
    this.#send(tcpFrame(message))
    // A client that reads slowly has the server wait, too.
    const { writableLength, writableNeedDrain } = this.#socket
    if (writableNeedDrain && writableLength >= this.#limits.unsentOctets) this.#transfers.pause()
    return true
  }

  /** Sends octets, with whatever else is sent in this turn. */
  #send(octets: Uint8Array): void {
    if (!this.#isCorked) {
      this.#isCorked = true
      this.#socket.cork()
      process.nextTick(flush, this)
    }
    this.#socket.write(octets)
  }

  /** One query has its answer, or will have none. */
  #settle(): void {
    this.#counts.inFlight--
    if (--this.#inFlight === 0 && !this.#isGone) {
      this.#activeAt = this.#context.site.now()
      this.#caller.place.setIdle(true)
    }
    const isAwaited = this.#frames.hasMore || this.#isEnding
    if (isAwaited && !this.#isWorking && !this.#isCorked) process.nextTick(flush, this)
  }

  /** Sends what is due, reads on, or ends. */
  #proceed(): void {
    if (this.#isGone || this.#isWorking) return
    if (this.#frames.hasMore) {
      if (!this.#isFull()) this.#work()
      return
    }
    if (this.#isEnding && this.#inFlight === 0 && this.#endedAt === 0) {
      this.#endedAt = this.#context.site.now()
      this.#socket.end()
    }
    if (!this.#socket.isPaused()) return
    this.#partSince = this.#context.site.now()
    this.#socket.resume()
  }

  #isFull(): boolean {
    const { inFlight, unsentOctets } = this.#limits
    return this.#inFlight >= inFlight || this.#socket.writableLength >= unsentOctets
  }

  /** How long the connection may idle from now on; who will be ended hears 0 (RFC 7828 §3.2.1). */
  #keepaliveMs(): number {
    return this.#isEnding ? 0 : this.#limits.idleMs
  }

  #endBecause(why: 'expired' | 'idle'): void {
    this.#counts[why]++
    this.end()
  }

  #cut(why: 'evicted' | 'receiveTimeouts' | 'sendTimeouts'): void {
    this.#counts[why]++
    this.destroy()
  }

  #ban(): void {
    const { admission, limits, site } = this.#context
    const { ban_duration_for_exceeding_max_read_ios_per_query: seconds } = limits
    this.#counts.dripped++
    admission.ban(this.#caller.place.client, seconds, site.now())
    this.destroy()
  }

  #fail(): void {
    if (this.#isGone) return
    this.#counts.errors++
    this.destroy()
  }

  #forget(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#caller.place.leave()
    this.#counts.inFlight -= this.#transfers.size
    this.#transfers.cancel()
  }
}
