// Addresses that mean nothing to the public (RFC 6890).
import { BlockList } from 'node:net'
import type { Finding, ZoneView } from './check.ts'

const notPublic = new BlockList()
for (const [network, length, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
] as const)
  notPublic.addSubnet(network, length, family)

/** How addresses begin that may be in one of the networks; most addresses need no closer look. */
const suspicious = /^(?:(?:0|10|100|127|169|172|192)\.|::|f[cde])/

/** Finds private and local addresses. */
export function* privateAddresses({ ofType }: ZoneView): Iterable<Finding> {
  for (const [type, family] of [
    ['A', 'ipv4'],
    ['AAAA', 'ipv6'],
  ] as const)
    for (const rrset of ofType(type))
      for (const [value, address] of rrset.rdatas.entries())
        if (suspicious.test(address) && notPublic.check(address, family))
          yield {
            code: 'private-address',
            message: `${address} at ${rrset.owner} is not a public address`,
            rrset,
            value,
          }
}
