// Reusable delegation sets: name servers that several zones share.
import { limits } from '../../../route53/limits.ts'
import type { StoreTransaction } from '../../../store/store.ts'
import type { ApiContext } from '../context.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { markedPage } from '../form/paging.ts'
import { choice, integer, list, resourceId, text } from '../form/shapes.ts'
import { header, required, struct, uri } from '../form/struct.ts'
import { newId } from '../ids.ts'
import { quotas } from '../quotas.ts'
import {
  type DelegationSet,
  delegationSets,
  nameServersOf,
  putDelegationSet,
  removeDelegationSet,
  delegationSet as storedSet,
} from '../state/delegation-sets.ts'
import { changeZoneRecord, type HostedZone, hostedZones } from '../state/hosted-zones.ts'
import { transact } from '../state/transact.ts'
import { delegationSet, pageOutput, pageQuery, zoneId } from './common-shapes.ts'
import { callerReference, shownSet } from './hosted-zone-shapes.ts'

const setId = resourceId('delegationset')

export const createReusableDelegationSet = defineOperation({
  name: 'CreateReusableDelegationSet',
  method: 'POST',
  path: '/2013-04-01/delegationset',
  status: 201,
  input: struct({ CallerReference: required(callerReference), HostedZoneId: zoneId }),
  output: struct({ DelegationSet: required(delegationSet), Location: header('Location', text()) }),
  async run(context, { CallerReference, HostedZoneId }) {
    const { id, set } = await transact(context.store, t => create(t, context, CallerReference, HostedZoneId))
    return {
      DelegationSet: shownSet(id, set),
      Location: `https://route53.amazonaws.com/2013-04-01/delegationset/${id}`,
    }
  },
})

/** Makes a set of its own, or one of the name servers that a zone has. */
function create(
  t: StoreTransaction,
  context: ApiContext,
  callerReference: string,
  zoneId: string | undefined,
) {
  const existing = [...delegationSets(t)]
  if (existing.some(({ value }) => value.callerReference === callerReference))
    throw new ApiError(
      'DelegationSetAlreadyCreated',
      `A delegation set with the caller reference ${callerReference} has already been created.`,
    )
  if (existing.length >= quotas.delegationSets)
    throw new ApiError('LimitsExceeded', 'Limits Exceeded: MAX_REUSABLE_DELEGATION_SETS_BY_OWNER')
  const zone = zoneId === undefined ? undefined : reusableZone(t, zoneId)
  const id = newId('N', context)
  const set: DelegationSet = { callerReference, nameServers: zone?.nameServers ?? nameServersOf(id) }
  putDelegationSet(t, id, set)
  if (zone) changeZoneRecord(t, zone, { delegationSet: id })
  return { id, set }
}

function reusableZone(t: StoreTransaction, id: string): HostedZone {
  const zone = hostedZones(t).find(zone => zone.id === id)
  if (!zone) throw new ApiError('HostedZoneNotFound', `The specified hosted zone ${id} can't be found.`)
  if (zone.delegationSet !== undefined)
    throw new ApiError(
      'DelegationSetAlreadyReusable',
      `The delegation set of hosted zone ${id} has already been marked as reusable.`,
    )
  return zone
}

export const getReusableDelegationSet = defineOperation({
  name: 'GetReusableDelegationSet',
  method: 'GET',
  path: '/2013-04-01/delegationset/{Id}',
  input: struct({ Id: uri(setId) }),
  output: struct({ DelegationSet: required(delegationSet) }),
  run: ({ store }, { Id }) => ({ DelegationSet: shownSet(Id, storedSet(store, Id)) }),
})

export const listReusableDelegationSets = defineOperation({
  name: 'ListReusableDelegationSets',
  method: 'GET',
  path: '/2013-04-01/delegationset',
  input: struct(pageQuery),
  output: struct({ DelegationSets: required(list('DelegationSet', delegationSet)), ...pageOutput }),
  run({ store }, page) {
    const { items, members } = markedPage(delegationSets(store), page, limits.delegationSetsPerPage)
    return { DelegationSets: items.map(({ id, value }) => shownSet(id, value)), ...members }
  },
})

export const deleteReusableDelegationSet = defineOperation({
  name: 'DeleteReusableDelegationSet',
  method: 'DELETE',
  path: '/2013-04-01/delegationset/{Id}',
  input: struct({ Id: uri(setId) }),
  output: struct({}),
  run: ({ store }, { Id }) =>
    transact(store, t => {
      storedSet(t, Id)
      if (hostedZones(t).some(zone => zone.delegationSet === Id))
        throw new ApiError('DelegationSetInUse', `The delegation set ${Id} is in use by hosted zones.`)
      removeDelegationSet(t, Id)
      return {}
    }),
})

export const getReusableDelegationSetLimit = defineOperation({
  name: 'GetReusableDelegationSetLimit',
  method: 'GET',
  path: '/2013-04-01/reusabledelegationsetlimit/{Id}/{Type}',
  input: struct({ Id: uri(setId), Type: uri(choice('MAX_ZONES_BY_REUSABLE_DELEGATION_SET')) }),
  output: struct({
    Limit: required(struct({ Type: required(text()), Value: required(integer()) })),
    Count: required(integer()),
  }),
  run({ store }, { Id, Type }) {
    storedSet(store, Id)
    return {
      Limit: { Type, Value: quotas.zonesPerDelegationSet },
      Count: hostedZones(store).filter(zone => zone.delegationSet === Id).length,
    }
  },
})
