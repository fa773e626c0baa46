// Which servers answer a zone: those that are named, or those of its apex NS, each address a server of its own.

import { createSocket } from 'node:dgram'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { isIP, isIPv6 } from 'node:net'
import { isAtOrBelow, type Name, nameKey } from '../dns/name.ts'
import { NS } from '../dns/rr/types/ns.ts'
import type { RRset } from '../dns/rrset.ts'
import { type Endpoint, parseEndpoint } from '../net/address.ts'
import type { AuthServer, Unasked } from './proof.ts'

const dnsPort = 53

/** What finding servers needs from outside. */
export interface ServerSources {
  /** RRsets of the zone as they are held. */
  readonly held: (owner: Name, type: 'A' | 'AAAA') => RRset | undefined
  /** Every address of a host name; rejects if there is none. */
  readonly lookup: (host: string) => Promise<readonly LookupAddress[]>
  /** Why the system has no way to an address; undefined if it has one. */
  readonly noRouteTo: (endpoint: Endpoint) => Promise<string | undefined>
}

/** Servers by their addresses, and those that cannot be asked. */
export interface FoundServers {
  readonly servers: readonly AuthServer[]
  readonly unresolved: readonly Unasked[]
  readonly unreachable: readonly Unasked[]
}

type FoundHost = AuthServer | { readonly unresolved: Unasked } | { readonly unreachable: Unasked }

/** The servers that a list names, `host` or `host:port`; one that there is no way to stays, and fails. */
export async function namedServers(
  list: readonly string[],
  lookup: ServerSources['lookup'],
): Promise<FoundServers> {
  const found = await Promise.all(
    list.map(async (text): Promise<FoundHost[]> => {
      const { host, port } = parseEndpoint(text, dnsPort)
      if (isIP(host)) return [{ name: host, endpoint: { host, port } }]
      return (await addressesOf(host, lookup)).map(address =>
        typeof address === 'string'
          ? { name: host, endpoint: { host: address, port } }
          : { unresolved: { name: host, reason: address.reason } },
      )
    }),
  )
  return sorted(found.flat())
}

/**
 * The servers of a zone's NS records. The zone's own addresses go before those that the system resolves. An IPv6
 * address without a route is told as unreachable: most machines that run CI have IPv4 only.
 */
export async function nameServers(
  origin: Name,
  apexNs: RRset | undefined,
  sources: ServerSources,
): Promise<FoundServers> {
  const names = (apexNs?.rdatas ?? []).map(rdata => NS.toFields(rdata).nsdname)
  const found = await Promise.all(names.map(name => serversOf(name, origin, sources)))
  return sorted(found.flat())
}

async function serversOf(
  name: Name,
  origin: Name,
  { held, lookup, noRouteTo }: ServerSources,
): Promise<FoundHost[]> {
  const own = isAtOrBelow(name, origin) ? [...valuesOf(held(name, 'A')), ...valuesOf(held(name, 'AAAA'))] : []
  const addresses = own.length > 0 ? own : await addressesOf(name.slice(0, -1), lookup)
  return Promise.all(
    addresses.map(async (address): Promise<FoundHost> => {
      if (typeof address !== 'string') return { unresolved: { name, reason: address.reason } }
      const endpoint = { host: address, port: dnsPort }
      const reason = isIPv6(address) ? await noRouteTo(endpoint) : undefined
      return reason === undefined
        ? { name, endpoint }
        : { unreachable: { name: `${name} ${address}`, reason } }
    }),
  )
}

/** Addresses are their own text; those of a policy are all asked. */
const valuesOf = (rrset: RRset | undefined): string[] =>
  rrset ? [...rrset.rdatas, ...(rrset.policy?.sets ?? []).flatMap(({ rdatas }) => rdatas)] : []

async function addressesOf(
  host: string,
  lookup: ServerSources['lookup'],
): Promise<readonly (string | { readonly reason: string })[]> {
  try {
    return (await lookup(host)).map(({ address }) => address)
  } catch (error) {
    return [
      { reason: `it has no address (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})` },
    ]
  }
}

/** A server that two names lead to is asked once. */
function sorted(found: readonly FoundHost[]): FoundServers {
  const servers = new Map<string, AuthServer>()
  const unresolved: Unasked[] = []
  const unreachable: Unasked[] = []
  for (const one of found)
    if ('unresolved' in one) unresolved.push(one.unresolved)
    else if ('unreachable' in one) unreachable.push(one.unreachable)
    else {
      const { host, port } = one.endpoint
      const key = `${nameKey(host as Name)} ${port}`
      if (!servers.has(key)) servers.set(key, one)
    }
  return { servers: [...servers.values()], unresolved, unreachable }
}

/** Asks the system for a way to an address, sending nothing. */
export async function noRouteTo({ host, port }: Endpoint): Promise<string | undefined> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  try {
    socket.connect(port, host)
    await once(socket, 'connect')
    return undefined
  } catch (error) {
    return `this machine has no way to it (${(error as NodeJS.ErrnoException).code})`
  } finally {
    socket.close()
  }
}
