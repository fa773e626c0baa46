// One TCP connection to a server: messages out and in, and its end, told once.
import { connect } from 'node:net'
import { tcpFrame, tcpFrames } from '../../net/tcp-frames.ts'
import type { BackendSettings } from './backend.ts'

/** What a connection tells. */
export interface StreamEvents {
  onMessage(message: Uint8Array): void
  /** It is over, and why. Not told of a connection that was destroyed. */
  onEnd(ending: Ending, failure: string): void
}

/** How a connection ends: it was never there, it broke or was given up, or the server closed it. */
type Ending = 'unconnected' | 'broken' | 'closed'

export interface Stream {
  readonly isConnected: boolean
  /** Sends a message under an id of its own; it is copied. */
  send(message: Uint8Array, id: number): void
  /** Lets what the server sends wait in the kernel, and so at the server. */
  pause(): void
  resume(): void
  destroy(): void
}

/** Connects to a server; what is sent before the connection is there waits for it. */
export function openStream({ endpoint, source, tcp }: BackendSettings, events: StreamEvents): Stream {
  let isConnected = false
  let isOver = false
  let sending: NodeJS.Timeout | undefined
  const socket = connect({
    host: endpoint.host,
    port: endpoint.port,
    noDelay: true,
    ...(source !== undefined && { localAddress: source }),
  })
  const connecting = setTimeout(() => end(`no connection within ${tcp.connectMs} ms`), tcp.connectMs)

  function destroy(): void {
    isOver = true
    clearTimeout(connecting)
    clearTimeout(sending)
    socket.destroy()
  }

  function end(failure: string, ending: Ending = 'broken'): void {
    if (isOver) return
    destroy()
    events.onEnd(isConnected ? ending : 'unconnected', failure)
  }

  /** A server that takes nothing is as good as gone. */
  function watchSending(): void {
    if (socket.writableLength === 0) return
    sending ??= setTimeout(() => end(`nothing could be sent for ${tcp.sendMs} ms`), tcp.sendMs)
  }

  function hasSent(): void {
    clearTimeout(sending)
    sending = undefined
    if (!isOver) watchSending()
  }

  function uncork(): void {
    socket.uncork()
    if (isConnected && !isOver) watchSending()
  }

  socket.on('connect', () => {
    isConnected = true
    clearTimeout(connecting)
    watchSending()
  })
  const receive = tcpFrames(message => {
    if (!isOver) events.onMessage(message)
  })
  socket.on('data', receive)
  socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  socket.on('close', () => end('the server closed the connection', 'closed'))

  return {
    get isConnected() {
      return isConnected
    },
    send(message, id) {
      const frame = tcpFrame(message)
      frame[2] = id >> 8
      frame[3] = id
      // What is sent in one turn leaves at once.
      if (socket.writableCorked === 0) {
        socket.cork()
        process.nextTick(uncork)
      }
      socket.write(frame, hasSent)
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    destroy,
  }
}
