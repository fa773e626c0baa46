// Tells a backend the network of the client (RFC 7871).
import type { Transaction } from '../transaction.ts'
import { findOption, isSigned, putOption } from './edns.ts'
import { optionCodes, setU16 } from './layout.ts'
import { needOpt } from './need-opt.ts'

/** What is configured of client subnets; decisions of rules go before it. */
export interface ClientSubnetSettings {
  /** Replaces a subnet that the client sent; else that one stays. */
  readonly override: boolean
  /** Bits of IPv4 and IPv6 addresses that are told; RFC 7871 §11.1 asks for 24 and 56 at most. */
  readonly prefixV4: number
  readonly prefixV6: number
}

/** Family, both prefixes, and an address. */
const data = new Uint8Array(4 + 16)
const families = { ipv4: 1, ipv6: 2 } as const

/**
 * Adds a client subnet to a query, with an OPT record if it has none, and notes in `decided` what was added. False if
 * the client's own stays, or if the query has a signature or no room.
 */
export function putClientSubnet(t: Transaction, settings: ClientSubnetSettings): boolean {
  const { decided } = t
  const overrides = decided.ecsOverride ?? settings.override
  if ((!overrides && findOption(t, optionCodes.clientSubnet) > 0) || isSigned(t)) return false
  if (!needOpt(t)) return false
  if (!putOption(t, optionCodes.clientSubnet, data, writeSubnet(t, settings))) return false
  // One that replaces the client's is hidden as well: a subnet that it did not send would make it refuse the answer.
  decided.addedEcs = true
  return true
}

/** Writes the data of the option; its octets. */
function writeSubnet(t: Transaction, settings: ClientSubnetSettings): number {
  const { decided, client } = t
  const isClientV4 = isIpv4(client)
  const ruledPrefix = isClientV4 ? decided.ecsV4Prefix : decided.ecsV6Prefix
  if (ruledPrefix >= 0) return write(isClientV4 ? decided.ecsV4 : decided.ecsV6, ruledPrefix)
  const decidedPrefix = isClientV4 ? decided.ecsPrefixV4 : decided.ecsPrefixV6
  if (decidedPrefix >= 0) return write(client, decidedPrefix)
  return write(client, isClientV4 ? settings.prefixV4 : settings.prefixV6)
}

const isIpv4 = (words: Int32Array): boolean => words[0] === 0 && words[1] === 0 && words[2] === 0xffff

function write(address: Int32Array, prefix: number): number {
  const isV4 = isIpv4(address)
  const bits = Math.min(prefix, isV4 ? 32 : 128)
  const octets = (bits + 7) >> 3
  setU16(data, 0, isV4 ? families.ipv4 : families.ipv6)
  data[2] = bits
  data[3] = 0
  for (let i = 0; i < octets; i++) {
    const at = isV4 ? 12 + i : i
    data[4 + i] = address[at >> 2]! >>> (24 - 8 * (at & 3))
  }
  // Bits behind the prefix are 0 (RFC 7871 §6).
  if (bits & 7) data[4 + octets - 1]! &= 0xff << (8 - (bits & 7))
  return 4 + octets
}
