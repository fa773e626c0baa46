// What there is to tell of a hosted zone beside its records.
import type { Name } from '../../../dns/name.ts'
import type { ZoneDetails } from '../../contract.ts'
import type { Api, CallOptions } from '../api/api.ts'
import { isNotOffered } from '../api/api-fault.ts'
import { bareId, type HostedZone, hostedZone } from './hosted-zone.ts'
import { readTags } from './tags.ts'

/** Describes a hosted zone; what the credentials may not see is said to be unknown, and why. */
export async function describeZone(
  api: Api,
  { id }: { readonly id: string; readonly origin: Name },
  options: CallOptions,
): Promise<ZoneDetails> {
  const held = await api.call('GetHostedZone', { Id: id }, options)
  const zone = hostedZone(held.HostedZone!)
  const { Id: delegationSet, NameServers = [] } = held.DelegationSet ?? {}
  const vpcs = (held.VPCs ?? []).map(({ VPCId, VPCRegion }) => `${VPCId} (${VPCRegion})`)
  const { LinkedService: service } = held.HostedZone!
  return {
    id,
    visibility: zone.isPrivate ? 'private' : 'public',
    ...(zone.comment !== undefined && { comment: zone.comment }),
    ...(service?.ServicePrincipal && { 'managed by': service.ServicePrincipal }),
    ...(NameServers.length > 0 && { 'name servers': NameServers.map(name => `${name}.`) }),
    ...(delegationSet && { 'delegation set': bareId(delegationSet) }),
    ...(vpcs.length > 0 && { vpcs }),
    tags: await orUnknown(() => tagTexts(api, id, options)),
    ...(!zone.isPrivate && { dnssec: await orUnknown(() => signing(api, id, options)) }),
    ...(!zone.isPrivate && { 'query logging': await orUnknown(() => queryLogging(api, id, options)) }),
    'record sets': await orUnknown(() => fullness(api, zone, options)),
  }
}

type Detail = string | readonly string[]

/** These parts need permissions of their own, and not every server of the API has them. */
async function orUnknown(read: () => Promise<Detail>): Promise<Detail> {
  try {
    return await read()
  } catch (error) {
    if (isNotOffered(error)) return `unknown: ${error.problems[0].message}`
    throw error
  }
}

async function tagTexts(api: Api, id: string, options: CallOptions): Promise<Detail> {
  const tags = (await readTags(api, 'hostedzone', [id], options)).get(id) ?? {}
  const texts = Object.entries(tags).map(([key, value]) => `${key}=${value}`)
  return texts.length > 0 ? texts : 'none'
}

async function signing(api: Api, id: string, options: CallOptions): Promise<Detail> {
  const { Status, KeySigningKeys = [] } = await api.call('GetDNSSEC', { HostedZoneId: id }, options)
  const { ServeSignature = 'NOT_SIGNING', StatusMessage } = Status ?? {}
  const keys = KeySigningKeys.map(({ Name, Status, DSRecord }) =>
    [`key ${Name}: ${Status}`, ...(DSRecord ? [`DS ${DSRecord}`] : [])].join(', '),
  )
  const state = ServeSignature.toLowerCase().replaceAll('_', ' ')
  return [StatusMessage ? `${state}: ${StatusMessage}` : state, ...keys]
}

async function queryLogging(api: Api, id: string, options: CallOptions): Promise<Detail> {
  const { QueryLoggingConfigs = [] } = await api.call(
    'ListQueryLoggingConfigs',
    { HostedZoneId: id },
    options,
  )
  const groups = QueryLoggingConfigs.flatMap(
    ({ CloudWatchLogsLogGroupArn }) => CloudWatchLogsLogGroupArn ?? [],
  )
  return groups.length > 0 ? groups : 'off'
}

async function fullness(api: Api, { id }: HostedZone, options: CallOptions): Promise<Detail> {
  const input = { HostedZoneId: id, Type: 'MAX_RRSETS_BY_ZONE' } as const
  const { Limit, Count } = await api.call('GetHostedZoneLimit', input, options)
  return `${Count} of at most ${Limit?.Value}`
}
