// The shapes of record sets.
import { limits } from '../../../route53/limits.ts'
import { recordTypes } from '../../../route53/record-types.ts'
import { boolean, choice, integer, list, text } from '../form/shapes.ts'
import { required, struct } from '../form/struct.ts'
import { uuid, zoneId } from './common-shapes.ts'

export const dnsName = text({ max: 1024 })

export const recordType = choice(...recordTypes)

export const setIdentifier = text({ min: 1, max: limits.setIdentifierCharacters })

export const geoLocation = {
  ContinentCode: text({ min: 2, max: 2 }),
  CountryCode: text({ min: 1, max: 2 }),
  SubdivisionCode: text({ min: 1, max: 3 }),
}

/** A record set as it is changed and listed, in the order of AWS's model. */
export const recordSet = struct({
  Name: required(dnsName),
  Type: required(recordType),
  SetIdentifier: setIdentifier,
  Weight: integer({ min: 0, max: limits.weight }),
  Region: text({ min: 1, max: 64 }),
  GeoLocation: struct(geoLocation),
  Failover: choice('PRIMARY', 'SECONDARY'),
  MultiValueAnswer: boolean,
  TTL: integer({ min: 0, max: limits.maxTtl }),
  ResourceRecords: list(
    'ResourceRecord',
    struct({ Value: required(text({ max: limits.valueCharacters })) }),
    { min: 1 },
  ),
  AliasTarget: struct({
    HostedZoneId: required(zoneId),
    DNSName: required(dnsName),
    EvaluateTargetHealth: required(boolean),
  }),
  HealthCheckId: text({ max: 64 }),
  TrafficPolicyInstanceId: text({ min: 1, max: 36 }),
  CidrRoutingConfig: struct({
    CollectionId: required(uuid),
    LocationName: required(
      text({ min: 1, max: limits.cidrLocationNameCharacters, pattern: /[0-9A-Za-z_\-*]+/ }),
    ),
  }),
  GeoProximityLocation: struct({
    AWSRegion: text({ min: 1, max: 64 }),
    LocalZoneGroup: text({ min: 1, max: 64 }),
    Coordinates: struct({
      Latitude: required(text({ min: 1, max: 6 })),
      Longitude: required(text({ min: 1, max: 7 })),
    }),
    Bias: integer(),
  }),
})
