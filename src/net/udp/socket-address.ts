// Socket addresses as the system has them: sockaddr_in and sockaddr_in6 (RFC 3493 §3.3).
import type { Endpoint } from '../address.ts'
import { readAddress } from '../address-words.ts'

/** Address families of Linux. */
export const families = { ipv4: 2, ipv6: 10 } as const

/** Octets of an address of each family, and the room that either fits in. */
export const ipv4AddressOctets = 16
export const ipv6AddressOctets = 28
export const socketAddressOctets = 32

/*
 *  +0  u16   family, in the host's order
 *  +2  u16   port, in the network's
 *  +4        IPv4: the address
 *  +8        IPv6: the address, behind the flow; then its scope, the number of an interface
 */
const layout = { port: 2, ipv4: 4, ipv6: 8 } as const

const parsed = new Int32Array(4)

/** Writes the address of an endpoint whose host is an IP address; returns how many octets it has. */
export function putSocketAddress({ host, port }: Endpoint, octets: Uint8Array): number {
  if (!readAddress(host, parsed)) throw new TypeError(`not an IP address: ${host}`)
  const isIpv6 = host.includes(':')
  const length = isIpv6 ? ipv6AddressOctets : ipv4AddressOctets
  octets.fill(0, 0, length)
  octets[0] = isIpv6 ? families.ipv6 : families.ipv4
  octets[layout.port] = port >> 8
  octets[layout.port + 1] = port
  if (isIpv6) for (let i = 0; i < 4; i++) putWord(octets, layout.ipv6 + 4 * i, parsed[i]!)
  else putWord(octets, layout.ipv4, parsed[3]!)
  return length
}

/** Reads the address at an offset into words as net/address-words.ts has them, and returns its port. */
export function readSocketAddress(octets: Uint8Array, at: number, words: Int32Array): number {
  if (octets[at] === families.ipv6) {
    for (let i = 0; i < 4; i++) words[i] = wordAt(octets, at + layout.ipv6 + 4 * i)
  } else {
    words[0] = words[1] = 0
    words[2] = 0xffff
    words[3] = wordAt(octets, at + layout.ipv4)
  }
  return socketPort(octets, at)
}

/** The port of the address at an offset. */
export const socketPort = (octets: Uint8Array, at: number): number =>
  (octets[at + layout.port]! << 8) | octets[at + layout.port + 1]!

function putWord(octets: Uint8Array, at: number, word: number): void {
  octets[at] = word >>> 24
  octets[at + 1] = word >>> 16
  octets[at + 2] = word >>> 8
  octets[at + 3] = word
}

const wordAt = (octets: Uint8Array, at: number): number =>
  (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!
