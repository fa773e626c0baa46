// Networks in CIDR form (RFC 4632, RFC 4291 §2.3).
import { isIP } from 'node:net'
import { ipv4Octets, ipv6Octets, ipv6Text } from './rr/kinds/addresses.ts'

export interface Network {
  readonly family: 4 | 6
  readonly address: string
  /** Bits of the address that are the network's. */
  readonly length: number
}

/** Reads `192.0.2.0/24` or `2001:db8::/32`; undefined if it is neither. Bits behind the length may be set. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? []
  const family = isIP(address)
  const length = Number(digits)
  if (family !== 4 && family !== 6) return undefined
  return length <= (family === 4 ? 32 : 128) ? { family, address, length } : undefined
}

/** The one text of a network: without the bits behind its length, and in the usual spelling of its address. */
export function networkText({ family, address, length }: Network): string {
  const octets = octetsOf(family, address).map((octet, i) => octet & maskOf(length - 8 * i))
  return `${family === 4 ? octets.join('.') : ipv6Text(octets)}/${length}`
}

/** Says whether bits behind the length are set, as in `192.0.2.1/24`: whoever writes so meant another network, or one address. */
export const hasHostBits = ({ family, address, length }: Network): boolean =>
  octetsOf(family, address).some((octet, i) => (octet & maskOf(length - 8 * i)) !== octet)

const octetsOf = (family: Network['family'], address: string): Uint8Array =>
  Uint8Array.from(family === 4 ? ipv4Octets(address) : ipv6Octets(address))

/** The mask of an octet of which so many bits count; all of them, or none, if they are more, or fewer, than it has. */
const maskOf = (bits: number): number => 0xff & (0xff << (8 - Math.max(0, Math.min(8, bits))))
