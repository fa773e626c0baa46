// The form of one change of a batch, whatever the zone holds: which fields go together (API Reference,
// ResourceRecordSet). What breaks it is InvalidInput, in AWS's words.
import { isGeoLocation } from '../../../route53/geo.ts'
import { limits } from '../../../route53/limits.ts'
import type {
  GeoLocation,
  GeoProximityLocation,
  RecordSet,
  RecordSetChange,
} from '../../../route53/record-set.ts'
import { policyTypes } from '../../../route53/record-types.ts'
import { isLocalZoneGroup, regions } from '../../../route53/regions.ts'

/** The fields that make a record set one of a policy. */
export const policyFields = [
  'Weight',
  'Region',
  'Failover',
  'GeoLocation',
  'MultiValueAnswer',
  'GeoProximityLocation',
  'CidrRoutingConfig',
] as const

export type PolicyField = (typeof policyFields)[number]

/** The policy fields that a record set has. */
export const policyFieldsOf = (set: RecordSet): PolicyField[] =>
  policyFields.filter(field => set[field] !== undefined && set[field] !== false)

/** Says what is wrong with the form of a change; nothing if it is sound. */
export function* formFaults({ Action, ResourceRecordSet: set }: RecordSetChange): Generator<string> {
  const where = `in Change with [Action=${Action}, Name=${set.Name}, Type=${set.Type}, SetIdentifier=${set.SetIdentifier ?? 'null'}]`
  for (const fault of setFaults(set)) yield `${fault} ${where}`
}

function* setFaults(set: RecordSet): Generator<string> {
  if (set.TrafficPolicyInstanceId !== undefined) yield "TrafficPolicyInstanceId can't be set"
  yield* contentFaults(set)
  const fields = policyFieldsOf(set)
  if (fields.length > 1) yield `Expected exactly one of [${policyFields.join(', ')}], but found more than one`
  if (fields.length === 0 && set.SetIdentifier !== undefined)
    yield `Expected exactly one of [${policyFields.join(', ')}], but found none`
  if (fields.length > 0 && set.SetIdentifier === undefined) yield "Missing field 'SetIdentifier'"
  if (fields.length > 0 && !policyTypes.includes(set.Type))
    yield `${fields[0]} can't be used for records of type ${set.Type}`
  if (fields.length === 0 && set.HealthCheckId)
    yield `HealthCheckId can't be used without one of [${policyFields.join(', ')}]`
  if (set.MultiValueAnswer && set.AliasTarget) yield "MultiValueAnswer can't be used with AliasTarget"
  if (set.Region !== undefined && !regions.includes(set.Region)) yield `Unknown Region '${set.Region}'`
  if (set.GeoLocation) yield* placeFaults(set.GeoLocation)
  if (set.GeoProximityLocation) yield* nearnessFaults(set.GeoProximityLocation)
}

const contents = '[AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]'
const withoutAlias = new Set(['NS', 'SOA', 'DS'])

function* contentFaults({ Type, AliasTarget, TTL, ResourceRecords }: RecordSet): Generator<string> {
  const hasRecords = TTL !== undefined && ResourceRecords !== undefined
  if (AliasTarget && (TTL !== undefined || ResourceRecords))
    yield `Expected exactly one of ${contents}, but found more than one`
  else if (!AliasTarget && !hasRecords) yield `Expected exactly one of ${contents}, but found none`
  if (AliasTarget && withoutAlias.has(Type)) yield `AliasTarget can't be used for records of type ${Type}`
}

function* placeFaults(location: GeoLocation): Generator<string> {
  const { ContinentCode, CountryCode, SubdivisionCode } = location
  if ((ContinentCode === undefined) === (CountryCode === undefined))
    yield 'Expected exactly one of [ContinentCode, CountryCode] of GeoLocation'
  else if (SubdivisionCode !== undefined && (CountryCode === undefined || CountryCode === '*'))
    yield "SubdivisionCode can't be used without CountryCode"
  else if (!isGeoLocation(location))
    yield `Unknown GeoLocation '${ContinentCode ?? [CountryCode, SubdivisionCode].filter(Boolean).join('-')}'`
}

function* nearnessFaults(location: GeoProximityLocation): Generator<string> {
  const { AWSRegion, LocalZoneGroup, Coordinates, Bias = 0 } = location
  if ([AWSRegion, LocalZoneGroup, Coordinates].filter(Boolean).length !== 1)
    yield 'Expected exactly one of [AWSRegion, LocalZoneGroup, Coordinates] of GeoProximityLocation'
  if (AWSRegion !== undefined && !regions.includes(AWSRegion)) yield `Unknown AWSRegion '${AWSRegion}'`
  if (LocalZoneGroup !== undefined && !isLocalZoneGroup(LocalZoneGroup))
    yield `Unknown LocalZoneGroup '${LocalZoneGroup}'`
  if (Math.abs(Bias) > limits.bias) yield `Bias ${Bias} is not from -${limits.bias} to ${limits.bias}`
  if (Coordinates && !(isWithin(Coordinates.Latitude, 90) && isWithin(Coordinates.Longitude, 180)))
    yield `Coordinates '${Coordinates.Latitude},${Coordinates.Longitude}' are not of this world`
}

/** Up to two digits behind the point, as AWS takes them. */
const isWithin = (degrees: string, most: number): boolean =>
  /^[-+]?\d{1,3}(\.\d{0,2})?$/.test(degrees) && Math.abs(Number(degrees)) <= most
