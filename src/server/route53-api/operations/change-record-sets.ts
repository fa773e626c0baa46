// ChangeResourceRecordSets and GetChange: what is changed, and whether it is served yet.
import type { RecordSetChange } from '../../../route53/record-set.ts'
import type { StoreTransaction } from '../../../store/store.ts'
import { decideBatch } from '../batch/change-batch.ts'
import { openWorkingZone, type RecordSetGroup } from '../batch/working-zone.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { choice, list, resourceId, text } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import { quotas } from '../quotas.ts'
import { changeInfo as infoOfChange, submitChange } from '../state/changes.ts'
import { putCidrUse, removeCidrUse } from '../state/cidr-collections.ts'
import { heldResources } from '../state/held-record-sets.ts'
import { changeZoneRecord, type HostedZone, hostedZone } from '../state/hosted-zones.ts'
import { transact } from '../state/transact.ts'
import { changeOutput, zoneId } from './common-shapes.ts'
import { recordSet } from './record-set-shapes.ts'

const change = struct({
  Action: required(choice('CREATE', 'DELETE', 'UPSERT')),
  ResourceRecordSet: required(recordSet),
})

/** Changes record sets of one zone: all that is asked for, or nothing. */
export const changeResourceRecordSets = defineOperation({
  name: 'ChangeResourceRecordSets',
  method: 'POST',
  path: '/2013-04-01/hostedzone/{Id}/rrset',
  input: struct({
    Id: uri(zoneId),
    ChangeBatch: required(
      struct({ Comment: text({ max: 256 }), Changes: required(list('Change', change, { min: 1 })) }),
    ),
  }),
  output: changeOutput,
  run: async (context, { Id, ChangeBatch: { Changes, Comment } }) => ({
    ChangeInfo: await transact(context.store, t =>
      changeRecordSets(t, context, hostedZone(t, Id), Changes, Comment),
    ),
  }),
})

/** Does a batch in a transaction. */
function changeRecordSets(
  t: StoreTransaction,
  context: ApiContext,
  zone: HostedZone,
  changes: readonly RecordSetChange[],
  comment?: string,
) {
  const { store } = context
  const working = openWorkingZone(t, zone, heldResources(t, store, zone.id))
  const { images, serial, soaSerial, touched } = decideBatch(working, changes)
  if (images.length > 0) {
    t.commit(zone.key, () => ({ images, serial }))
    if ((t.zone(zone.key)?.rrsets ?? 0) > quotas.recordSetsPerZone)
      throw new ApiError(
        'InvalidChangeBatch',
        `Number of resource record sets limit of ${quotas.recordSetsPerZone} exceeded.`,
      )
  }
  if (soaSerial !== zone.soaSerial) changeZoneRecord(t, zone, { soaSerial })
  for (const group of touched) keepUses(t, zone, group)
  return submitChange(t, context, {
    ...(comment !== undefined && { comment }),
    zones: [{ key: zone.key, serial }],
  })
}

/** Keeps which CIDR locations the sets of a group came with. */
function keepUses(
  t: StoreTransaction,
  { id: zoneId, key: zone }: HostedZone,
  { owner, type, before, sets }: RecordSetGroup,
): void {
  for (const { id, networks } of before?.policy?.sets ?? [])
    if (networks) removeCidrUse(t, zoneId, { owner, type }, id)
  for (const [setId, { CidrRoutingConfig }] of sets)
    if (CidrRoutingConfig) putCidrUse(t, { ...CidrRoutingConfig, zoneId, zone, owner, type, setId })
}

/** Tells whether a change is served yet. */
export const getChange = defineOperation({
  name: 'GetChange',
  method: 'GET',
  path: '/2013-04-01/change/{Id}',
  input: struct({ Id: uri(resourceId('change')) }),
  output: changeOutput,
  run: async (context, { Id }) => ({ ChangeInfo: await infoOfChange(context, Id) }),
})
