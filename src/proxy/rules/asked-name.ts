// The name of the question in lower case, with a hash of each of its suffixes: made once for all rules that look at it.
import type { Random } from '../../base/random.ts'
import { nameFromWire } from '../../dns/name.ts'
import type { Transaction } from '../transaction.ts'

/** Where the question's name starts in a message. */
const nameAt = 12
const maxNameOctets = 255
const maxLabels = 127

/*
 *  octets   3 w w w 7 e x a m p l e 3 c o m 0
 *  starts   0       4               12      16     of each suffix; the last is the root
 *  hashes   h       h               h       h
 */
export interface AskedName {
  /** Whether the fields below are those of the question. */
  isRead: boolean
  /** In wire form, A to Z in lower case. */
  readonly octets: Uint8Array
  length: number
  /** Labels without the root. */
  labels: number
  readonly starts: Uint8Array
  readonly hashes: Int32Array
  /** What hashes begin with: unknown outside, so that nobody chooses names that have the same. */
  readonly seed: number
  /** The name in presentation form, in lower case without a dot at its end; undefined until it is asked for. */
  text: string | undefined
}

/** Makes room for a name. */
export const createAskedName = (random: Random): AskedName => ({
  isRead: false,
  octets: new Uint8Array(maxNameOctets),
  length: 0,
  labels: 0,
  starts: new Uint8Array(maxLabels + 1),
  hashes: new Int32Array(maxLabels + 1),
  seed: random(),
  text: undefined,
})

/** Another question is looked at next. */
export function forgetName(name: AskedName): void {
  name.isRead = false
  name.text = undefined
}

/** Takes the question's name apart, unless that is done. */
export function readName(name: AskedName, transaction: Transaction): void {
  if (name.isRead) return
  takeName(name, transaction.message, nameAt, transaction.nameEnd)
}

/** Takes a name apart that stands, uncompressed, in octets. */
export function takeName(name: AskedName, wire: Uint8Array, start: number, wireEnd: number): void {
  name.isRead = true
  const { octets, starts, hashes, seed } = name
  const end = Math.min(wireEnd - start, maxNameOctets) - 1
  let labels = 0
  let at = 0
  while (at < end && labels < maxLabels) {
    const labelEnd = Math.min(at + 1 + wire[start + at]!, end)
    let hash = seed
    starts[labels] = at
    // The length is hashed with them: it is at most 63, below the letters.
    for (; at < labelEnd; at++) {
      const octet = lowerCase[wire[start + at]!]!
      octets[at] = octet
      hash = Math.imul(hash ^ octet, octetPrime)
    }
    hashes[labels++] = hash
  }
  octets[at] = 0
  starts[labels] = at
  name.length = at + 1
  name.labels = labels
  joinHashes(hashes, labels, seed)
}

/** Each octet, A to Z in lower case. */
const lowerCase = Uint8Array.from({ length: 256 }, (_, octet) =>
  octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet,
)

const octetPrime = 0x01000193
const labelPrime = 0x9e3779b1

/** Makes hashes of suffixes out of those of their first labels, from the root on. */
function joinHashes(hashes: Int32Array, labels: number, seed: number): void {
  let hash = seed
  hashes[labels] = hash
  for (let label = labels - 1; label >= 0; label--) {
    hash = Math.imul((hash ^ (hash >>> 15)) + hashes[label]!, labelPrime)
    hashes[label] = hash
  }
}

/** The name in presentation form without a dot at its end, in lower case; the root is empty. */
export function nameText(name: AskedName, transaction: Transaction): string {
  if (name.text !== undefined && name.isRead) return name.text
  readName(name, transaction)
  name.text = plainText(name) ?? nameFromWire(name.octets).name.slice(0, -1)
  return name.text
}

/** Room for the octets of a text. */
const textOctets = Buffer.alloc(maxNameOctets)

/** The text of a name that needs no escapes; undefined for others. Lengths of labels become the dots before them. */
function plainText({ octets, starts, labels, length }: AskedName): string | undefined {
  for (let label = 0; label < labels; label++) {
    const end = starts[label + 1]!
    for (let i = starts[label]! + 1; i < end; i++) {
      if (isPlain[octets[i]!] === 0) return undefined
      textOctets[i] = octets[i]!
    }
    textOctets[end] = 0x2e
  }
  return textOctets.toString('latin1', 1, Math.max(length - 1, 1))
}

/** Octets that stand for themselves in the presentation form of a name. */
const isPlain = Uint8Array.from({ length: 256 }, (_, octet) =>
  /[a-z0-9_*/-]/.test(String.fromCharCode(octet)) ? 1 : 0,
)
