// Where a server listens or is asked: `host`, `host:port`, `host#port` (as dig has it), `[v6]:port`, a bare IPv6 address.
import { isIP, isIPv6 } from 'node:net'
import { fault } from '../base/errors.ts'

/** A host (an IP address, or a name that the system resolves) and a port. */
export interface Endpoint {
  readonly host: string
  /** 0 to 65535; 0 lets the system choose one to listen on. */
  readonly port: number
}

/** Reads an endpoint; one without a port gets `defaultPort`. Throws `address-syntax`. */
export function parseEndpoint(text: string, defaultPort: number): Endpoint {
  if (isIPv6(text)) return { host: text, port: defaultPort }
  const { host, port } = split(text)
  if (!isHost(host)) throw fault('address-syntax', `"${text}" is not an address such as 192.0.2.1:5300`)
  return { host, port: port === undefined ? defaultPort : parsePort(port, text) }
}

/** Writes an endpoint so that `parseEndpoint` reads it: `192.0.2.1:53`, `[2001:db8::1]:53`. */
export const endpointText = ({ host, port }: Endpoint): string =>
  isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`

/** Says whether only this machine reaches an IP address. */
export const isLoopback = ({ host }: Endpoint): boolean => host === '::1' || host.startsWith('127.')

interface Parts {
  readonly host: string
  readonly port?: string | undefined
}

function split(text: string): Parts {
  const bracketed = /^\[([^\]]*)\](?:[:#](.*))?$/.exec(text)
  if (bracketed) {
    const [, host = '', port] = bracketed
    if (!isIPv6(host)) throw fault('address-syntax', `"${host}" in "${text}" is not an IPv6 address`)
    return { host, port }
  }
  const hash = text.split('#')
  if (hash.length === 2) return { host: hash[0]!, port: hash[1]! }
  const colon = text.split(':')
  return colon.length === 2 ? { host: colon[0]!, port: colon[1]! } : { host: text }
}

/** A name whose last label is a number would be a mistyped IPv4 address, such as 192.0.2.256. */
const hostName = /^(?!.*(?:^|\.)\d+\.?$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?$/i

const isHost = (host: string): boolean => isIP(host) !== 0 || hostName.test(host)

function parsePort(port: string, text: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    throw fault('address-syntax', `port "${port}" in "${text}" is not a number from 0 to 65535`)
  return Number(port)
}
