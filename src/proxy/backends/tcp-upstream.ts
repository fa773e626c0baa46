// Asks a server over TCP: connections that stay, several queries on each at a time, answers in any order (RFC 7766).
import { randomInt } from 'node:crypto'
import type { BackendSettings, BackendState } from './backend.ts'
import { isAnswerTo } from './is-answer.ts'
import { openStream, type Stream } from './stream.ts'
import { startTransfer, type Transfer, type TransferEvents } from './transfer.ts'

/** What is the same for all servers. */
export interface TcpUpstreamLimits {
  /** How long a connection stays on which nothing is asked. */
  readonly idleMs: number
  /** How many such connections stay. */
  readonly idleConnections: number
}

/** Told once, never before `ask` returns: the answer with the id of the query, or why there is none. */
export type AskDone = (answer: Uint8Array | undefined, failure: string) => void

export interface TcpUpstream {
  /** Asks, and asks again where the server closes the connection before it answers. The query must stay as it is. */
  ask(query: Uint8Array, timeoutMs: number, done: AskDone): () => void
  /** Passes on what the server sends to a query, on a connection of its own. */
  transfer(query: Uint8Array, events: TransferEvents): Transfer
  /** Ends everything; who waits is told. */
  close(): void
  readonly connections: number
}

interface Ask {
  readonly query: Uint8Array
  readonly done: AskDone
  readonly timer: NodeJS.Timeout
  isOver: boolean
  /** How often it may still go out again. */
  retries: number
  line: Line | undefined
  id: number
  /** How much its connection had brought when it was sent. */
  heardBefore: number
}

/** A connection and who waits on it, by ids of our own. */
interface Line {
  readonly stream: Stream
  readonly waiting: Map<number, Ask>
  /** Messages that came. */
  heard: number
  /** A query got no answer in time, and nothing else came meanwhile: nothing more is asked here until it does. */
  isSilent: boolean
  idle: NodeJS.Timeout | undefined
}

/** Stands for a transfer that does not run. */
export const noTransfer: Transfer = { cancel() {}, pause() {}, resume() {} }

const endText = 'the server is asked no more'

/** Makes what asks one server; connects only when it is asked. Counts connections and answers that are none. */
export function createTcpUpstream(
  settings: BackendSettings,
  limits: TcpUpstreamLimits,
  state: BackendState,
): TcpUpstream {
  const { tcp } = settings
  const lines = new Set<Line>()
  const transfers = new Map<Transfer, TransferEvents>()
  const count = (): number => lines.size + transfers.size
  const isFull = (): boolean => tcp.connections > 0 && count() >= tcp.connections
  const fullText = `all ${tcp.connections} connections to the server are in use`

  function settle(ask: Ask, answer: Uint8Array | undefined, failure: string): void {
    if (ask.isOver) return
    forget(ask)
    ask.done(answer, failure)
  }

  /** Takes an ask out of everything. */
  function forget(ask: Ask): void {
    ask.isOver = true
    clearTimeout(ask.timer)
    const { line } = ask
    if (line?.waiting.delete(ask.id) && line.waiting.size === 0) rest(line)
  }

  function expire(ask: Ask, ms: number): void {
    if (ask.line?.stream.isConnected && ask.line.heard === ask.heardBefore) ask.line.isSilent = true
    settle(ask, undefined, `no answer within ${ms} ms`)
  }

  /** Keeps a connection for the next query, for a while. */
  function rest(line: Line): void {
    const idle = [...lines].filter(each => each.waiting.size === 0).length
    if (line.isSilent || idle > limits.idleConnections) return drop(line)
    line.idle = setTimeout(() => drop(line), limits.idleMs)
  }

  function drop(line: Line): void {
    clearTimeout(line.idle)
    lines.delete(line)
    line.stream.destroy()
  }

  /** The connection with the fewest that wait; a new one if all have enough. */
  function lineFor(): Line | undefined {
    let best: Line | undefined
    for (const line of lines) {
      if (line.isSilent || line.waiting.size >= tcp.inFlight) continue
      if (!best || line.waiting.size < best.waiting.size) best = line
    }
    return best ?? (isFull() ? undefined : openLine())
  }

  function openLine(): Line {
    const stream = openStream(settings, {
      onMessage: message => receive(line, message),
      onEnd: (ending, failure) => lost(line, ending !== 'unconnected', failure),
    })
    const line: Line = { stream, waiting: new Map(), heard: 0, isSilent: false, idle: undefined }
    lines.add(line)
    state.count('tcpConnections')
    return line
  }

  /** Sends a query; false if there is no room on any connection. */
  function send(ask: Ask): boolean {
    const line = lineFor()
    if (!line) return false
    clearTimeout(line.idle)
    ask.line = line
    ask.id = freeId(line.waiting)
    ask.heardBefore = line.heard
    line.waiting.set(ask.id, ask)
    line.stream.send(ask.query, ask.id)
    return true
  }

  function receive(line: Line, message: Uint8Array): void {
    line.heard++
    line.isSilent = false
    // Who waited too long is not there any more.
    const ask = message.length < 2 ? undefined : line.waiting.get((message[0]! << 8) | message[1]!)
    if (!ask) return
    message[0] = ask.query[0]!
    message[1] = ask.query[1]!
    if (isAnswerTo(ask.query, message)) settle(ask, message, '')
    else state.count('nonCompliant')
  }

  /** A server may close when it likes; only one that brings nothing uses up what retries there are. */
  function lost(line: Line, wasConnected: boolean, failure: string): void {
    clearTimeout(line.idle)
    lines.delete(line)
    for (const ask of [...line.waiting.values()]) {
      ask.line = undefined
      const isRetried = wasConnected && (line.heard > ask.heardBefore || ask.retries-- > 0)
      if (!isRetried) settle(ask, undefined, failure)
      else if (!ask.isOver && !send(ask)) settle(ask, undefined, fullText)
    }
  }

  return {
    get connections() {
      return count()
    },
    ask(query, timeoutMs, done) {
      const ms = Math.min(timeoutMs, tcp.receiveMs)
      const ask: Ask = {
        query,
        done,
        timer: setTimeout(() => expire(ask, ms), ms),
        isOver: false,
        retries: tcp.retries,
        line: undefined,
        id: 0,
        heardBefore: 0,
      }
      if (!send(ask)) queueMicrotask(() => settle(ask, undefined, fullText))
      return () => {
        if (!ask.isOver) forget(ask)
      }
    },
    transfer(query, events) {
      if (isFull()) {
        queueMicrotask(() => events.onEnd(fullText))
        return noTransfer
      }
      state.count('tcpConnections')
      const transfer = startTransfer(settings, query, {
        onMessage(message) {
          const wantsMore = events.onMessage(message)
          if (!wantsMore) transfers.delete(transfer)
          return wantsMore
        },
        onEnd(failure) {
          transfers.delete(transfer)
          events.onEnd(failure)
        },
      })
      transfers.set(transfer, events)
      return {
        ...transfer,
        cancel() {
          transfers.delete(transfer)
          transfer.cancel()
        },
      }
    },
    close() {
      for (const line of [...lines]) {
        for (const ask of [...line.waiting.values()]) settle(ask, undefined, endText)
        drop(line)
      }
      for (const [transfer, events] of [...transfers]) {
        transfers.delete(transfer)
        transfer.cancel()
        events.onEnd(endText)
      }
    },
  }
}

/** Unpredictable, so that nobody can answer in the server's place. */
function freeId(waiting: ReadonlyMap<number, Ask>): number {
  for (;;) {
    const id = randomInt(0x10000)
    if (!waiting.has(id)) return id
  }
}
