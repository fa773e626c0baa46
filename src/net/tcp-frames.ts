// DNS over TCP: each message has its length in two octets before it (RFC 1035 §4.2.2).

/** Makes the octets to send for one message. */
export function tcpFrame(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(2 + message.length)
  frame[0] = message.length >> 8
  frame[1] = message.length
  frame.set(message, 2)
  return frame
}

/** Makes a receiver of chunks, cut in any way, that hands on each message when it is whole. */
export function tcpFrames(onMessage: (message: Uint8Array) => void): (chunk: Uint8Array) => void {
  const prefix = new Uint8Array(2)
  let part = prefix
  let filled = 0
  return chunk => {
    let at = 0
    while (at < chunk.length || filled === part.length) {
      const count = Math.min(part.length - filled, chunk.length - at)
      part.set(chunk.subarray(at, at + count), filled)
      filled += count
      at += count
      if (filled < part.length) return
      if (part === prefix) part = new Uint8Array((prefix[0]! << 8) | prefix[1]!)
      else {
        onMessage(part)
        part = prefix
      }
      filled = 0
    }
  }
}
