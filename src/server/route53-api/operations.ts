// Every operation that this server offers.
import type { Operation } from './form/operation.ts'
import { changeResourceRecordSets, getChange } from './operations/change-record-sets.ts'
import {
  changeCidrCollection,
  createCidrCollection,
  deleteCidrCollection,
  listCidrBlocks,
  listCidrCollections,
  listCidrLocations,
} from './operations/cidr-collections.ts'
import { createHostedZone } from './operations/create-hosted-zone.ts'
import {
  createReusableDelegationSet,
  deleteReusableDelegationSet,
  getReusableDelegationSet,
  getReusableDelegationSetLimit,
  listReusableDelegationSets,
} from './operations/delegation-sets.ts'
import { getGeoLocation, listGeoLocations } from './operations/geo-locations.ts'
import {
  createHealthCheck,
  deleteHealthCheck,
  getHealthCheck,
  getHealthCheckCount,
  listHealthChecks,
  updateHealthCheck,
} from './operations/health-checks.ts'
import {
  getCheckerIpRanges,
  getHealthCheckLastFailureReason,
  getHealthCheckStatus,
} from './operations/health-status.ts'
import {
  deleteHostedZone,
  getDnssec,
  getHostedZone,
  getHostedZoneCount,
  updateHostedZoneComment,
} from './operations/hosted-zones.ts'
import {
  listHostedZones,
  listHostedZonesByName,
  listHostedZonesByVpc,
} from './operations/list-hosted-zones.ts'
import { listResourceRecordSets } from './operations/list-record-sets.ts'
import { listQueryLoggingConfigs } from './operations/query-logging.ts'
import { getAccountLimit, getHostedZoneLimit } from './operations/quotas.ts'
import { changeTagsForResource, listTagsForResource, listTagsForResources } from './operations/tags.ts'
import { testDnsAnswer } from './operations/test-dns-answer.ts'
import {
  associateVpc,
  authorizeVpc,
  deauthorizeVpc,
  disassociateVpc,
  listVpcAuthorizations,
} from './operations/zone-vpcs.ts'

/** By what they are about. */
export const operations: readonly Operation[] = [
  createHostedZone,
  getHostedZone,
  deleteHostedZone,
  updateHostedZoneComment,
  getHostedZoneCount,
  getDnssec,
  listHostedZones,
  listHostedZonesByName,
  listHostedZonesByVpc,
  associateVpc,
  disassociateVpc,
  authorizeVpc,
  deauthorizeVpc,
  listVpcAuthorizations,
  changeResourceRecordSets,
  listResourceRecordSets,
  getChange,
  testDnsAnswer,
  createHealthCheck,
  getHealthCheck,
  updateHealthCheck,
  deleteHealthCheck,
  listHealthChecks,
  getHealthCheckCount,
  getHealthCheckStatus,
  getHealthCheckLastFailureReason,
  getCheckerIpRanges,
  changeTagsForResource,
  listTagsForResource,
  listTagsForResources,
  createReusableDelegationSet,
  getReusableDelegationSet,
  deleteReusableDelegationSet,
  listReusableDelegationSets,
  getReusableDelegationSetLimit,
  createCidrCollection,
  changeCidrCollection,
  deleteCidrCollection,
  listCidrCollections,
  listCidrLocations,
  listCidrBlocks,
  listGeoLocations,
  getGeoLocation,
  getAccountLimit,
  getHostedZoneLimit,
  listQueryLoggingConfigs,
]
