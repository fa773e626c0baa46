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
  name.isRead = true
  const { octets, starts } = name
  const { message } = transaction
  const length = Math.min(transaction.nameEnd - nameAt, maxNameOctets)
  let labels = 0
  let nextLabel = 0
  for (let i = 0; i < length; i++) {
    const octet = message[nameAt + i]!
    if (i === nextLabel && octet !== 0 && labels < maxLabels) {
      starts[labels++] = i
      nextLabel = i + octet + 1
    }
    // Lengths are at most 63, below the letters.
    octets[i] = octet >= 0x41 && octet <= 0x5a ? octet | 0x20 : octet
  }
  name.length = length
  name.labels = labels
  starts[labels] = length - 1
  hashSuffixes(name)
}

/** From the end of the name on: a suffix's hash is that of the one behind its first label, and of the label. */
function hashSuffixes({ octets, starts, hashes, length, labels, seed }: AskedName): void {
  let hash = seed
  let at = length - 1
  for (let label = labels; label >= 0; label--) {
    for (const start = starts[label]!; at >= start; at--) hash = hashOctet(hash, octets[at]!)
    hashes[label] = hash
  }
}

const hashOctet = (hash: number, octet: number): number => {
  const mixed = Math.imul(hash ^ octet, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** The hash that a whole name in wire form and lower case has, as in `hashes`. */
export function hashName(wire: Uint8Array, seed: number): number {
  let hash = seed
  for (let at = wire.length - 1; at >= 0; at--) hash = hashOctet(hash, wire[at]!)
  return hash
}

/** The name in presentation form without a dot at its end, in lower case; the root is empty. */
export function nameText(name: AskedName, transaction: Transaction): string {
  if (name.text !== undefined && name.isRead) return name.text
  readName(name, transaction)
  name.text = name.length > 0 && name.octets[0] !== 0 ? nameFromWire(name.octets).name.slice(0, -1) : ''
  return name.text
}
