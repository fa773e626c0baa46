// Whether one answer is right for two queries that are asked at the same time.
import { transports } from '../transaction.ts'
import type { CachedExchange } from './packet-cache.ts'

const headerOctets = 12

/**
 * Compares the query in `transaction.message` with the stored one of another transaction: octet by octet, less the ids
 * and the letter case of the name. Options that the cache leaves out count here, as this answer still has them: a client
 * refuses one with the cookie of another (RFC 7873 §5.3).
 */
export function sameQuery(transaction: CachedExchange, other: CachedExchange): boolean {
  const { message, length, nameEnd } = transaction
  const { stored } = other
  if (length !== other.storedLength || nameEnd !== other.nameEnd) return false
  if ((transaction.transport === transports.udp) !== (other.transport === transports.udp)) return false
  for (let i = nameEnd; i < length; i++) if (message[i] !== stored[i]) return false
  for (let i = 2; i < headerOctets; i++) if (message[i] !== stored[i]) return false
  for (let i = headerOctets; i < nameEnd; i++) {
    const octet = message[i]!
    if (octet !== stored[i] && !differsInCase(octet, stored[i]!)) return false
  }
  return true
}

/** Octets that differ in one bit only, which for a letter is its case. */
function differsInCase(a: number, b: number): boolean {
  const lower = a | 0x20
  return (a ^ b) === 0x20 && lower >= 0x61 && lower <= 0x7a
}
