// Changes of a CIDR collection, down to the RRsets that have its networks.
import { networkText, parseNetwork } from '../../../dns/network.ts'
import type { RoutedSet } from '../../../dns/routing.ts'
import { type RRset, rrsetKey } from '../../../dns/rrset.ts'
import { bumpSerial } from '../../../dns/serial.ts'
import { withSerial } from '../../../dns/soa.ts'
import { limits } from '../../../route53/limits.ts'
import type { RRsetImages, StoreTransaction, ZoneKey } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { quotas } from '../quotas.ts'
import type { ServedSerial } from './changes.ts'
import { type CidrCollection, type CidrUse, cidrUses, defaultLocation } from './cidr-collections.ts'

/** One change of a collection. */
export interface CidrChange {
  readonly LocationName: string
  readonly Action: 'PUT' | 'DELETE_IF_EXISTS'
  readonly CidrList: readonly string[]
}

type Locations = CidrCollection['locations']

/** The locations after some changes; throws an ApiError for what cannot be. */
export function changedLocations(before: Locations, changes: readonly CidrChange[]): Locations {
  const locations = new Map(Object.entries(before).map(([name, blocks]) => [name, new Set(blocks)]))
  for (const { LocationName, Action, CidrList } of changes) {
    const blocks = locations.get(LocationName) ?? new Set<string>()
    for (const block of CidrList.map(blockText)) {
      if (Action === 'DELETE_IF_EXISTS') blocks.delete(block)
      else addBlock(locations, LocationName, blocks, block)
    }
    if (blocks.size > 0) locations.set(LocationName, blocks)
    else locations.delete(LocationName)
  }
  const sum = [...locations.values()].reduce((total, { size }) => total + size, 0)
  if (sum > quotas.cidrBlocksPerCollection)
    throw new ApiError(
      'LimitsExceeded',
      `A CIDR collection has at most ${quotas.cidrBlocksPerCollection} blocks`,
    )
  const sorted = [...locations].sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(sorted.map(([name, blocks]) => [name, [...blocks].sort()]))
}

function addBlock(
  locations: Map<string, Set<string>>,
  name: string,
  blocks: Set<string>,
  block: string,
): void {
  for (const [other, held] of locations)
    if (other !== name && held.has(block))
      throw new ApiError(
        'CidrBlockInUseException',
        `The CIDR block ${block} is already in use in location ${other}.`,
      )
  blocks.add(block)
}

/** The block in its usual spelling; AWS takes networks of the sizes that are routed on their own. */
function blockText(text: string): string {
  const network = parseNetwork(text)
  const longest = network?.family === 6 ? limits.ipv6PrefixLength : limits.ipv4PrefixLength
  if (!network || network.length > longest || network.length === 0 || networkText(network) !== text)
    throw new ApiError('InvalidInput', `Invalid CIDR block '${text}'`)
  return text
}

/** Gives the RRsets that came with locations of a collection the networks of these; tells the serials of their zones. */
export function spreadNetworks(
  t: StoreTransaction,
  collectionId: string,
  before: Locations,
  after: Locations,
): ServedSerial[] {
  const uses = [...cidrUses(t, collectionId)].filter(
    ({ LocationName: name }) => name !== defaultLocation && before[name]?.join() !== after[name]?.join(),
  )
  for (const { LocationName } of uses)
    if (!after[LocationName])
      throw new ApiError(
        'CidrBlockInUseException',
        `The CIDR location ${LocationName} is in use by record sets.`,
      )
  return groupsBy(uses, ({ zone }) => zone).map(ofZone => {
    const key = ofZone[0]!.zone
    return { key, serial: changeZone(t, key, ofZone, after) }
  })
}

/** The uses that have one key in common, for each key. */
function groupsBy(uses: readonly CidrUse[], keyOf: (use: CidrUse) => string): CidrUse[][] {
  const groups = new Map<string, CidrUse[]>()
  for (const use of uses) groups.set(keyOf(use), [...(groups.get(keyOf(use)) ?? []), use])
  return [...groups.values()]
}

/** Changes the RRsets of one zone; returns its new serial. */
function changeZone(t: StoreTransaction, key: ZoneKey, uses: readonly CidrUse[], after: Locations): number {
  const { origin, serial: old } = t.zone(key)!
  const serial = bumpSerial(old, 'increment', 0)
  const soa = t.rrset(key, origin, 'SOA')!
  const images: RRsetImages[] = groupsBy(uses, rrsetKey).map(ofRRset => {
    const before = t.rrset(key, ofRRset[0]!.owner, ofRRset[0]!.type)!
    return { before, after: withNetworks(before, ofRRset, after) }
  })
  t.commit(key, () => ({ images: [...images, { before: soa, after: withSerial(soa, serial) }], serial }))
  return serial
}

function withNetworks(rrset: RRset, uses: readonly CidrUse[], after: Locations): RRset {
  const changed = (set: RoutedSet): RoutedSet => {
    const use = uses.find(({ setId }) => setId === set.id)
    return use ? { ...set, networks: after[use.LocationName]! } : set
  }
  const policy = rrset.policy!
  return { ...rrset, policy: { ...policy, sets: policy.sets.map(changed) } }
}
