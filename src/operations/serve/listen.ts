// Listens on addresses over UDP and TCP, with the same responder behind all of them.
import { DnsctlError } from '../../base/errors.ts'
import type { Endpoint } from '../../net/address.ts'
import { createTextSource } from '../../net/address-source.ts'
import { resolveEndpoint } from '../../net/resolve-endpoint.ts'
import { listenTcp, type TcpListener } from '../../net/tcp.ts'
import type { UdpListener } from '../../net/udp/listener.ts'
import type { Responder } from '../../server/authoritative/responder.ts'
import type { UdpService } from './udp-service.ts'

/** One address, on one port over both. */
export interface ServedAddress {
  readonly udp: UdpListener
  readonly tcp: TcpListener
}

/** How often to look for a port that is free over UDP and over TCP. */
const portTries = 10

/** Listens on all of the addresses or, if one fails, on none. */
export async function listenOn(
  endpoints: readonly Endpoint[],
  udp: UdpService,
  respond: Responder,
): Promise<readonly ServedAddress[]> {
  const addresses: ServedAddress[] = []
  try {
    for (const endpoint of endpoints)
      addresses.push(await listenOnOne(await resolveEndpoint(endpoint, 'udp'), udp, respond))
    return addresses
  } catch (error) {
    await Promise.all(addresses.map(closeAddress))
    throw error
  }
}

/** Answers what has arrived, then ends. */
export async function closeAddress({ udp, tcp }: ServedAddress): Promise<void> {
  await Promise.all([udp.close(), tcp.close()])
}

async function listenOnOne(
  endpoint: Endpoint,
  service: UdpService,
  respond: Responder,
): Promise<ServedAddress> {
  const source = createTextSource()
  for (let left = portTries; ; left--) {
    const udp = await service.open(endpoint)
    try {
      const tcp = await listenTcp(udp.endpoint, (octets, length, from) => {
        source.text = from
        return respond(octets, length, 'tcp', source)
      })
      return { udp, tcp }
    } catch (error) {
      await udp.close()
      const isTaken = error instanceof DnsctlError && error.code === 'listen-in-use'
      if (!isTaken || endpoint.port !== 0 || left === 0) throw error
    }
  }
}
