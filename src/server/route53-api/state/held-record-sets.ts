// The record sets of RRsets in a hosted zone, with the ids of what they refer to, and the way back.
import type { HealthCheck } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { withSerial } from '../../../dns/soa.ts'
import { recordSetsOf } from '../../../route53/from-rrset.ts'
import type { CidrRoutingConfig, RecordSet } from '../../../route53/record-set.ts'
import type { ResourceLookup } from '../../../route53/to-rrset.ts'
import type { Store } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import {
  inlineCollectionId,
  inlineLocation,
  locationNetworks,
  locationOfSet,
  networksOf,
} from './cidr-collections.ts'
import { inlineCheckId, inlineChecks, noSuchHealthCheck, storedCheck } from './health-checks.ts'
import type { HostedZone } from './hosted-zones.ts'
import { inlineNetworks } from './inline-networks.ts'
import type { StoreReading } from './transact.ts'

/** The record sets of an RRset of a zone, in the order of their identifiers. */
export function recordSetsIn(
  reading: StoreReading,
  { id: zoneId, soaSerial }: Pick<HostedZone, 'id' | 'soaSerial'>,
  rrset: RRset,
): RecordSet[] {
  const ids = { zoneId, healthCheckId: inlineCheckId, cidrLocation: inlineLocation }
  const sets = recordSetsOf(rrset.type === 'SOA' ? withSerial(rrset, soaSerial) : rrset, ids)
  const { policy } = rrset
  if (!policy) return sets
  return sets
    .map((set, i) => {
      const config = set.CidrRoutingConfig && locationOfSet(reading, zoneId, rrset, policy.sets[i]!)
      return config ? { ...set, CidrRoutingConfig: config } : set
    })
    .sort((a, b) => (a.SetIdentifier! < b.SetIdentifier! ? -1 : 1))
}

/** Finds what record sets refer to, in the store and in the RRsets of zones. */
export interface HeldResources extends ResourceLookup {
  /** Makes known what the record sets of an RRset refer to, even if it is gone; they are in any order. */
  learn(rrset: RRset, sets: readonly RecordSet[]): void
  /** Throws NoSuchHealthCheck if a new record set may not refer to a check. */
  requireHealthCheck(id: string): void
  /** Throws an ApiError if a new record set may not refer to a location. */
  requireLocation(config: CidrRoutingConfig): void
}

/** What the record sets of a zone may refer to. */
export function heldResources(reading: StoreReading, store: Store, zoneId: string): HeldResources {
  const checks = new Map<string, HealthCheck>()
  const locations = new Map<string, readonly string[]>()
  const nameOf = ({ CollectionId, LocationName }: CidrRoutingConfig) => `${CollectionId}/${LocationName}`
  return {
    zoneId,
    learn(rrset, sets) {
      for (const { id, health, networks } of rrset.policy?.sets ?? []) {
        if (health) checks.set(inlineCheckId(health), health)
        const config = sets.find(({ SetIdentifier }) => SetIdentifier === id)?.CidrRoutingConfig
        if (config && networks) locations.set(nameOf(config), networks)
      }
    },
    requireHealthCheck(id) {
      if (storedCheck(reading, id)) return
      const known = checks.get(id)
      const check = known && known.type !== 'reference' ? known : inlineChecks(store).get(id)
      if (!check) throw noSuchHealthCheck(id)
      checks.set(id, check)
    },
    requireLocation(config) {
      if (config.CollectionId !== inlineCollectionId) networksOf(reading, config)
      else if (!locations.has(nameOf(config))) locations.set(nameOf(config), inlineNetworksOf(store, config))
    },
    healthCheck: id => checks.get(id) ?? { type: 'reference', id },
    networks: config => locations.get(nameOf(config)) ?? locationNetworks(reading, config) ?? [],
  }
}

function inlineNetworksOf(store: Store, { LocationName }: CidrRoutingConfig): readonly string[] {
  const networks = inlineNetworks(store).get(LocationName)
  if (networks) return networks
  throw new ApiError('NoSuchCidrLocationException', `The CIDR location ${LocationName} doesn't exist.`)
}
