// Which VPCs see a private zone, and which of other accounts may.
import type { StoreTransaction } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { pageOf } from '../form/paging.ts'
import { text } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import { quotas } from '../quotas.ts'
import { type ChangeInfo, submitChange } from '../state/changes.ts'
import { changeZoneRecord, type HostedZone, hostedZone, type Vpc } from '../state/hosted-zones.ts'
import { transact } from '../state/transact.ts'
import { changeOutput, tokenQuery, vpc, vpcs, zoneId } from './common-shapes.ts'
import { refuseNameOfVpc } from './create-hosted-zone.ts'
import { checkedVpc, isSameVpc } from './vpc-rules.ts'

const input = struct({ Id: uri(zoneId), VPC: required(vpc), Comment: text() })

export const associateVpc = defineOperation({
  name: 'AssociateVPCWithHostedZone',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/associatevpc',
  input,
  output: changeOutput,
  run: async (context, { Id, VPC, Comment }) => ({
    ChangeInfo: await transact(context.store, (t): ChangeInfo => {
      const zone = privateZone(t, Id)
      const added = checkedVpc(VPC)
      refuseNameOfVpc(t, zone.head.origin, added)
      if (zone.vpcs.length >= quotas.vpcsPerZone)
        throw new ApiError(
          'LimitsExceeded',
          `Limits Exceeded: MAX_VPCS_ASSOCIATED_BY_ZONE for hosted zone ${Id}`,
        )
      changeZoneRecord(t, zone, { vpcs: [...zone.vpcs, added] })
      return submitChange(t, context, Comment === undefined ? {} : { comment: Comment })
    }),
  }),
})

export const disassociateVpc = defineOperation({
  name: 'DisassociateVPCFromHostedZone',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/disassociatevpc',
  input,
  output: changeOutput,
  run: async (context, { Id, VPC, Comment }) => ({
    ChangeInfo: await transact(context.store, (t): ChangeInfo => {
      const zone = hostedZone(t, Id)
      const removed = checkedVpc(VPC)
      const left = without(zone.vpcs, removed)
      if (left.length === zone.vpcs.length)
        throw new ApiError(
          'VPCAssociationNotFound',
          `The VPC: ${removed.VPCId} is not associated with hosted zone ${Id}`,
        )
      if (left.length === 0)
        throw new ApiError(
          'LastVPCAssociation',
          'Cannot remove the last VPC association for the private zone',
        )
      changeZoneRecord(t, zone, { vpcs: left })
      return submitChange(t, context, Comment === undefined ? {} : { comment: Comment })
    }),
  }),
})

const authorizationInput = struct({ Id: uri(zoneId), VPC: required(vpc) })
const authorizationOutput = struct({ HostedZoneId: required(text()), VPC: required(vpc) })

export const authorizeVpc = defineOperation({
  name: 'CreateVPCAssociationAuthorization',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/authorizevpcassociation',
  input: authorizationInput,
  output: authorizationOutput,
  run: ({ store }, { Id, VPC }) =>
    transact(store, t => {
      const zone = privateZone(t, Id)
      const added = checkedVpc(VPC)
      const kept = without(zone.authorizedVpcs, added)
      if (kept.length >= quotas.vpcAuthorizations)
        throw new ApiError(
          'TooManyVPCAssociationAuthorizations',
          `Too many VPC association authorizations for ${Id}`,
        )
      changeZoneRecord(t, zone, { authorizedVpcs: [...kept, added] })
      return { HostedZoneId: Id, VPC: added }
    }),
})

export const deauthorizeVpc = defineOperation({
  name: 'DeleteVPCAssociationAuthorization',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/deauthorizevpcassociation',
  input: authorizationInput,
  output: struct({}),
  run: ({ store }, { Id, VPC }) =>
    transact(store, t => {
      const zone = hostedZone(t, Id)
      const removed = checkedVpc(VPC)
      const left = without(zone.authorizedVpcs, removed)
      if (left.length === zone.authorizedVpcs.length)
        throw new ApiError(
          'VPCAssociationAuthorizationNotFound',
          `The VPC: ${removed.VPCId} is not authorized to be associated with hosted zone ${Id}`,
        )
      changeZoneRecord(t, zone, { authorizedVpcs: left })
      return {}
    }),
})

const mostAuthorizations = 50

export const listVpcAuthorizations = defineOperation({
  name: 'ListVPCAssociationAuthorizations',
  method: 'GET',
  path: '/2013-04-01/hostedzone/{Id}/authorizevpcassociation',
  input: struct({ Id: uri(zoneId), ...tokenQuery }),
  output: struct({ HostedZoneId: required(text()), NextToken: text(), VPCs: required(vpcs) }),
  run({ store }, { Id, NextToken = '', MaxResults }) {
    const { authorizedVpcs } = hostedZone(store, Id)
    const sorted = [...authorizedVpcs].sort((a, b) => (tokenOf(a) < tokenOf(b) ? -1 : 1))
    const { items, next } = pageOf(sorted, one => tokenOf(one) >= NextToken, MaxResults, mostAuthorizations)
    return { HostedZoneId: Id, ...(next && { NextToken: tokenOf(next) }), VPCs: items }
  },
})

const tokenOf = ({ VPCRegion, VPCId }: Vpc): string => `${VPCRegion}/${VPCId}`

const without = (vpcs: readonly Vpc[], vpc: Vpc): Vpc[] => vpcs.filter(other => !isSameVpc(other, vpc))

function privateZone(t: StoreTransaction, id: string): HostedZone {
  const zone = hostedZone(t, id)
  if (zone.isPrivate) return zone
  throw new ApiError(
    'PublicZoneVPCAssociation',
    "You're trying to associate a VPC with a public hosted zone. Amazon Route 53 doesn't support associating a VPC with a public hosted zone.",
  )
}
