// CIDR collections as the store keeps them: networks under the names of locations. An RRset holds the networks
// themselves, so that it can be answered; beside it stands which location they came from.
import { createHash } from 'node:crypto'
import type { RoutedSet } from '../../../dns/routing.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import type { CidrRoutingConfig } from '../../../route53/record-set.ts'
import type { StoreTransaction, ZoneKey } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { derivedUuid } from '../ids.ts'
import type { StoreReading } from './transact.ts'

export interface CidrCollection {
  readonly name: string
  readonly callerReference: string
  readonly version: number
  /** The networks of each location, in the order of their names. */
  readonly locations: Readonly<Record<string, readonly string[]>>
}

const kind = 'route53-cidr-collection'
const useKind = 'route53-cidr-use'

/** The location that stands for every other address. */
export const defaultLocation = '*'

/** Every collection by its id. */
export const cidrCollections = (reading: StoreReading) => reading.resources<CidrCollection>(kind)

/** A collection; throws NoSuchCidrCollectionException. */
export function cidrCollection(reading: StoreReading, id: string): CidrCollection {
  const collection = reading.resource<CidrCollection>(kind, id)
  if (collection) return collection
  throw new ApiError('NoSuchCidrCollectionException', `The CIDR collection with ID ${id} doesn't exist.`)
}

/** Keeps a collection. */
export function putCidrCollection(t: StoreTransaction, id: string, collection: CidrCollection): void {
  t.put(kind, id, collection)
}

/** Forgets a collection. */
export function removeCidrCollection(t: StoreTransaction, id: string): void {
  t.remove(kind, id)
}

/** The networks of a location; throws if there is none. */
export function networksOf(
  reading: StoreReading,
  { CollectionId, LocationName }: CidrRoutingConfig,
): readonly string[] {
  const { locations } = cidrCollection(reading, CollectionId)
  if (LocationName === defaultLocation) return [defaultLocation]
  const networks = locations[LocationName]
  if (networks) return networks
  throw new ApiError('NoSuchCidrLocationException', `The CIDR location ${LocationName} doesn't exist.`)
}

/** The networks of a location, if it is there. */
export const locationNetworks = (
  reading: StoreReading,
  { CollectionId, LocationName }: CidrRoutingConfig,
): readonly string[] | undefined =>
  LocationName === defaultLocation
    ? [defaultLocation]
    : reading.resource<CidrCollection>(kind, CollectionId)?.locations[LocationName]

/** A set of an RRset that came with a location. */
export interface CidrUse extends CidrRoutingConfig {
  readonly zoneId: string
  readonly zone: ZoneKey
  readonly owner: RRset['owner']
  readonly type: RRset['type']
  readonly setId: string
}

const useIdOf = (zoneId: string, rrset: Pick<RRset, 'owner' | 'type'>, setId: string): string =>
  `${zoneId}/${rrsetKey(rrset)}/${setId}`

/** All sets that came with a location of a collection, and still have its networks. */
export function* cidrUses(reading: StoreReading, collectionId: string): Generator<CidrUse> {
  for (const { value: use } of reading.resources<CidrUse>(useKind)) {
    if (use.CollectionId !== collectionId) continue
    const rrset = reading.rrset(use.zone, use.owner, use.type)
    const set = rrset?.policy?.sets.find(({ id }) => id === use.setId)
    if (rrset && set && locationOfSet(reading, use.zoneId, rrset, set)) yield use
  }
}

/** Keeps which location a set came with. */
export function putCidrUse(t: StoreTransaction, use: CidrUse): void {
  t.put(useKind, useIdOf(use.zoneId, use, use.setId), use)
}

/** Forgets which location a set came with. */
export function removeCidrUse(
  t: StoreTransaction,
  zoneId: string,
  rrset: Pick<RRset, 'owner' | 'type'>,
  setId: string,
): void {
  t.remove(useKind, useIdOf(zoneId, rrset, setId))
}

/** Forgets all that the sets of a zone came with. */
export function removeCidrUsesOf(t: StoreTransaction, zoneId: string): void {
  const ids: string[] = []
  for (const { id } of t.resources(useKind, zoneId)) {
    if (!id.startsWith(`${zoneId}/`)) break
    ids.push(id)
  }
  for (const id of ids) t.remove(useKind, id)
}

/** The location that a set came with, if it still has the networks of that. */
export function locationOfSet(
  reading: StoreReading,
  zoneId: string,
  rrset: Pick<RRset, 'owner' | 'type'>,
  { id, networks }: RoutedSet,
): CidrRoutingConfig | undefined {
  const use = reading.resource<CidrUse>(useKind, useIdOf(zoneId, rrset, id))
  if (!use || !networks) return undefined
  const { CollectionId, LocationName } = use
  const blocks = locationNetworks(reading, use)
  const isSame = blocks?.length === networks.length && blocks.every(block => networks.includes(block))
  return isSame ? { CollectionId, LocationName } : undefined
}

/** The collection in which networks are shown that came into a zone without one. */
export const inlineCollectionId = derivedUuid('networks')

/** Where networks are shown that came into a zone without a collection. */
export function inlineLocation(networks: readonly string[]): CidrRoutingConfig {
  const isDefault = networks.length === 1 && networks[0] === defaultLocation
  const text = [...networks].sort().join(' ')
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { CollectionId: inlineCollectionId, LocationName: isDefault ? defaultLocation : name }
}
