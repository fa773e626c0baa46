// RFC 4025 §2; the gateway is never compressed.
import { defineType } from '../define-type.ts'
import { ipv4, ipv6 } from '../kinds/addresses.ts'
import { chosenBy, nothing } from '../kinds/chosen-by.ts'
import { name } from '../kinds/name.ts'
import { u8 } from '../kinds/numbers.ts'
import { optionalBase64 } from '../kinds/octets.ts'

const gateway = chosenBy('gatewayType', 'address or domain name', {
  0: nothing,
  1: ipv4,
  2: ipv6,
  3: name({ foldCase: false }),
})

export const IPSECKEY = defineType({
  name: 'IPSECKEY',
  code: 45,
  rfcs: [4025],
  summary: 'A key with which to make an IPsec tunnel to the owner.',
  examples: ['10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=='],
  fields: {
    precedence: u8,
    gatewayType: u8,
    algorithm: u8,
    gateway: gateway,
    publicKey: optionalBase64,
  },
  descriptions: {
    precedence: 'The lowest is tried first',
    gatewayType: '0 no gateway, 1 IPv4, 2 IPv6, 3 a name',
    algorithm: 'Of the key: 0 none, 1 DSA, 2 RSA, 3 ECDSA',
    gateway: 'Address or name of the gateway, or . for none',
    publicKey: 'The key',
  },
  check: ({ algorithm, publicKey }) =>
    (algorithm === 0) === (publicKey === '')
      ? []
      : ['algorithm 0 is for no key, and only for that (RFC 4025 §2.4)'],
})
