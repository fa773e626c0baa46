// One TCP connection of a server: answers its messages in order, and none while too much waits to be sent.
import type { Socket } from 'node:net'
import { tcpFrame, tcpFrames } from './tcp-frames.ts'

/**
 * Answers the message in the first `length` octets of a buffer, in place; returns the answer's length, 0 to close
 * the connection. The buffer holds the largest message there is; `from` is the IP address of the other end, empty if
 * that has gone away.
 */
export type MessageHandler = (octets: Uint8Array, length: number, from: string) => number

export interface ConnectionLimits {
  /** A connection is closed when for so long no whole message came and no answer left. */
  readonly idleMs: number
  /** While more octets than this wait to be sent, no further message is read or answered. */
  readonly backlogOctets: number
}

const largestMessage = 65535

/** The message being answered; connections take turns. */
const octets = new Uint8Array(largestMessage)

export interface Connection {
  /** Sends the end behind the answers that are due. */
  end(): void
  destroy(): void
}

/** Serves a connection until it ends; `onError` is called if it ends badly. The socket must allow to be half open. */
export function serveConnection(
  socket: Socket,
  handle: MessageHandler,
  { idleMs, backlogOctets }: ConnectionLimits,
  onError: () => void,
): Connection {
  // One chunk's messages at most: the socket is paused while there are any.
  const queue: Uint8Array[] = []
  const receive = tcpFrames(message => queue.push(message))
  // Octets that drip in do not count as life; whole messages do.
  const idle = setTimeout(() => socket.destroy(), idleMs)
  const from = socket.remoteAddress ?? ''
  let isEnding = false

  function answerQueued(): void {
    let answered = 0
    socket.cork()
    while (answered < queue.length && socket.writableLength < backlogOctets) {
      const query = queue[answered++]!
      octets.set(query)
      const length = handle(octets, query.length, from)
      if (length === 0) return fail()
      socket.write(tcpFrame(octets.subarray(0, length)))
    }
    socket.uncork()
    queue.splice(0, answered)
    if (answered > 0) idle.refresh()
    if (queue.length > 0) socket.pause()
    else if (isEnding) socket.end()
    else socket.resume()
  }

  function end(): void {
    isEnding = true
    if (queue.length === 0) socket.end()
  }

  function fail(): void {
    onError()
    socket.destroy()
  }

  socket.on('data', chunk => {
    // What comes behind our end is read, lest the end be a reset, but not answered.
    if (socket.writableEnded) return
    receive(chunk)
    answerQueued()
  })
  // Who has asked everything may say so before the answers have left.
  socket.on('end', end)
  socket.on('drain', () => {
    idle.refresh()
    answerQueued()
  })
  socket.on('error', onError)
  socket.on('close', () => clearTimeout(idle))
  return { end, destroy: () => socket.destroy() }
}
