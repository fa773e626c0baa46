// Who asks: the address that a query came from, or the network that its resolver asks for (RFC 7871).
import { type AddressSource, createTextSource } from '../../net/address-source.ts'
import { addressBits, ipv4Offset } from '../../net/address-words.ts'
import { decidingBits, findNetwork, networkValue } from '../../net/network-table.ts'
import type { Locations } from './locations.ts'

export interface Asker {
  /** Where the packet came from; it is read only if an answer depends on it. */
  source: AddressSource
  /** The data of the client subnet option, and how many octets it has; 0 if the query has none. */
  readonly subnet: Uint8Array
  subnetOctets: number
  /** For how many bits of that network the answer is; 0 if it does not depend on it. */
  scope: number
  /** True once something was chosen by who asks. */
  hasCounted: boolean
  /** The address for which the answer is, once it was read. */
  readonly words: Int32Array
  known: (typeof known)[keyof typeof known]
  /** The code of its location; −1 until it was looked up. */
  location: number
}

const known = { notYet: 0, yes: 1, no: 2 } as const

/** Family, the lengths of the two prefixes, and an IPv6 address. */
export const maxSubnetOctets = 20

const nowhere = createTextSource()

/** Makes room for one. */
export const createAsker = (): Asker => ({
  source: nowhere,
  subnet: new Uint8Array(maxSubnetOctets),
  subnetOctets: 0,
  scope: 0,
  hasCounted: false,
  words: new Int32Array(4),
  known: known.notYet,
  location: -1,
})

/** Begins with the next query. */
export function beginAsker(asker: Asker, source: AddressSource): void {
  asker.source = source
  asker.subnetOctets = 0
  asker.scope = 0
  asker.hasCounted = false
  asker.known = known.notYet
  asker.location = -1
}

/** The place in a table of networks of the smallest one that the asker is in; 0 if that is none. */
export function networkOf(asker: Asker, words: Int32Array, start: number): number {
  asker.hasCounted = true
  if (!isKnown(asker)) return 0
  noteScope(asker, words, start)
  return findNetwork(words, start, asker.words)
}

/** The code of the asker's location; 0 if it has none. */
export function locationOf(asker: Asker, locations: Locations): number {
  asker.hasCounted = true
  if (asker.location < 0) {
    const network = networkOf(asker, locations, 0)
    asker.location = network === 0 ? 0 : networkValue(locations, 0, network)
  }
  return asker.location
}

function isKnown(asker: Asker): boolean {
  if (asker.known === known.notYet) {
    const isRead = isSubnetUsed(asker) ? readSubnet(asker) : asker.source.readInto(asker.words)
    asker.known = isRead ? known.yes : known.no
  }
  return asker.known === known.yes
}

/** A prefix of 0 bits asks not to be told apart; then it is the resolver's address that counts (RFC 7871 §7.1.2). */
const isSubnetUsed = ({ subnet, subnetOctets }: Asker): boolean => subnetOctets > 0 && subnet[2]! > 0

/** An answer that depends on more than one table is for what is common to the scopes: the longest prefix. */
function noteScope(asker: Asker, words: Int32Array, start: number): void {
  if (!isSubnetUsed(asker) || words[start] === 0) return
  // By the family of the option, as an address of IPv6 may be a mapped one.
  const before = asker.subnet[1] === families.ipv6 ? 0 : ipv4Offset
  const bits = decidingBits(words, start, asker.words) - before
  asker.scope = Math.max(asker.scope, bits, 1)
}

function readSubnet({ subnet, subnetOctets, words }: Asker): true {
  const isIpv6 = subnet[1] === families.ipv6
  words[0] = words[1] = words[3] = 0
  words[2] = isIpv6 ? 0 : 0xffff
  const offset = isIpv6 ? 0 : ipv4Offset / 8
  for (let i = subnetHead; i < subnetOctets; i++) {
    const at = offset + i - subnetHead
    words[at >> 2]! |= subnet[i]! << (24 - 8 * (at & 3))
  }
  return true
}

/** Family in two octets, then the prefix lengths of source and scope. */
const subnetHead = 4
const families = { none: 0, ipv4: 1, ipv6: 2 } as const

/** Takes the data of a client subnet option; false if they are malformed (RFC 7871 §6, §7.1.2). */
export function takeSubnet(asker: Asker, message: Uint8Array, at: number, length: number): boolean {
  if (length < subnetHead || length > maxSubnetOctets || message[at] !== 0 || message[at + 3] !== 0)
    return false
  const prefix = message[at + 2]!
  const octets = (prefix + 7) >> 3
  if (prefix > bitsOf(message[at + 1]!) || length !== subnetHead + octets) return false
  if (prefix & 7 && message[at + length - 1]! & (0xff >> (prefix & 7))) return false
  for (let i = 0; i < length; i++) asker.subnet[i] = message[at + i]!
  asker.subnetOctets = length
  return true
}

/** The longest prefix of a family; without one there is nothing to tell. */
function bitsOf(family: number): number {
  if (family === families.none) return 0
  if (family === families.ipv4) return addressBits - ipv4Offset
  return family === families.ipv6 ? addressBits : -1
}
