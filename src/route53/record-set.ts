// A resource record set as Route 53's API has it (2013-04-01): one RRset of DNS is one of these, or with a routing
// policy one for each set. Both the provider and the API on the bundled server speak of records in this form.

/** The names are those of the API, so that the SDK's own objects are of this shape. */
export interface RecordSet {
  /** Absolute, lower-case, what is not a–z 0–9 - _ . in octal escapes. */
  readonly Name: string
  readonly Type: string
  readonly SetIdentifier?: string
  readonly Weight?: number
  readonly Region?: string
  readonly GeoLocation?: GeoLocation
  readonly Failover?: 'PRIMARY' | 'SECONDARY'
  readonly MultiValueAnswer?: boolean
  /** Absent with `AliasTarget`. */
  readonly TTL?: number
  readonly ResourceRecords?: readonly { readonly Value: string }[]
  readonly AliasTarget?: ApiAliasTarget
  readonly HealthCheckId?: string
  readonly TrafficPolicyInstanceId?: string
  readonly CidrRoutingConfig?: CidrRoutingConfig
  readonly GeoProximityLocation?: GeoProximityLocation
}

export interface ApiAliasTarget {
  readonly HostedZoneId: string
  readonly DNSName: string
  readonly EvaluateTargetHealth: boolean
}

/** A continent, or a country with or without a subdivision; the country `*` is the default. */
export interface GeoLocation {
  readonly ContinentCode?: string
  readonly CountryCode?: string
  readonly SubdivisionCode?: string
}

export interface CidrRoutingConfig {
  readonly CollectionId: string
  /** `*` is the default. */
  readonly LocationName: string
}

export interface GeoProximityLocation {
  readonly AWSRegion?: string
  readonly LocalZoneGroup?: string
  readonly Coordinates?: { readonly Latitude: string; readonly Longitude: string }
  readonly Bias?: number
}

/** What identifies a record set in a hosted zone. */
export type RecordSetKey = Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>

/** One change of a batch. */
export interface RecordSetChange {
  readonly Action: 'CREATE' | 'DELETE' | 'UPSERT'
  readonly ResourceRecordSet: RecordSet
}
