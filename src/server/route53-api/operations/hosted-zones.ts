// The operations on hosted zones but for their making, their records and their VPCs.
import { sameName } from '../../../dns/name.ts'
import type { StoreTransaction } from '../../../store/store.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { integer, list, text } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import { submitChange } from '../state/changes.ts'
import { removeCidrUsesOf } from '../state/cidr-collections.ts'
import { changeZoneRecord, type HostedZone, hostedZone, removeZoneRecord } from '../state/hosted-zones.ts'
import { putTags } from '../state/tags.ts'
import { transact } from '../state/transact.ts'
import { changeOutput, delegationSet, vpcs, zoneId } from './common-shapes.ts'
import { comment, hostedZoneShape, shownSetOf, shownZone } from './hosted-zone-shapes.ts'

export const getHostedZone = defineOperation({
  name: 'GetHostedZone',
  method: 'GET',
  path: '/2013-04-01/hostedzone/{Id}',
  input: struct({ Id: uri(zoneId) }),
  output: struct({ HostedZone: required(hostedZoneShape), DelegationSet: delegationSet, VPCs: vpcs }),
  run({ store }, { Id }) {
    const zone = hostedZone(store, Id)
    return {
      HostedZone: shownZone(store, zone),
      ...(zone.isPrivate ? { VPCs: zone.vpcs } : { DelegationSet: shownSetOf(store, zone) }),
    }
  },
})

export const deleteHostedZone = defineOperation({
  name: 'DeleteHostedZone',
  method: 'DELETE',
  path: '/2013-04-01/hostedzone/{Id}',
  input: struct({ Id: uri(zoneId) }),
  output: changeOutput,
  run: async (context, { Id }) => ({
    ChangeInfo: await transact(context.store, t => deleteZone(t, context, hostedZone(t, Id))),
  }),
})

function deleteZone(t: StoreTransaction, context: ApiContext, zone: HostedZone) {
  if (!isEmpty(t, zone))
    throw new ApiError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    )
  t.deleteZone(zone.key)
  removeZoneRecord(t, zone)
  removeCidrUsesOf(t, zone.id)
  putTags(t, 'hostedzone', zone.id, [])
  return submitChange(t, context)
}

/** Nothing is there but what every zone has. */
function isEmpty(t: StoreTransaction, { key, head }: HostedZone): boolean {
  for (const { owner, type } of t.rrsets(key))
    if (!sameName(owner, head.origin) || (type !== 'SOA' && type !== 'NS')) return false
  return true
}

export const updateHostedZoneComment = defineOperation({
  name: 'UpdateHostedZoneComment',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}',
  input: struct({ Id: uri(zoneId), Comment: comment }),
  output: struct({ HostedZone: required(hostedZoneShape) }),
  async run({ store }, { Id, Comment = '' }) {
    await transact(store, t => changeZoneRecord(t, hostedZone(t, Id), { comment: Comment }))
    return { HostedZone: shownZone(store, hostedZone(store, Id)) }
  },
})

export const getHostedZoneCount = defineOperation({
  name: 'GetHostedZoneCount',
  method: 'GET',
  path: '/2013-04-01/hostedzonecount',
  input: struct({}),
  output: struct({ HostedZoneCount: required(integer()) }),
  run: ({ store }) => ({ HostedZoneCount: store.zones().length }),
})

/** No zone is signed here. */
export const getDnssec = defineOperation({
  name: 'GetDNSSEC',
  method: 'GET',
  path: '/2013-04-01/hostedzone/{Id}/dnssec',
  input: struct({ Id: uri(zoneId) }),
  output: struct({
    Status: required(struct({ ServeSignature: text(), StatusMessage: text() })),
    KeySigningKeys: required(list('member', struct({ Name: text(), Status: text() }))),
  }),
  run({ store }, { Id }) {
    hostedZone(store, Id)
    return { Status: { ServeSignature: 'NOT_SIGNING' }, KeySigningKeys: [] }
  },
})
