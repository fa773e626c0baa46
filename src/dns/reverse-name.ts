// The name that holds an address's PTR record (RFC 1035 §3.5, RFC 3596 §2.5).
import { isIPv6 } from 'node:net'
import { type Name, parseName } from './name.ts'
import { A } from './rr/types/a.ts'
import { AAAA } from './rr/types/aaaa.ts'

/** `192.0.2.1` gives `1.2.0.192.in-addr.arpa.`; throws `rdata-syntax` if it is no address. */
export function reverseName(address: string): Name {
  if (!isIPv6(address)) {
    const octets = A.toWire(A.parse(address))
    return parseName(`${[...octets].reverse().join('.')}.in-addr.arpa.`)
  }
  const nibbles = Buffer.from(AAAA.toWire(AAAA.parse(address))).toString('hex')
  return parseName(`${[...nibbles].reverse().join('.')}.ip6.arpa.`)
}
