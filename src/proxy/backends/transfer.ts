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

/** Starts a transfer on a connection of its own; returns what ends it. */
export function startTransfer(
  settings: BackendSettings,
  query: Uint8Array,
  events: TransferEvents,
): () => void {
  const id = randomInt(0x10000)
  const { receiveMs } = settings.tcp
  let messages = 0
  const end = (failure?: string): void => {
    stop()
    events.onEnd(failure)
  }
  // Who has all of it does not wait for that: clients know where a zone ends.
  const patience = setTimeout(() => {
    end(messages > 0 ? undefined : `no answer within ${receiveMs} ms`)
  }, receiveMs)
  const stream = openStream(settings, {
    onMessage(message) {
      if (!takeIdOf(query, message, id)) return end('the server sent something else')
      // Only the first need have the question (RFC 5936 §2.2.1).
      if (messages++ === 0 && !isAnswerTo(query, message)) return end('the server answered another question')
      patience.refresh()
      if (!events.onMessage(message)) stop()
    },
    onEnd: (ending, failure) => end(ending === 'closed' && messages > 0 ? undefined : failure),
  })
  stream.send(query, id)

  function stop(): void {
    clearTimeout(patience)
    stream.destroy()
  }
  return stop
}

/** Gives an answer to our id that of the query; false if it is none. */
function takeIdOf(query: Uint8Array, message: Uint8Array, id: number): boolean {
  if (message.length < 12 || ((message[0]! << 8) | message[1]!) !== id || (message[2]! & 0x80) === 0)
    return false
  message[0] = query[0]!
  message[1] = query[1]!
  return true
}
