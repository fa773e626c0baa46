// Views of messages that read and write four octets at once. Messages lie in the same few places over and over, so their
// views are kept and none is made for a packet.

const nearby = 64

/** Views of one thread. */
export interface MessageViews {
  /** The view of the whole array that a message is in. */
  of(message: Uint8Array): DataView
}

/** Makes room for views. Those of messages that stand one behind the other in a buffer are found at once. */
export function createMessageViews(): MessageViews {
  const all = new WeakMap<Uint8Array, DataView>()
  const owners: Uint8Array[] = Array(nearby).fill(new Uint8Array(0))
  const views: DataView[] = Array(nearby).fill(new DataView(new ArrayBuffer(0)))

  function viewOf(message: Uint8Array): DataView {
    let view = all.get(message)
    if (!view) {
      view = new DataView(message.buffer, message.byteOffset, message.byteLength)
      all.set(message, view)
    }
    return view
  }

  function findPlace(message: Uint8Array): number {
    const place = (message.byteOffset >>> 6) & (nearby - 1)
    if (owners[place] !== message) {
      views[place] = viewOf(message)
      owners[place] = message
    }
    return place
  }

  /** Of the last message; the next one is the same or the one behind it, as a rule. */
  let last = 0

  return {
    of(message) {
      if (owners[last] === message) return views[last]!
      const next = (last + 1) & (nearby - 1)
      last = owners[next] === message ? next : findPlace(message)
      return views[last]!
    },
  }
}
