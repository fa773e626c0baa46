// Writes an RRset as record sets of Route 53: one, or with a routing policy one for each of its sets.
import { fault } from '../base/errors.ts'
import type { AliasTarget, HealthCheck, RoutedSet } from '../dns/routing.ts'
import type { Rdata } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { aliasZoneOf } from './alias-zones.ts'
import { geoLocationOf } from './geo.ts'
import { nameToApi } from './names.ts'
import type { CidrRoutingConfig, GeoLocation, GeoProximityLocation, RecordSet } from './record-set.ts'
import { isLocalZoneGroup } from './regions.ts'
import { valueToApi } from './values.ts'

/** The ids of what record sets refer to. */
export interface ResourceIds {
  /** Of the zone that the record sets are for. */
  readonly zoneId: string
  healthCheckId(check: HealthCheck): string
  /** `*` alone has a location too: that of the same name in any collection. */
  cidrLocation(networks: readonly string[]): CidrRoutingConfig
}

/** Makes the record sets of an RRset, in the order of its sets; `rrsetOf` is the way back. */
export function recordSetsOf(rrset: RRset, resources: ResourceIds): RecordSet[] {
  const common = { Name: nameToApi(rrset.owner), Type: rrset.type }
  const { policy } = rrset
  if (!policy) return [{ ...common, ...contentOf(rrset, rrset.type, rrset.ttl, resources) }]
  return policy.sets.map(set => ({
    ...common,
    SetIdentifier: set.id,
    ...(policy.kind === 'multivalue' && { MultiValueAnswer: true }),
    ...(policy.kind === 'geoproximity'
      ? { GeoProximityLocation: nearnessOf(set) }
      : choiceOf(set, resources)),
    ...contentOf(set, rrset.type, set.ttl ?? rrset.ttl, resources),
    ...(set.health && { HealthCheckId: resources.healthCheckId(set.health) }),
  }))
}

interface Content {
  readonly rdatas: readonly Rdata[]
  readonly alias?: AliasTarget
}

function contentOf({ rdatas, alias }: Content, type: string, ttl: number, { zoneId }: ResourceIds) {
  if (!alias) return { TTL: ttl, ResourceRecords: rdatas.map(rdata => ({ Value: valueToApi(type, rdata) })) }
  const service = aliasZoneOf(alias.target)
  return {
    AliasTarget: {
      HostedZoneId: alias.hostedZone ?? service?.zoneId ?? zoneId,
      DNSName: nameToApi(service?.target ?? alias.target),
      EvaluateTargetHealth: alias.evaluateHealth,
    },
  }
}

/** What all policies but geoproximity choose by. */
function choiceOf({ weight, region, role, location, networks }: RoutedSet, resources: ResourceIds) {
  return {
    ...(weight !== undefined && { Weight: weight }),
    ...(region !== undefined && { Region: region }),
    ...(role && { Failover: role === 'primary' ? ('PRIMARY' as const) : ('SECONDARY' as const) }),
    ...(location !== undefined && { GeoLocation: knownLocation(location) }),
    ...(networks && { CidrRoutingConfig: resources.cidrLocation(networks) }),
  }
}

function knownLocation(text: string): GeoLocation {
  const location = geoLocationOf(text)
  if (!location) throw fault('rdata-invalid', `location "${text}" is no continent, country or subdivision`)
  return location
}

function nearnessOf({ region, coordinates, bias }: RoutedSet): GeoProximityLocation {
  const [Latitude = '', Longitude = ''] = coordinates?.split(',').map(degrees => degrees.trim()) ?? []
  return {
    ...(region !== undefined &&
      (isLocalZoneGroup(region) ? { LocalZoneGroup: region } : { AWSRegion: region })),
    ...(coordinates !== undefined && { Coordinates: { Latitude, Longitude } }),
    ...(bias && { Bias: bias }),
  }
}
