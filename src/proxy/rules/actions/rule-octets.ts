// Octets and addresses as rules have them in text.
import { DnsctlError, fault } from '../../../base/errors.ts'
import { type Name, nameToWire, parseName, root } from '../../../dns/name.ts'
import { unescapeOctets } from '../../../dns/rr/kinds/strings.ts'
import { decodeMessage, type Message } from '../../../dns/wire/message.ts'
import { readAddress } from '../../../net/address-words.ts'

/** What descriptions say of octets in text. */
export const octetsHint = 'text, in which `\\DDD` is the octet with that decimal number'

/** Reads octets; throws `proxy-rule-invalid`. */
export const readOctets = (text: string): Uint8Array => ofRule(() => Uint8Array.from(unescapeOctets(text)))

/** Reads a name, whose last dot may be left out; its octets in wire form. Throws `proxy-rule-invalid`. */
export const readWireName = (text: string): Uint8Array =>
  ofRule(() => nameToWire(text === '' ? root : (parseName(text, root) as Name)))

/** Reads a whole message; throws `proxy-rule-invalid`. */
export const readMessage = (octets: Uint8Array): Message => ofRule(() => decodeMessage(octets))

/** Reads an IP address; its 4 or 16 octets. Throws `proxy-rule-invalid`. */
export function readIp(text: string): Uint8Array {
  const words = new Int32Array(4)
  if (!readAddress(text, words) || text.includes('%'))
    throw fault('proxy-rule-invalid', `"${text}" is not an IP address`)
  const octets = Uint8Array.from({ length: 16 }, (_, i) => words[i >> 2]! >>> (24 - 8 * (i & 3)))
  return text.includes(':') ? octets : octets.slice(12)
}

/** What is wrong with a value is the rule's fault. */
function ofRule<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw fault('proxy-rule-invalid', error.problems[0].message, undefined, { cause: error })
  }
}
