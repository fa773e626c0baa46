// Creates a hosted zone as the settings say: visibility, VPCs, delegation set, comment, tags.
import { randomUUID } from 'node:crypto'
import { fault } from '../../../base/errors.ts'
import type { Name } from '../../../dns/name.ts'
import { nameToApi } from '../../../route53/names.ts'
import type { WriteContext } from '../../contract.ts'
import type { Api, CallOptions, InputOf } from '../api/api.ts'
import { isApiFault } from '../api/api-fault.ts'
import { type Route53Settings, type Vpc, visibilityOf } from '../settings.ts'
import { type HostedZone, hostedZone } from './hosted-zone.ts'
import type { HostedZones } from './hosted-zones.ts'

/** Where a zone is created. */
export interface Creation {
  readonly api: Api
  readonly zones: HostedZones
  readonly settings: Route53Settings
  readonly record: WriteContext['record']
  /** Throws unless whoever creates it may do so; asked right before. */
  confirm(): Promise<void>
  /** The caller reference of a creation that was interrupted: a zone that has it is made whole. */
  readonly begun?: string | undefined
}

/**
 * Creates a zone; throws `zone-exists` if the settings select one of its name, and `plan-stale` if somebody else creates
 * one at the same time. If something fails once the zone is there, it is deleted again, so that none is left that lacks
 * its tags or VPCs.
 */
export async function createZone(
  creation: Creation,
  origin: Name,
  options: CallOptions,
): Promise<HostedZone> {
  const { api, zones, settings, record, begun } = creation
  zones.forget(origin)
  const earlier = await zones.named(origin, options)
  const ours = earlier.find(({ callerReference }) => callerReference === begun)
  const existing = await zones.find(origin, options)
  if (existing && existing.id !== ours?.id)
    throw fault('zone-exists', `${origin} is the hosted zone ${existing.id} already`)
  const created = ours ?? (await sendCreation(creation, origin, options))
  try {
    if (!ours) await refuseTwin(zones, created, earlier, options)
    await complete(api, created, settings, options)
    await record({ step: 'zone-created', id: created.id })
  } catch (error) {
    await api.call('DeleteHostedZone', { Id: created.id }, options).catch(() => {})
    throw error
  } finally {
    zones.forgetFor(origin)
  }
  return created
}

/**
 * Route 53 takes any number of public zones of one name, so it is looked whether another one has come too. Whoever sees
 * two gives up his own, and of those who create one at once at least all but one see two. A VPC has one private zone of
 * a name: there Route 53 refuses the second by itself.
 */
async function refuseTwin(
  zones: HostedZones,
  created: HostedZone,
  earlier: readonly HostedZone[],
  options: CallOptions,
): Promise<void> {
  if (created.isPrivate) return
  const known = new Set([created, ...earlier].map(({ id }) => id))
  const named = await zones.named(created.origin, options)
  const twin = named.find(({ id, isPrivate }) => !isPrivate && !known.has(id))
  if (!twin) return
  const message = `${created.origin} has been created since the plan, as ${twin.id}, at the same time as here; the zone made here is deleted again`
  throw fault('plan-stale', message)
}

/** The caller reference makes one zone of requests that are sent again. */
function creationOf(
  settings: Route53Settings,
  origin: Name,
  CallerReference: string,
): InputOf<'CreateHostedZone'> {
  const { comment, delegation_set, vpcs } = settings
  const isPrivate = visibilityOf(settings) === 'private'
  if (isPrivate && !vpcs)
    throw fault('route53-setting', `to create the private zone ${origin}, say which vpcs it is for`)
  return {
    Name: nameToApi(origin),
    CallerReference,
    HostedZoneConfig: { PrivateZone: isPrivate, ...(comment !== undefined && { Comment: comment }) },
    ...(vpcs && { VPC: apiVpc(vpcs[0]!) }),
    ...(delegation_set !== undefined && { DelegationSetId: delegation_set }),
  }
}

/**
 * An attempt whose answer was lost, or one of a process that is gone, may have created the zone, which the next attempt is
 * then told.
 */
async function sendCreation(creation: Creation, origin: Name, options: CallOptions): Promise<HostedZone> {
  const { api, zones, settings, record, confirm, begun } = creation
  const reference = begun ?? `dnsctl-${randomUUID()}`
  const input = creationOf(settings, origin, reference)
  await record({ step: 'creating-zone', reference })
  await confirm()
  try {
    const { HostedZone } = await api.call('CreateHostedZone', input, options)
    return hostedZone(HostedZone!)
  } catch (error) {
    const isUsed = isApiFault(error, 'HostedZoneAlreadyExists')
    if (!isUsed || !(error.ambiguous || begun !== undefined)) throw error
    const named = await zones.named(origin, options)
    const created = named.find(({ callerReference }) => callerReference === reference)
    if (created) return created
    // The zone that had the reference was deleted again.
    if (begun !== undefined) return sendCreation({ ...creation, begun: undefined }, origin, options)
    throw error
  }
}

async function complete(
  api: Api,
  { id }: HostedZone,
  { vpcs = [], tags = {} }: Route53Settings,
  options: CallOptions,
): Promise<void> {
  for (const vpc of vpcs.slice(1)) await associate(api, id, vpc, options)
  const added = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  if (added.length === 0) return
  const input = { ResourceType: 'hostedzone', ResourceId: id, AddTags: added } as const
  await api.call('ChangeTagsForResource', input, options)
}

/** A VPC may be associated by an attempt before; then Route 53 says that it conflicts with itself. */
async function associate(api: Api, zoneId: string, vpc: Vpc, options: CallOptions): Promise<void> {
  try {
    await api.call('AssociateVPCWithHostedZone', { HostedZoneId: zoneId, VPC: apiVpc(vpc) }, options)
  } catch (error) {
    if (!isApiFault(error, 'ConflictingDomainExists')) throw error
    const { VPCs = [] } = await api.call('GetHostedZone', { Id: zoneId }, options)
    if (!VPCs.some(({ VPCId }) => VPCId === vpc.id)) throw error
  }
}

const apiVpc = ({ id, region }: Vpc) => ({ VPCId: id, VPCRegion: region as 'us-east-1' })
