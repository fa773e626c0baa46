// Places the networks of IP-based policies in CIDR collections of ours. What a location is depends on its networks
// alone, so that zones share it; and as a query belongs to the location of the longest network that holds its address,
// two locations with networks that overlap go into one collection only for the same RRset (Developer Guide, "IP-based
// routing").
import { createHash } from 'node:crypto'
import { fault } from '../../../base/errors.ts'
import { networkText, parseNetwork } from '../../../dns/network.ts'
import { typeOf } from '../../../dns/rr/table.ts'
import { limits } from '../../../route53/limits.ts'

/** The networks of each set of one RRset's policy, without the default. */
export type NetworkLists = readonly (readonly string[])[]

/** A collection of the account, and the networks of each of its locations. */
export interface Collection {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly locations: ReadonlyMap<string, readonly string[]>
}

/** In which collection each of some RRsets finds its networks, and what has to be added to it before. */
export interface Placement {
  /** The name of the collection of each, in their order. */
  readonly collections: readonly string[]
  /** The networks that are missing, by collection and location. */
  readonly missing: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>
}

/** Collections of ours are called `dnsctl`, `dnsctl-2` and so on. */
export const isOwnCollection = (name: string): boolean => /^dnsctl(?:-\d+)?$/.test(name)
const collectionName = (index: number): string => (index === 0 ? 'dnsctl' : `dnsctl-${index + 1}`)

/** Finds a collection for each RRset: the first that has no networks in the way. */
export function placeNetworks(rrsets: readonly NetworkLists[], held: readonly Collection[]): Placement {
  const filled = new Map(
    held.filter(({ name }) => isOwnCollection(name)).map(({ name, locations }) => [name, new Map(locations)]),
  )
  const missing = new Map<string, Map<string, readonly string[]>>()
  const collections = rrsets.map(lists => {
    let index = 0
    while (!takes(filled.get(collectionName(index)), lists)) index++
    const name = collectionName(index)
    const locations = filled.get(name) ?? new Map<string, readonly string[]>()
    filled.set(name, locations)
    if (!missing.has(name)) missing.set(name, new Map())
    for (const networks of lists) {
      const location = locationName(networks)
      const there = new Set(locations.get(location))
      const absent = canonical(networks).filter(network => !there.has(network))
      if (absent.length > 0) missing.get(name)!.set(location, absent)
      locations.set(location, canonical(networks))
    }
    return name
  })
  return { collections, missing }
}

/** The name of the location of some networks, whatever their order. */
export const locationName = (networks: readonly string[]): string =>
  createHash('sha256')
    .update(canonical(networks).join(' '))
    .digest('base64url')
    .slice(0, limits.cidrLocationNameCharacters)

const canonical = (networks: readonly string[]): string[] =>
  [...new Set(networks.map(text => networkText(networkOf(text))))].sort()

/**
 * Says whether networks can go into a collection without taking queries from another location, or losing any to one.
 * Locations of one RRset may overlap, but where one of them is there already without the other, somebody else has it so.
 */
function takes(locations: ReadonlyMap<string, readonly string[]> | undefined, lists: NetworkLists): boolean {
  if (!locations) return true
  const own = new Map(lists.map(networks => [locationName(networks), networks.map(prefixOf)]))
  for (const [location, networks] of locations) {
    const there = networks.map(prefixOf)
    for (const [name, wanted] of own) {
      const areTogether = name === location || (own.has(location) && locations.has(name))
      if (!areTogether && wanted.some(a => there.some(b => a.startsWith(b) || b.startsWith(a)))) return false
    }
  }
  return true
}

/** The bits of a network, behind its family; two networks overlap if one begins with the other. */
function prefixOf(text: string): string {
  const { family, address, length } = networkOf(text)
  const type = typeOf(family === 4 ? 'A' : 'AAAA')
  const bits = [...type.toWire(type.parse(address))].map(octet => octet.toString(2).padStart(8, '0')).join('')
  return `${family}:${bits.slice(0, length)}`
}

function networkOf(text: string) {
  const network = parseNetwork(text)
  if (!network) throw fault('rdata-invalid', `"${text}" is not a network such as 192.0.2.0/24`)
  return network
}
