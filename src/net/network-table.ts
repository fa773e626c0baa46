// Networks and a number for each, in one array: the smallest network that an address is in is found by halving.
import { addressBits, ipv4Offset, readAddress } from './address-words.ts'

/*
 *  +0  i32      number of networks, then each of them, by their first addresses and the larger one before the smaller
 *
 *  network  +0  i32 × 4  first address
 *           +4  i32      length of the prefix
 *           +5  i32      where the smallest network around it stands; 0 if there is none
 *           +6  i32      its number
 *
 *  Places count words from the table's start, which may lie anywhere in an array.
 */
const layout = { prefix: 4, around: 5, value: 6, words: 7 } as const

/** The words of a table without networks. */
export const noNetworks: Int32Array = new Int32Array(1)

/** The smallest network of the table at `start` that an address is in: its place, or 0 if it is in none. */
export function findNetwork(words: Int32Array, start: number, address: Int32Array): number {
  let place = placeBefore(words, start, address)
  while (place !== 0 && commonBits(words, start + place, address) < words[start + place + layout.prefix]!)
    place = words[start + place + layout.around]!
  return place
}

/** The number of the network at a place. */
export const networkValue = (words: Int32Array, start: number, place: number): number =>
  words[start + place + layout.value]!

/** The place of the smallest network around the one at a place; 0 if there is none. */
export const networkAround = (words: Int32Array, start: number, place: number): number =>
  words[start + place + layout.around]!

/**
 * How many bits of an address decide in which networks it is: all addresses with the same ones are in the same
 * networks (RFC 7871 §7.2.1: the scope of an answer must not cover networks that have another).
 */
export function decidingBits(words: Int32Array, start: number, address: Int32Array): number {
  const before = placeBefore(words, start, address)
  const around = findNetwork(words, start, address)
  const after = before === 0 ? 1 : before + layout.words
  let bits = around === 0 ? 0 : words[start + around + layout.prefix]!
  if (before !== around) bits = Math.max(bits, commonBits(words, start + before, address) + 1)
  if (after < 1 + layout.words * words[start]!)
    bits = Math.max(bits, commonBits(words, start + after, address) + 1)
  return bits
}

/** The place of the last network that does not begin behind an address; 0 if there is none. */
function placeBefore(words: Int32Array, start: number, address: Int32Array): number {
  let low = 0
  let high = words[start]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareWords(words, start + 1 + middle * layout.words, address, 0) <= 0) low = middle + 1
    else high = middle
  }
  return low === 0 ? 0 : 1 + (low - 1) * layout.words
}

/** How many bits two addresses begin with in common. */
function commonBits(words: Int32Array, at: number, address: Int32Array): number {
  for (let i = 0; i < 4; i++) {
    const difference = words[at + i]! ^ address[i]!
    if (difference !== 0) return 32 * i + Math.clz32(difference)
  }
  return addressBits
}

function compareWords(a: Int32Array, aAt: number, b: Int32Array, bAt: number): number {
  for (let i = 0; i < 4; i++) {
    const left = a[aAt + i]! >>> 0
    const right = b[bAt + i]! >>> 0
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

export interface NetworkList {
  /** Adds a network in CIDR form, or one address; false if it is neither. The first of two that are equal counts. */
  add(network: string, value: number): boolean
  /** The table of them all. */
  table(): Int32Array
}

/** Starts a list of networks. */
export function createNetworkList(): NetworkList {
  let entries = new Int32Array(16 * layout.words)
  let count = 0

  function add(network: string, value: number): boolean {
    const slash = network.indexOf('/')
    const address = slash < 0 ? network : network.slice(0, slash)
    if (!readAddress(address, parsed) || network.includes('%')) return false
    const offset = address.includes(':') ? 0 : ipv4Offset
    const length = slash < 0 ? addressBits - offset : lengthOf(network.slice(slash + 1))
    if (length < 0 || length > addressBits - offset) return false
    if ((count + 1) * layout.words > entries.length) entries = grown(entries)
    const at = count++ * layout.words
    for (let i = 0; i < 4; i++) entries[at + i] = parsed[i]! & maskWord(offset + length - 32 * i)
    entries[at + layout.prefix] = offset + length
    entries[at + layout.value] = value
    return true
  }

  const compare = (a: number, b: number): number =>
    compareWords(entries, a * layout.words, entries, b * layout.words) ||
    entries[a * layout.words + layout.prefix]! - entries[b * layout.words + layout.prefix]! ||
    a - b

  return { add, table: () => linked(entries, orderOf(count, compare)) }
}

const parsed = new Int32Array(4)

const lengthOf = (text: string): number => (/^\d{1,3}$/.test(text) ? Number(text) : -1)

/** The mask of a word of which so many bits, 0 at the least and 32 at the most, belong to the prefix. */
const maskWord = (bits: number): number => (bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits))

function grown(entries: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * entries.length)
  larger.set(entries)
  return larger
}

/** Numbers below `count` in order; tables of networks are in order as a rule, which is seen in one walk. */
function orderOf(count: number, compare: (a: number, b: number) => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = 1; i < count; i++) if (compare(i - 1, i) > 0) return order.sort(compare)
  return order
}

/** The table of entries in an order, each with the network around it. */
function linked(entries: Int32Array, order: Uint32Array): Int32Array {
  const table = new Int32Array(1 + order.length * layout.words)
  let end = 1
  for (const index of order) {
    const entry = entries.subarray(index * layout.words, (index + 1) * layout.words)
    const prefix = entry[layout.prefix]!
    // The networks around an entry are the one before it and those around that one.
    let around = end > 1 ? end - layout.words : 0
    while (around !== 0 && commonBits(table, around, entry) < table[around + layout.prefix]!)
      around = table[around + layout.around]!
    if (around !== 0 && table[around + layout.prefix] === prefix) continue
    table.set(entry, end)
    table[end + layout.around] = around
    end += layout.words
    table[0]!++
  }
  return end === table.length ? table : table.slice(0, end)
}
