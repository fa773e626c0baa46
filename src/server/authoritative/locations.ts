// Where addresses are, for geolocation: networks and the location of each, compact and found without allocation.
import type { Location } from '../../dns/location.ts'
import { createNetworkList, noNetworks } from '../../net/network-table.ts'
import { locationCode } from './location-code.ts'

/** A table of networks with the codes of their locations: 28 octets a network. */
export type Locations = Int32Array

/** No address has a location; geolocation answers with its default. */
export const noLocations: Locations = noNetworks

/**
 * Makes the table of networks in CIDR form and the location of each. An address is where the smallest network is that
 * it lies in; of equal networks the first counts.
 */
export function createLocations(
  entries: Iterable<readonly [network: string, location: Location]>,
): Locations {
  const networks = createNetworkList()
  for (const [network, location] of entries)
    if (!networks.add(network, locationCode(location).code)) throw new TypeError(`no network: ${network}`)
  return networks.table()
}
