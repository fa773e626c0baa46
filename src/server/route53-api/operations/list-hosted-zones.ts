// The listings of hosted zones: by id, by name, and by VPC.
import { DnsctlError } from '../../../base/errors.ts'
import { limits } from '../../../route53/limits.ts'
import { nameFromApi, nameToApi } from '../../../route53/names.ts'
import { orderKey } from '../../../route53/order.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { markedPage, pageOf } from '../form/paging.ts'
import { boolean, choice, integer, list, resourceId, text } from '../form/shapes.ts'
import { query, required, struct } from '../form/struct.ts'
import { delegationSet as storedSet } from '../state/delegation-sets.ts'
import { hostedZones, hostedZonesByName, type ZoneByName } from '../state/hosted-zones.ts'
import { pageOutput, pageQuery, zoneId } from './common-shapes.ts'
import { hostedZoneShape, shownZone } from './hosted-zone-shapes.ts'
import { isSameVpc } from './vpc-rules.ts'

export const listHostedZones = defineOperation({
  name: 'ListHostedZones',
  method: 'GET',
  path: '/2013-04-01/hostedzone',
  input: struct({
    ...pageQuery,
    DelegationSetId: query('delegationsetid', resourceId('delegationset')),
    HostedZoneType: query('hostedzonetype', choice('PrivateHostedZone')),
  }),
  output: struct({ HostedZones: required(list('HostedZone', hostedZoneShape)), ...pageOutput }),
  run({ store }, { DelegationSetId: setId, HostedZoneType, ...page }) {
    if (setId !== undefined) storedSet(store, setId)
    const zones = hostedZones(store).filter(
      ({ delegationSet, isPrivate }) =>
        (setId === undefined || delegationSet === setId) && (isPrivate || !HostedZoneType),
    )
    const { items, members } = markedPage(zones, page, limits.hostedZonesPerPage)
    return { HostedZones: items.map(zone => shownZone(store, zone)), ...members }
  },
})

export const listHostedZonesByName = defineOperation({
  name: 'ListHostedZonesByName',
  method: 'GET',
  path: '/2013-04-01/hostedzonesbyname',
  input: struct({
    DNSName: query('dnsname', text({ max: 1024 })),
    HostedZoneId: query('hostedzoneid', zoneId),
    MaxItems: query('maxitems', integer({ min: 1 })),
  }),
  output: struct({
    HostedZones: required(list('HostedZone', hostedZoneShape)),
    DNSName: text(),
    HostedZoneId: text(),
    IsTruncated: required(boolean),
    NextDNSName: text(),
    NextHostedZoneId: text(),
    MaxItems: required(integer()),
  }),
  run({ store }, { DNSName, HostedZoneId = '', MaxItems }) {
    if (DNSName === undefined && HostedZoneId !== '')
      throw new ApiError('InvalidInput', 'The request specifies a hosted zone ID but no DNS name')
    const start = DNSName === undefined ? '' : orderOf(DNSName)
    const isAtOrBehind = ({ order, zone }: ZoneByName): boolean =>
      order > start || (order === start && zone.id >= HostedZoneId)
    const { items, next } = pageOf(
      hostedZonesByName(store),
      isAtOrBehind,
      MaxItems,
      limits.hostedZonesPerPage,
    )
    return {
      HostedZones: items.map(({ zone }) => shownZone(store, zone)),
      ...(DNSName !== undefined && { DNSName }),
      ...(HostedZoneId !== '' && { HostedZoneId }),
      IsTruncated: next !== undefined,
      ...(next && { NextDNSName: nameToApi(next.zone.head.origin), NextHostedZoneId: next.zone.id }),
      MaxItems: Math.min(MaxItems ?? limits.hostedZonesPerPage, limits.hostedZonesPerPage),
    }
  },
})

function orderOf(name: string): string {
  try {
    return orderKey(nameToApi(nameFromApi(name)))
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    throw new ApiError('InvalidDomainName', `The domain name ${name} is not valid`)
  }
}

/** The account that owns everything here: nobody's at AWS. */
const account = '000000000000'

export const listHostedZonesByVpc = defineOperation({
  name: 'ListHostedZonesByVPC',
  method: 'GET',
  path: '/2013-04-01/hostedzonesbyvpc',
  input: struct({
    VPCId: required(query('vpcid', text({ max: 1024 }))),
    VPCRegion: required(query('vpcregion', text({ min: 1, max: 64 }))),
    MaxItems: query('maxitems', integer({ min: 1 })),
    NextToken: query('nexttoken', text({ max: 1024 })),
  }),
  output: struct({
    HostedZoneSummaries: required(
      list(
        'HostedZoneSummary',
        struct({
          HostedZoneId: required(text()),
          Name: required(text()),
          Owner: required(struct({ OwningAccount: text() })),
        }),
      ),
    ),
    MaxItems: required(integer()),
    NextToken: text(),
  }),
  run({ store }, { VPCId, VPCRegion, MaxItems, NextToken = '' }) {
    const zones = hostedZones(store).filter(({ vpcs }) =>
      vpcs.some(vpc => isSameVpc(vpc, { VPCId, VPCRegion })),
    )
    const { items, next } = pageOf(zones, ({ id }) => id >= NextToken, MaxItems, limits.hostedZonesPerPage)
    return {
      HostedZoneSummaries: items.map(({ id, head }) => ({
        HostedZoneId: id,
        Name: nameToApi(head.origin),
        Owner: { OwningAccount: account },
      })),
      MaxItems: Math.min(MaxItems ?? limits.hostedZonesPerPage, limits.hostedZonesPerPage),
      ...(next && { NextToken: next.id }),
    }
  },
})
