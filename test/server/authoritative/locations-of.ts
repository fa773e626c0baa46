// Tables of locations as tests state them.
import { parseLocation } from '../../../src/dns/location.ts'
import { createLocations, type Locations } from '../../../src/server/authoritative/locations.ts'

/** A table of networks and the texts of their locations. */
export const locationsOf = (
  ...entries: readonly (readonly [network: string, location: string])[]
): Locations =>
  createLocations(entries.map(([network, location]) => [network, parseLocation(location)!] as const))
