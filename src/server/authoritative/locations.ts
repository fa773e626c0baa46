// Where addresses are, for geolocation: networks and the location of each, compact and found without allocation.
import { fault } from '../../base/errors.ts'
import { parseLocation } from '../../dns/location.ts'
import { locationCode } from './location-code.ts'
import { createNetworkList, noNetworks } from './network-table.ts'

/** A table of networks with the codes of their locations: 28 octets a network. */
export type Locations = Int32Array

/** No address has a location; geolocation answers with its default. */
export const noLocations: Locations = noNetworks

/**
 * Makes the table of networks in CIDR form and locations as `parseLocation` reads them. An address is where the
 * smallest network is that it lies in; of equal networks the first counts. Throws `location-invalid`.
 */
export function createLocations(entries: Iterable<readonly [network: string, location: string]>): Locations {
  const codes = new Map<string, number>()
  const codeOf = (text: string): number => {
    const known = codes.get(text)
    if (known !== undefined) return known
    const location = parseLocation(text)
    if (!location) throw fault('location-invalid', `"${text}" is no location such as EU, FR or US-CA`)
    const { code } = locationCode(location)
    codes.set(text, code)
    return code
  }
  const networks = createNetworkList()
  for (const [network, location] of entries)
    if (!networks.add(network, codeOf(location)))
      throw fault('location-invalid', `"${network}" is no network such as 192.0.2.0/24`)
  return networks.table()
}
