// GetAccountLimit and GetHostedZoneLimit: how much there may be, and is.
import type { Store } from '../../../store/store.ts'
import { ApiError } from '../errors.ts'
import { defineOperation } from '../form/operation.ts'
import { choice, integer, text } from '../form/shapes.ts'
import { required, struct, uri } from '../form/struct.ts'
import { quotas } from '../quotas.ts'
import { delegationSets } from '../state/delegation-sets.ts'
import { shownChecks } from '../state/health-checks.ts'
import { hostedZone } from '../state/hosted-zones.ts'
import { indexOf } from '../state/zone-index.ts'
import { zoneId } from './common-shapes.ts'

const output = struct({
  Limit: required(struct({ Type: required(text()), Value: required(integer()) })),
  Count: required(integer()),
})

/** Each limit of the account, and how much of it is used. */
const accountLimits = {
  MAX_HEALTH_CHECKS_BY_OWNER: [quotas.healthChecks, (store: Store) => shownChecks(store).length],
  MAX_HOSTED_ZONES_BY_OWNER: [quotas.hostedZones, (store: Store) => store.zones().length],
  MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER: [quotas.trafficPolicyInstances, () => 0],
  MAX_REUSABLE_DELEGATION_SETS_BY_OWNER: [
    quotas.delegationSets,
    (store: Store) => [...delegationSets(store)].length,
  ],
  MAX_TRAFFIC_POLICIES_BY_OWNER: [quotas.trafficPolicies, () => 0],
} as const

export const getAccountLimit = defineOperation({
  name: 'GetAccountLimit',
  method: 'GET',
  path: '/2013-04-01/accountlimit/{Type}',
  input: struct({
    Type: uri(choice(...(Object.keys(accountLimits) as (keyof typeof accountLimits)[]))),
  }),
  output,
  run({ store }, { Type }) {
    const [Value, count] = accountLimits[Type]
    return { Limit: { Type, Value }, Count: count(store) }
  },
})

export const getHostedZoneLimit = defineOperation({
  name: 'GetHostedZoneLimit',
  method: 'GET',
  path: '/2013-04-01/hostedzonelimit/{Id}/{Type}',
  input: struct({
    Id: uri(zoneId),
    Type: uri(choice('MAX_RRSETS_BY_ZONE', 'MAX_VPCS_ASSOCIATED_BY_ZONE')),
  }),
  output,
  run({ store }, { Id, Type }) {
    const { key, isPrivate, vpcs } = hostedZone(store, Id)
    if (Type === 'MAX_RRSETS_BY_ZONE')
      return { Limit: { Type, Value: quotas.recordSetsPerZone }, Count: indexOf(store, key).size }
    if (!isPrivate) throw new ApiError('HostedZoneNotPrivate', `The hosted zone ${Id} is not private.`)
    return { Limit: { Type, Value: quotas.vpcsPerZone }, Count: vpcs.length }
  },
})
