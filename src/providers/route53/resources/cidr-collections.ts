// Reads and fills the CIDR collections of ours. A location that no record refers to any more stays: it costs nothing,
// and records of another zone may refer to it.
import type { Clock } from '../../../base/clock.ts'
import { fault } from '../../../base/errors.ts'
import { limits } from '../../../route53/limits.ts'
import type { CidrRoutingConfig } from '../../../route53/record-set.ts'
import type { Api, CallOptions } from '../api/api.ts'
import { isApiFault } from '../api/api-fault.ts'
import { type Collection, isOwnCollection, locationName, type NetworkLists, placeNetworks } from './cidr.ts'

/** Where an RRset finds the networks of one of its sets. */
export type LocationOf = (networks: readonly string[]) => CidrRoutingConfig

/** Others may fill the same collections meanwhile; then it is looked again. */
const mostLooks = 8

/** Makes sure that the networks of some RRsets are in collections; says where, in the order of the RRsets. */
export async function holdNetworks(
  api: Api,
  rrsets: readonly NetworkLists[],
  clock: Clock,
  options: CallOptions,
): Promise<LocationOf[]> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const held = await readCollections(api, options)
    const { collections, missing } = placeNetworks(rrsets, held)
    const byName = new Map(held.map(collection => [collection.name, collection]))
    const absent = [...missing.keys()].filter(name => !byName.has(name))
    for (const name of absent) await createCollection(api, name, clock, options)
    if (absent.length > 0) continue
    if (await fill(api, byName, missing, options))
      return collections.map(name => locatedIn(byName.get(name)!))
  }
  throw fault('route53-refused', 'the CIDR collections of dnsctl are changed by others again and again')
}

const locatedIn =
  ({ id }: Collection): LocationOf =>
  networks => ({ CollectionId: id, LocationName: networks[0] === '*' ? '*' : locationName(networks) })

async function createCollection(api: Api, Name: string, clock: Clock, options: CallOptions): Promise<void> {
  const CallerReference = `${Name}-${clock().toString(36)}`
  try {
    await api.call('CreateCidrCollection', { Name, CallerReference }, options)
  } catch (error) {
    if (!isRaced(error)) throw error
  }
}

/** Adds what is missing; false if a collection has been changed meanwhile. */
async function fill(
  api: Api,
  collections: ReadonlyMap<string, Collection>,
  missing: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>,
  options: CallOptions,
): Promise<boolean> {
  for (const [name, locations] of missing) {
    let { id, version } = collections.get(name)!
    for (const Changes of requests(locations))
      try {
        await api.call('ChangeCidrCollection', { Id: id, CollectionVersion: version++, Changes }, options)
      } catch (error) {
        if (!isRaced(error)) throw error
        return false
      }
  }
  return true
}

const isRaced = (error: unknown): boolean => isApiFault(error, ...races)

const races = [
  'CidrCollectionAlreadyExistsException',
  'CidrCollectionVersionMismatchException',
  'ConcurrentModification',
]

interface LocationChange {
  readonly LocationName: string
  readonly Action: 'PUT'
  readonly CidrList: string[]
}

/** Parts what is to be added into what requests take. */
function requests(locations: ReadonlyMap<string, readonly string[]>): LocationChange[][] {
  const all: LocationChange[][] = []
  let room = 0
  for (const [LocationName, networks] of locations)
    for (let at = 0; at < networks.length; ) {
      if (room === 0) {
        all.push([])
        room = limits.cidrBlocksPerRequest
      }
      const CidrList = networks.slice(at, at + room)
      all.at(-1)!.push({ LocationName, Action: 'PUT', CidrList })
      room -= CidrList.length
      at += CidrList.length
    }
  return all
}

async function readCollections(api: Api, options: CallOptions): Promise<Collection[]> {
  const collections: Collection[] = []
  let token: string | undefined
  do {
    const input = token === undefined ? {} : { NextToken: token }
    const { CidrCollections = [], NextToken } = await api.call('ListCidrCollections', input, options)
    for (const { Id, Name, Version } of CidrCollections)
      if (isOwnCollection(Name!)) {
        const locations = await readLocations(api, Id!, options)
        collections.push({ id: Id!, name: Name!, version: Number(Version), locations })
      }
    token = NextToken
  } while (token !== undefined)
  return collections
}

async function readLocations(api: Api, CollectionId: string, options: CallOptions) {
  const locations = new Map<string, string[]>()
  let token: string | undefined
  do {
    const input = { CollectionId, ...(token !== undefined && { NextToken: token }) }
    const { CidrBlocks = [], NextToken } = await api.call('ListCidrBlocks', input, options)
    for (const { LocationName = '', CidrBlock = '' } of CidrBlocks)
      locations.set(LocationName, [...(locations.get(LocationName) ?? []), CidrBlock])
    token = NextToken
  } while (token !== undefined)
  return locations
}
