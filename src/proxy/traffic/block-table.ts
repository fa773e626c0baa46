// The blocks of clients and names in memory that all threads share: the main thread writes, the others only read.
import { addressBits, ipv4Offset } from '../../net/address-words.ts'
import { type CounterRows, type SharedMemory, type ThreadNumber, takeCounters } from '../shared-memory.ts'
import { finishHash, mixWord } from './suffix-hash.ts'

/** Blocks at the same time. */
export const blockCapacity = 16_384

/** An open table of pairs of words, a hash and the number of a block: a quarter of it is in use at most. */
export const indexSlots = 4 * blockCapacity

/** No search looks at more places than that, whatever another thread writes meanwhile. */
export const mostProbes = 64

/** Kinds of networks at the same time: one for each length of a prefix, with each number of bits of the port. */
export const mostKinds = 200

/*
 *  head     i32 × 256     see headWords; from `kinds` on, kinds in use: bits of the address | bits of the port << 8
 *  index    i32 × 2 × 65,536   hash (0: empty), number of the block (-1: removed)
 *  block    i32 × 16      see blockWords
 *  text     u8 × 512      see textAt
 */
export const headWords = {
  seed: 0,
  networks: 1,
  suffixes: 2,
  kindCount: 3,
  /** Counts up with each block, so that a thread sees that a place holds another one. */
  stamp: 4,
  kinds: 16,
} as const
const headLength = 256

/** A network has its address, a suffix has its octets in the text and their number as `octets`. */
export const blockWords = {
  state: 0,
  hash: 1,
  address: 2,
  kind: 6,
  port: 7,
  action: 8,
  flags: 9,
  stamp: 10,
  octets: 11,
  length: 16,
} as const
/** In halves of the words: when it ends in milliseconds, and what had been counted at its place before. */
export const blockDoubles = { end: 6, before: 7, length: 8 } as const

export const blockStates = { free: 0, network: 1, suffix: 2 } as const
export const blockFlags = { kernel: 1, byHand: 2, warning: 4 } as const

/** Texts are UTF-8 behind an octet with their length. */
export const textAt = { reason: 0, tagName: 128, tagValue: 192, suffix: 256, length: 512 } as const

export interface BlockTable {
  readonly head: Int32Array
  readonly index: Int32Array
  readonly words: Int32Array
  readonly doubles: Float64Array
  readonly text: Uint8Array
  /** Queries that were stopped, by the number of the block. */
  readonly counts: CounterRows
}

/** Takes the table; the same in all threads and over reloads. */
export function takeBlockTable(memory: SharedMemory, at: ThreadNumber): BlockTable {
  const octets = 4 * headLength + 8 * indexSlots + (4 * blockWords.length + textAt.length) * blockCapacity
  const buffer = memory.take('traffic/blocks', octets)
  const indexAt = 4 * headLength
  const wordsAt = indexAt + 8 * indexSlots
  const textStart = wordsAt + 4 * blockWords.length * blockCapacity
  return {
    head: new Int32Array(buffer, 0, headLength),
    index: new Int32Array(buffer, indexAt, 2 * indexSlots),
    words: new Int32Array(buffer, wordsAt, blockWords.length * blockCapacity),
    doubles: new Float64Array(buffer, wordsAt, blockDoubles.length * blockCapacity),
    text: new Uint8Array(buffer, textStart, textAt.length * blockCapacity),
    counts: takeCounters(memory, 'traffic/block-counts', blockCapacity, at),
  }
}

/** The hash of a network of a kind: its words masked already. */
export function networkHash(seed: number, address: Int32Array, kind: number, port: number): number {
  let hash = mixWord(seed ^ kind, address[0]!)
  hash = mixWord(hash, address[1]!)
  hash = mixWord(hash, address[2]!)
  hash = mixWord(hash, address[3]!)
  return finishHash(mixWord(hash, port))
}

/** Bits of the address of a kind, and of the port. */
export const kindBits = (kind: number): number => kind & 0xff
export const kindPortBits = (kind: number): number => kind >> 8

/** Keeps the first bits of an address; of 128, as an IPv4 address has 96 before its own. */
export function maskAddress(from: Int32Array, bits: number, to: Int32Array): void {
  for (let word = 0; word < 4; word++) {
    const rest = bits - 32 * word
    to[word] = rest >= 32 ? from[word]! : rest <= 0 ? 0 : from[word]! & (-1 << (32 - rest))
  }
}

/** Says whether an address is an IPv4 one. */
export const isIpv4 = (words: Int32Array): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff

/** The range of ports that a port is in: of 2 to the bits, the lowest is 0. */
export const portRange = (port: number, bits: number): number => (bits === 0 ? 0 : port >>> (16 - bits))

/** Bits of 128 for so many of an IPv4 or IPv6 address. */
export const bitsOf128 = (bits: number, isV4: boolean): number =>
  Math.min(addressBits, isV4 ? bits + ipv4Offset : bits)
