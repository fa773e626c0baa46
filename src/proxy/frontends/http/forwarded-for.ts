// The client that a reverse proxy speaks for, as it writes it in X-Forwarded-For.
import { readAddress } from '../../../net/address-words.ts'

/**
 * Reads the last address of the header's value into `client`: that of the proxy next to us, which is the one that is
 * trusted. It may have a port. False if it is no address.
 */
export function readForwardedFor(value: string, client: Int32Array): boolean {
  const last = value.slice(value.lastIndexOf(',') + 1).trim()
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(last)
  if (bracketed) return bracketed[1]!.includes(':') && readAddress(bracketed[1]!, client)
  const withPort = /^([\d.]+):\d{1,5}$/.exec(last)
  return readAddress(withPort ? withPort[1]! : last, client)
}
