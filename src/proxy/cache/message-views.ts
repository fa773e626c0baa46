// Views of messages that read and write four octets at once. Messages lie in the same few places over and over, so their
// views are kept and none is made for a packet.

const kept = 64

/** Views of one thread. */
export interface MessageViews {
  /** The view of a message, which must be the whole of that array. */
  of(message: Uint8Array): DataView
}

/** Makes room for views; what else takes the place of one that is needed again costs a new one. */
export function createMessageViews(): MessageViews {
  const owners: Uint8Array[] = Array(kept).fill(new Uint8Array(0))
  const views: DataView[] = Array(kept).fill(new DataView(new ArrayBuffer(0)))
  return {
    of(message) {
      const place = (message.byteOffset >>> 6) & (kept - 1)
      if (owners[place] !== message) {
        owners[place] = message
        views[place] = new DataView(message.buffer, message.byteOffset, message.byteLength)
      }
      return views[place]!
    },
  }
}
