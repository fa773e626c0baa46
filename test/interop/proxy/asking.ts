// Asks over UDP and TCP of loopback, as a client of the proxy does.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { tcpFrame, tcpFrames } from '../../../src/net/tcp-frames.ts'
import { type Message, readMessage } from './messages.ts'

export interface AskOptions {
  readonly over?: 'udp' | 'tcp'
  /** The address of loopback to ask from: 127.0.0.2, for one. */
  readonly from?: string
  readonly to?: string
  /** How long an answer is waited for. */
  readonly waitMs?: number
}

const patienceMs = 20_000
/** Who is never answered does not answer within this. */
const silenceMs = 400

/** Asks a port; throws if no answer comes. */
export async function ask(port: number, query: Uint8Array, options: AskOptions = {}): Promise<Message> {
  const answer = await mayAsk(port, query, { waitMs: patienceMs, ...options })
  if (!answer) throw new Error(`no answer to ${Buffer.from(query).toString('hex')}`)
  return answer
}

/** Asks a port; undefined if nothing comes for a while, or the connection ends. */
export async function mayAsk(
  port: number,
  query: Uint8Array,
  { over = 'udp', from, to = '127.0.0.1', waitMs = silenceMs }: AskOptions = {},
): Promise<Message | undefined> {
  if (over === 'tcp') {
    const stream = await openTcp(port, { from, to })
    try {
      stream.send(query)
      return await stream.next(waitMs)
    } finally {
      stream.close()
    }
  }
  const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4')
  try {
    if (from !== undefined) {
      socket.bind(0, from)
      await once(socket, 'listening')
    }
    const answer = new Promise<Message | undefined>((resolve, reject) => {
      setTimeout(() => resolve(undefined), waitMs).unref()
      socket.on('message', octets => resolve(readMessage(octets)))
      socket.on('error', reject)
    })
    socket.send(query, port, to)
    return await answer
  } finally {
    socket.close()
  }
}

/** A connection on which messages go both ways. */
export interface TcpStream {
  readonly socket: Socket
  /** Sends messages, each with its length before it, in one piece. */
  send(...messages: readonly Uint8Array[]): void
  /** The next message that comes; undefined if none does, or the proxy ends the connection. */
  next(waitMs?: number): Promise<Message | undefined>
  /** Resolves when the connection has ended, from whichever side. */
  readonly ended: Promise<void>
  close(): void
}

/** Connects to a port. */
export async function openTcp(
  port: number,
  { from, to = '127.0.0.1' }: { readonly from?: string | undefined; readonly to?: string } = {},
): Promise<TcpStream> {
  const socket = connect({ port, host: to, ...(from !== undefined && { localAddress: from }) })
  socket.on('error', () => {})
  const arrived: Message[] = []
  const waiting: ((message: Message | undefined) => void)[] = []
  const feed = tcpFrames(octets => {
    const message = readMessage(Buffer.from(octets))
    const take = waiting.shift()
    if (take) take(message)
    else arrived.push(message)
  })
  socket.on('data', feed)
  const ended = new Promise<void>(resolve => {
    socket.once('close', () => {
      for (const take of waiting.splice(0)) take(undefined)
      resolve()
    })
  })
  await Promise.race([once(socket, 'connect'), ended])
  return {
    socket,
    send: (...messages) => void socket.write(Buffer.concat(messages.map(tcpFrame))),
    next(waitMs = patienceMs) {
      const first = arrived.shift()
      if (first || socket.destroyed) return Promise.resolve(first)
      return new Promise(resolve => {
        const take = (message: Message | undefined): void => {
          clearTimeout(timer)
          resolve(message)
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(take), 1)
          resolve(undefined)
        }, waitMs)
        waiting.push(take)
      })
    },
    ended,
    close: () => void socket.destroy(),
  }
}
