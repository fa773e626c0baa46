// Hashes of the names below which a name is, in any case of letters: example.com of www.example.com.

/** Where the name of a message's question starts. */
export const nameAt = 12

/** A name has at most that many labels (RFC 1035 §2.3.4). */
export const mostLabels = 127

/**
 * Writes where each label of the name at octet 12 stands, from there on; their number, the root left out. What is no
 * name has none.
 */
export function readLabels(message: Uint8Array, nameEnd: number, starts: Uint8Array): number {
  let labels = 0
  let at = nameAt
  const end = nameEnd - 1
  while (at < end && labels < mostLabels) {
    starts[labels++] = at - nameAt
    at += message[at]! + 1
  }
  return at === end && at <= message.length ? labels : 0
}

/** The hash of the label at `at` and of what stands behind it, whose hash was `hash`; that of the root is the seed. */
export function hashLabel(hash: number, message: Uint8Array, at: number): number {
  const end = at + message[at]!
  for (let i = at; i <= end; i++) hash = mixOctet(hash, lowerOctet(message[i]!))
  return hash
}

/** The lower-case form of an octet of a name; lengths of labels stay as they are. */
export const lowerOctet = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet)

function mixOctet(hash: number, octet: number): number {
  const mixed = Math.imul(hash ^ octet, 0x5bd1e995)
  return mixed ^ (mixed >>> 15)
}

/** A hash as it is used: spread over all bits, and not 0. */
export function finishHash(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  mixed ^= mixed >>> 15
  return mixed === 0 ? 1 : mixed
}

/** Adds a word to a hash. */
export function mixWord(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x2c1b3c6d)
  return mixed ^ (mixed >>> 13)
}
