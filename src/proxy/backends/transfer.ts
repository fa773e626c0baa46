// Passes a zone transfer through: one query, and all that the server sends to it (RFC 5936, RFC 1995).
import { randomInt } from 'node:crypto'
import type { BackendSettings } from './backend.ts'
import { isAnswerTo } from './is-answer.ts'
import { openStream } from './stream.ts'

export interface TransferEvents {
  /** A message with the id of the query; false ends the transfer without further word. */
  onMessage(message: Uint8Array): boolean
  /** The server has sent all it had, or `failure` came in between. */
  onEnd(failure?: string): void
}

/** A transfer that runs. */
export interface Transfer {
  /** Ends it; nothing more is told. */
  cancel(): void
  /** Lets the server wait until `resume`: whoever gets the messages cannot pass them on as fast. */
  pause(): void
  resume(): void
}

/** Starts a transfer on a connection of its own. */
export function startTransfer(
  settings: BackendSettings,
  query: Uint8Array,
  events: TransferEvents,
): Transfer {
  const id = randomInt(0x10000)
  const { receiveMs } = settings.tcp
  let messages = 0
  let isPaused = false
  let isOver = false
  const end = (failure?: string): void => {
    cancel()
    events.onEnd(failure)
  }
  // Who has all of it does not wait for that: clients know where a zone ends.
  const patience = setTimeout(() => {
    if (!isPaused) end(messages > 0 ? undefined : `no answer within ${receiveMs} ms`)
  }, receiveMs)
  const stream = openStream(settings, {
    onMessage(message) {
      if (!takeIdOf(query, message, id)) return end('the server sent something else')
      // Only the first need have the question (RFC 5936 §2.2.1).
      if (messages++ === 0 && !isAnswerTo(query, message)) return end('the server answered another question')
      if (!isPaused) patience.refresh()
      if (!events.onMessage(message)) cancel()
    },
    onEnd: (ending, failure) => end(ending === 'closed' && messages > 0 ? undefined : failure),
  })
  stream.send(query, id)

  function cancel(): void {
    isOver = true
    clearTimeout(patience)
    stream.destroy()
  }
  return {
    cancel,
    pause() {
      isPaused = true
      stream.pause()
    },
    resume() {
      if (isOver) return
      isPaused = false
      patience.refresh()
      stream.resume()
    },
  }
}

/** Gives an answer to our id that of the query; false if it is none. */
function takeIdOf(query: Uint8Array, message: Uint8Array, id: number): boolean {
  if (message.length < 12 || ((message[0]! << 8) | message[1]!) !== id || (message[2]! & 0x80) === 0)
    return false
  message[0] = query[0]!
  message[1] = query[1]!
  return true
}
