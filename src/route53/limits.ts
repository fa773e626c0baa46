// Route 53's limits and quotas (Developer Guide, "Quotas"; API Reference), and what a batch of changes costs.
import type { RecordSetChange } from './record-set.ts'

/** Limits of requests hold for everybody; quotas are defaults, which an account can have raised. */
export const limits = {
  /** ChangeResourceRecordSets: ResourceRecord elements, where an UPSERT counts twice. */
  recordsPerBatch: 1000,
  /** ChangeResourceRecordSets: characters of all Value elements, where an UPSERT counts twice. */
  charactersPerBatch: 32_000,
  changesPerBatch: 1000,
  /** Characters of one Value. */
  valueCharacters: 4000,
  /** ResourceRecord elements of one record set. */
  valuesPerRecordSet: 400,
  maxTtl: 2 ** 31 - 1,
  setIdentifierCharacters: 128,
  weight: 255,
  bias: 99,

  /** Items a page: the most that MaxItems can ask for. */
  recordSetsPerPage: 300,
  hostedZonesPerPage: 100,
  healthChecksPerPage: 1000,
  delegationSetsPerPage: 100,
  geoLocationsPerPage: 100,
  cidrItemsPerPage: 100,

  /** Tags: ListTagsForResources names so many resources, ChangeTagsForResource adds so many tags. */
  resourcesPerTagRequest: 10,
  tagsPerRequest: 10,
  tagKeyCharacters: 128,
  tagValueCharacters: 256,

  zoneCallerReferenceCharacters: 128,
  zoneCommentCharacters: 256,
  healthCallerReferenceCharacters: 64,
  searchStringCharacters: 255,
  resourcePathCharacters: 255,
  healthHostCharacters: 255,
  childHealthChecks: 255,
  failureThreshold: 10,
  healthThreshold: 256,

  cidrCollectionNameCharacters: 64,
  cidrLocationNameCharacters: 16,
  /** ChangeCidrCollection: CIDR blocks. */
  cidrBlocksPerRequest: 1000,
  /** The longest prefixes of a CIDR block. */
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 48,

  /** Requests of an account in a second, whatever they ask for. */
  requestsPerSecond: 5,

  /** Quotas. */
  hostedZonesPerAccount: 500,
  recordSetsPerZone: 10_000,
  /** Record sets of one name and type with a policy; 30 with geoproximity. */
  setsPerPolicy: 100,
  setsPerGeoproximity: 30,
  vpcsPerZone: 300,
  healthChecksPerAccount: 200,
  delegationSetsPerAccount: 100,
  zonesPerDelegationSet: 100,
  cidrCollectionsPerAccount: 5,
  cidrBlocksPerCollection: 1000,
  keySigningKeysPerZone: 2,
} as const

/** What a batch uses up of its limits. */
export interface BatchCost {
  readonly records: number
  readonly characters: number
  readonly changes: number
}

/** Counts as ChangeResourceRecordSets does: an alias has no records, and those of an UPSERT count twice. */
export function costOf(changes: readonly RecordSetChange[]): BatchCost {
  let records = 0
  let characters = 0
  for (const { Action, ResourceRecordSet } of changes) {
    const times = Action === 'UPSERT' ? 2 : 1
    for (const { Value } of ResourceRecordSet.ResourceRecords ?? []) {
      records += times
      characters += times * Value.length
    }
  }
  return { records, characters, changes: changes.length }
}

/** A character that names and values of tags do not take (AWS General Reference, "Tagging"). */
export const otherThanTagMarks = /[^\p{L}\p{N}\s+\-=._:/@]/u
