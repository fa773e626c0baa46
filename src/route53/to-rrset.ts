// Reads record sets of Route 53 as an RRset: all those of one name and type are one RRset.
import { fault } from '../base/errors.ts'
import { networkText, parseNetwork } from '../dns/network.ts'
import type { AliasTarget, HealthCheck, PolicyKind, RoutedSet } from '../dns/routing.ts'
import type { Rdata } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { aliasZoneOf } from './alias-zones.ts'
import { locationTextOf } from './geo.ts'
import { nameFromApi } from './names.ts'
import type { ApiAliasTarget, CidrRoutingConfig, GeoProximityLocation, RecordSet } from './record-set.ts'
import { heldValueFromApi } from './values.ts'

/** What record sets refer to. */
export interface ResourceLookup {
  /** Of the zone that the record sets are in. */
  readonly zoneId: string
  healthCheck(id: string): HealthCheck
  networks(config: CidrRoutingConfig): readonly string[]
}

/** Parts a listing, in which the sets of one name and type follow each other, into the sets of one RRset each. */
export function* grouped(sets: Iterable<RecordSet>): Generator<RecordSet[]> {
  let group: RecordSet[] = []
  for (const set of sets) {
    const [first] = group
    if (first && (first.Name !== set.Name || first.Type !== set.Type)) {
      yield group
      group = []
    }
    group.push(set)
  }
  if (group.length > 0) yield group
}

/**
 * Makes the RRset of all sets of one name and type, of which there is at least one.
 *
 * Its TTL is the one that most sets have, of several the one listed first; sets that differ state their own. Spellings
 * are lost (letter case, `dualstack.`, how values are written), so that a DELETE must repeat the sets as they were read.
 */
export function rrsetOf(sets: readonly RecordSet[], resources: ResourceLookup): RRset {
  const [first] = sets
  if (!first) throw fault('internal-fault', 'an RRset is made of at least one record set')
  const { Name, Type, AliasTarget } = first
  const kind = policyOf(first)
  const ttl = commonTtl(sets)
  const common = { owner: nameFromApi(Name), type: Type, ttl }
  const managedBy = managerOf(sets, kind)
  return {
    ...common,
    rdatas: kind ? [] : unique(sets.flatMap(rdatasOf)),
    ...(kind && { policy: { kind, sets: sets.map(set => routedSet(set, ttl, resources)) } }),
    ...(!kind && AliasTarget && { alias: aliasOf(AliasTarget, resources.zoneId) }),
    ...(managedBy !== undefined && { managedBy }),
  }
}

/** Whose the record sets are, if zone files cannot state them. */
function managerOf(sets: readonly RecordSet[], kind: PolicyKind | undefined): string | undefined {
  const [{ TrafficPolicyInstanceId, SetIdentifier, HealthCheckId }] = sets as [RecordSet]
  if (TrafficPolicyInstanceId !== undefined) return `traffic policy instance ${TrafficPolicyInstanceId}`
  if (kind) return undefined
  if (SetIdentifier !== undefined || sets.length > 1) return 'a routing policy that dnsctl does not know'
  return HealthCheckId === undefined ? undefined : `health check ${HealthCheckId}, without a routing policy`
}

function policyOf(set: RecordSet): PolicyKind | undefined {
  if (set.Weight !== undefined) return 'weighted'
  if (set.Region !== undefined) return 'latency'
  if (set.Failover !== undefined) return 'failover'
  if (set.GeoLocation) return 'geolocation'
  if (set.GeoProximityLocation) return 'geoproximity'
  if (set.CidrRoutingConfig) return 'ip'
  return set.MultiValueAnswer ? 'multivalue' : undefined
}

function routedSet(set: RecordSet, ttl: number, resources: ResourceLookup): RoutedSet {
  const { SetIdentifier = '', Weight, Region, Failover, GeoLocation, CidrRoutingConfig } = set
  return {
    id: SetIdentifier,
    rdatas: rdatasOf(set),
    ...(set.AliasTarget && { alias: aliasOf(set.AliasTarget, resources.zoneId) }),
    ...(set.TTL !== undefined && set.TTL !== ttl && { ttl: set.TTL }),
    ...(set.HealthCheckId && { health: resources.healthCheck(set.HealthCheckId) }),
    ...(Weight !== undefined && { weight: Weight }),
    ...(Region !== undefined && { region: Region }),
    ...(Failover && { role: Failover === 'PRIMARY' ? ('primary' as const) : ('secondary' as const) }),
    ...(GeoLocation && { location: locationTextOf(GeoLocation) }),
    ...(set.GeoProximityLocation && nearnessOf(set.GeoProximityLocation)),
    ...(CidrRoutingConfig && {
      networks: networksOf(CidrRoutingConfig, resources),
    }),
  }
}

function networksOf(config: CidrRoutingConfig, resources: ResourceLookup): readonly string[] {
  if (config.LocationName === '*') return ['*']
  return resources.networks(config).map(text => {
    const network = parseNetwork(text)
    return network ? networkText(network) : text
  })
}

function nearnessOf(location: GeoProximityLocation): Pick<RoutedSet, 'region' | 'coordinates' | 'bias'> {
  const { AWSRegion, LocalZoneGroup, Coordinates, Bias } = location
  const region = AWSRegion ?? LocalZoneGroup
  return {
    ...(region !== undefined && { region }),
    ...(Coordinates && { coordinates: `${Number(Coordinates.Latitude)},${Number(Coordinates.Longitude)}` }),
    ...(Bias && { bias: Bias }),
  }
}

/** The zone of the target is left out where `recordSetsOf` finds it by itself. */
function aliasOf(
  { DNSName, HostedZoneId, EvaluateTargetHealth }: ApiAliasTarget,
  zoneId: string,
): AliasTarget {
  const name = nameFromApi(DNSName)
  const service = aliasZoneOf(name)
  const target = service?.target ?? name
  const told = service?.zoneId ?? zoneId
  return {
    target,
    evaluateHealth: EvaluateTargetHealth,
    ...(HostedZoneId !== told && { hostedZone: HostedZoneId }),
  }
}

const rdatasOf = ({ Type, ResourceRecords = [] }: RecordSet): Rdata[] =>
  unique(ResourceRecords.map(({ Value }) => heldValueFromApi(Type, Value)))

const unique = (rdatas: readonly Rdata[]): Rdata[] => [...new Set(rdatas)]

/** 0 if all are aliases, which have none. */
function commonTtl(sets: readonly RecordSet[]): number {
  const counts = new Map<number, number>()
  for (const { TTL } of sets) if (TTL !== undefined) counts.set(TTL, (counts.get(TTL) ?? 0) + 1)
  let common: readonly [ttl: number, count: number] = [0, 0]
  for (const entry of counts) if (entry[1] > common[1]) common = entry
  return common[0]
}
