// The address of a host that is to be listened on.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { Endpoint } from './address.ts'
import { listenFault } from './listen-fault.ts'

/** Gives an endpoint an IP address for its host; throws what listening there would. */
export async function resolveEndpoint(endpoint: Endpoint, transport: 'udp' | 'tcp'): Promise<Endpoint> {
  if (isIP(endpoint.host)) return endpoint
  try {
    const { address } = await lookup(endpoint.host)
    return { host: address, port: endpoint.port }
  } catch (error) {
    throw listenFault(error as NodeJS.ErrnoException, endpoint, transport)
  }
}
