// Asks many questions from one socket, so that they all come to the same thread of the proxy, and several wait at a time.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type Message, readMessage } from './messages.ts'

export interface AskManyOptions {
  /** The address of loopback to ask from. */
  readonly from?: string
  /** How many may wait at a time; 64 unless it is said. */
  readonly window?: number
  /** After so long without any answer, those that are missing are given up. */
  readonly waitMs?: number
}

/** Asks all of them, with ids of its own; the answers are in the order of the queries, undefined where none came. */
export async function askMany(
  port: number,
  queries: readonly Uint8Array[],
  { from = '127.0.0.1', window = 64, waitMs = 20_000 }: AskManyOptions = {},
): Promise<(Message | undefined)[]> {
  const socket = createSocket('udp4')
  socket.bind(0, from)
  await once(socket, 'listening')
  const answers = new Array<Message | undefined>(queries.length).fill(undefined)
  let sent = 0
  let heard = 0
  const sendNext = (): void => {
    const message = Buffer.from(queries[sent]!)
    message.writeUInt16BE(sent++, 0)
    socket.send(message, port, '127.0.0.1', () => {})
  }
  await new Promise<void>(resolve => {
    let timer = setTimeout(resolve, waitMs)
    socket.on('message', octets => {
      const message = readMessage(octets)
      if (message.id >= sent || answers[message.id]) return
      answers[message.id] = message
      clearTimeout(timer)
      if (++heard === queries.length) resolve()
      else timer = setTimeout(resolve, waitMs)
      if (sent < queries.length) sendNext()
    })
    socket.on('error', () => resolve())
    while (sent < Math.min(window, queries.length)) sendNext()
  })
  socket.close()
  return answers
}
