// Networks in CIDR form (RFC 4632, RFC 4291 §2.3).
import { isIP } from 'node:net'

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
