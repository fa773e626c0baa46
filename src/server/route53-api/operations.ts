// Every operation that this server offers.
import type { Operation } from './operation.ts'
import { changeResourceRecordSets, getChange } from './operations/change-record-sets.ts'
import { createHostedZone } from './operations/create-hosted-zone.ts'
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
]
