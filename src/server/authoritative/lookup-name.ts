// A name that is looked up: taken from a message once, then every suffix of it has a hash and a place to point to.
//
//   message  … 3 W w w 7 E x a m p l e C0 2A …        places  where each label stands in the message
//   octets     3 w w w 7 e x a m p l e 3 c o m 0      starts  where each label stands in octets
//              0       4               12      16     hashes  of each suffix, in any letter case
import { type Name, writeName } from '../../dns/name.ts'

const maxOctets = 255
const maxLabels = 127

export interface LookupName {
  /** The whole name in lower case, without compression. */
  readonly octets: Uint8Array
  /** Of each label, and of the root behind the last. */
  readonly starts: Uint8Array
  readonly places: Uint16Array
  readonly hashes: Int32Array
  /** Without the root. */
  labels: number
}

/** Makes room for one name. */
export const createLookupName = (): LookupName => ({
  octets: new Uint8Array(maxOctets),
  starts: new Uint8Array(maxLabels + 1),
  places: new Uint16Array(maxLabels + 1),
  hashes: new Int32Array(maxLabels + 1),
  labels: 0,
})

const toLower = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet,
)

/** The least place a pointer may have: behind the header. */
const firstPlace = 12

/**
 * Reads the name at `at` of a message that ends at `end`; returns the offset behind it, or −1 if it is malformed.
 * Each pointer goes to before the part that it ends, so that no loop is possible (RFC 1035 §4.1.4).
 */
export function readName(
  name: LookupName,
  message: Uint8Array,
  at: number,
  end: number,
  seed: number,
): number {
  const { octets, starts, places, hashes } = name
  let labels = 0
  let length = 0
  let next = -1
  let partStart = at
  for (;;) {
    if (at >= end) return -1
    const octet = message[at]!
    if (octet >= 0xc0) {
      if (at + 1 >= end) return -1
      const target = ((octet & 0x3f) << 8) | message[at + 1]!
      if (next < 0) next = at + 2
      if (target >= partStart || target < firstPlace) return -1
      at = partStart = target
      continue
    }
    starts[labels] = length
    places[labels] = at
    if (octet === 0) break
    if (octet > 63 || at + octet >= end || length + octet + 2 > maxOctets) return -1
    let hash = seed
    for (const labelEnd = at + octet; at <= labelEnd; at++) {
      const lower = toLower[message[at]!]!
      octets[length++] = lower
      hash = hashOctet(hash, lower)
    }
    hashes[labels++] = hash
  }
  octets[length] = 0
  name.labels = labels
  hashSuffixes(name, seed)
  return next < 0 ? at + 1 : next
}

/** Takes a name from its text. */
export function loadName(name: LookupName, text: Name, seed: number): void {
  const { octets, starts, hashes } = name
  const end = writeName(text.toLowerCase() as Name, octets, 0) - 1
  let labels = 0
  for (let at = 0; at < end; labels++) {
    starts[labels] = at
    let hash = seed
    for (const labelEnd = at + octets[at]!; at <= labelEnd; at++) hash = hashOctet(hash, octets[at]!)
    hashes[labels] = hash
  }
  starts[labels] = end
  name.labels = labels
  hashSuffixes(name, seed)
}

/** Fills the hashes of the suffixes from those of the labels, which `hashes` has to begin with. */
function hashSuffixes({ hashes, labels }: LookupName, seed: number): void {
  let hash = seed
  hashes[labels] = seed
  for (let label = labels - 1; label >= 0; label--) {
    hash = joinHashes(hashes[label]!, hash)
    hashes[label] = hash
  }
}

/** Takes the hash of a label on by one octet in lower case (FNV-1a). */
const hashOctet = (hash: number, octet: number): number => Math.imul(hash ^ octet, 0x01000193)

/** The hash of a name, of that of its first label and that of the rest. */
function joinHashes(label: number, rest: number): number {
  const hash = Math.imul(label ^ ((rest << 5) | (rest >>> 27)), 0x85ebca6b | 0)
  return hash ^ (hash >>> 15)
}

/** The hash of `*` below a name. */
export const hashOfWildcard = (encloser: number, seed: number): number =>
  joinHashes(hashOctet(hashOctet(seed, 1), 0x2a), encloser)
