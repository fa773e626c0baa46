// The record sets of RRsets in a hosted zone, with the ids of what they refer to, and the way back.
import type { HealthCheck } from '../../dns/routing.ts'
import type { RRset } from '../../dns/rrset.ts'
import { withSerial } from '../../dns/soa.ts'
import { recordSetsOf } from '../../route53/from-rrset.ts'
import type { CidrRoutingConfig, RecordSet } from '../../route53/record-set.ts'
import type { ResourceLookup } from '../../route53/to-rrset.ts'
import type { Store } from '../../store/store.ts'
import { inlineCollectionId, inlineLocation, locationOfSet, networksOf } from './cidr-collections.ts'
import { ApiError } from './errors.ts'
import {
  inlineCheckId,
  inlineChecks,
  inlineChecksOf,
  noSuchHealthCheck,
  storedCheck,
} from './health-checks.ts'
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
  /** Makes the checks of an RRset known, so that they are found fast. */
  learn(rrset: RRset): void
}

/** What the record sets of a zone may refer to. */
export function heldResources(reading: StoreReading, store: Store, zoneId: string): HeldResources {
  const learned = new Map<string, HealthCheck>()
  let all: Map<string, HealthCheck> | undefined
  return {
    zoneId,
    learn(rrset) {
      for (const check of inlineChecksOf(rrset)) learned.set(inlineCheckId(check), check)
    },
    healthCheck(id) {
      if (storedCheck(reading, id)) return { type: 'reference', id }
      const check = learned.get(id) ?? (all ??= inlineChecks(store)).get(id)
      if (check) return check
      throw noSuchHealthCheck(id)
    },
    networks: config =>
      config.CollectionId === inlineCollectionId
        ? inlineNetworksOf(store, config)
        : networksOf(reading, config),
  }
}

function inlineNetworksOf(store: Store, { LocationName }: CidrRoutingConfig): readonly string[] {
  const networks = inlineNetworks(store).get(LocationName)
  if (networks) return networks
  throw new ApiError('NoSuchCidrLocationException', `The CIDR location ${LocationName} doesn't exist.`)
}
