// How clients are named in the query log: in full, by their network, or by a code that tells nobody who they are.
import { createHmac } from 'node:crypto'
import { ipv4Offset } from '../../net/address-words.ts'
import type { QueryLogSettings } from '../settings/query-log.ts'
import { addressText } from './address-text.ts'
import { isIpv4, maskAddress } from './block-table.ts'

export interface Pseudonyms {
  /** A client of a single query. */
  client(address: Int32Array, since1970: number): string
  /** The network of a client, of which summaries are made. */
  network(address: Int32Array, since1970: number): string
}

/** Octets of a code, as base64url: two clients of a day have the same once in 2^48. */
const codeOctets = 12
const dayMs = 86_400_000

/** Makes names as the settings say; `newKey` draws the key of a day, which nothing keeps. */
export function createPseudonyms(
  { addresses, mask_ipv4, mask_ipv6 }: QueryLogSettings,
  newKey: () => Uint8Array,
): Pseudonyms {
  let key: Uint8Array = new Uint8Array()
  let day = -1

  function code(text: string, since1970: number): string {
    const today = Math.floor(since1970 / dayMs)
    if (today !== day) {
      key = newKey()
      day = today
    }
    return createHmac('sha256', key).update(text).digest('base64url').slice(0, codeOctets)
  }

  function networkText(address: Int32Array): string {
    const masked = new Int32Array(4)
    const isV4 = isIpv4(address)
    maskAddress(address, isV4 ? ipv4Offset + mask_ipv4 : mask_ipv6, masked)
    return `${addressText(masked)}/${isV4 ? mask_ipv4 : mask_ipv6}`
  }

  return {
    client(address, since1970) {
      if (addresses === 'full') return addressText(address)
      return addresses === 'truncated' ? networkText(address) : code(addressText(address), since1970)
    },
    network: (address, since1970) =>
      addresses === 'hashed' ? code(networkText(address), since1970) : networkText(address),
  }
}
