// Makes the health checks that records are to refer to, and takes away those that none refers to any more; only those
// that carry our tags for the zone.
import { createHash } from 'node:crypto'
import type { Clock } from '../../../base/clock.ts'
import type { Problem } from '../../../base/errors.ts'
import { problem, problemsOf } from '../../../base/errors.ts'
import type { Name } from '../../../dns/name.ts'
import type { HealthCheck } from '../../../dns/routing.ts'
import { hasChosenRegions, healthConfigOf } from '../../../route53/health.ts'
import type { HealthConfig } from '../../../route53/health-config.ts'
import { limits, otherThanTagMarks } from '../../../route53/limits.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { isApiFault } from '../api/api-fault.ts'
import type { Account } from '../records/read-zone.ts'
import {
  type HealthCheckPlan,
  type HealthCheckUpdate,
  healthZoneTag,
  keyOf,
  type StatedCheck,
} from './plan-health-checks.ts'
import type { HeldHealthCheck } from './read-health-checks.ts'
import { healthNameTag } from './resources.ts'

/** The id of each check that records refer to. */
export type HealthCheckIds = (check: HealthCheck) => string

/** Creates what a plan says, and tags it as ours; gives the ids of all its checks. */
export async function createHealthChecks(
  { api, resources }: Account,
  zone: ZoneRef,
  plan: HealthCheckPlan,
  clock: Clock,
  options: CallOptions,
): Promise<HealthCheckIds> {
  const ids = new Map(plan.ids)
  const idOf = (check: HealthCheck): string =>
    check.type === 'reference' ? check.id : ids.get(keyOf(check))!
  if (plan.creates.length > 0) resources.forget()
  for (const check of plan.creates) {
    const id = await createHealthCheck(api, zone, check, healthConfigOf(check, idOf), clock, options)
    await api.call('ChangeTagsForResource', tagsInput(zone, check, id), options)
    ids.set(keyOf(check), id)
  }
  return idOf
}

async function createHealthCheck(
  api: Account['api'],
  zone: ZoneRef,
  check: StatedCheck,
  config: HealthConfig,
  clock: Clock,
  options: CallOptions,
): Promise<string> {
  const create = async (CallerReference: string): Promise<string> => {
    const input = { CallerReference, HealthCheckConfig: config as never }
    return (await api.call('CreateHealthCheck', input, options)).HealthCheck!.Id!
  }
  const reference = callerReference(zone, check, config)
  try {
    return await create(reference)
  } catch (error) {
    if (!isApiFault(error, 'HealthCheckAlreadyExists')) throw error
    return create(`${reference}-${clock().toString(36)}`)
  }
}

/**
 * The same for the same check, so that a request sent twice creates one, as does one that goes on after a crash. A
 * reference cannot be used again once its check has been changed or deleted.
 */
function callerReference({ id }: ZoneRef, { name }: StatedCheck, config: HealthConfig): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([id, name, config]))
    .digest('hex')
  return `dnsctl-${digest}`.slice(0, referenceCharacters)
}

/** Leaves room for a time. */
const referenceCharacters = limits.healthCallerReferenceCharacters - 16

function tagsInput({ id, origin }: ZoneRef, { name }: StatedCheck, check: string) {
  const tags = { Name: shownName(name, origin), [healthNameTag]: name, [healthZoneTag]: id }
  return {
    ResourceType: 'healthcheck' as const,
    ResourceId: check,
    AddTags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  }
}

/** What the console shows. */
const shownName = (name: string, origin: Name): string =>
  `${name} of ${origin}`.split(otherThanTagMarks).join('_').slice(0, limits.tagValueCharacters)

/** Updates checks in place, each only as it was read. */
export async function updateHealthChecks(
  account: Account,
  updates: readonly HealthCheckUpdate[],
  idOf: HealthCheckIds,
  options: CallOptions,
): Promise<void> {
  if (updates.length > 0) account.resources.forget()
  for (const { held, check } of updates)
    await updateHealthCheck(account, held, { ...healthConfigOf(check, idOf), Disabled: false }, options)
}

async function updateHealthCheck(
  { api }: Account,
  held: HeldHealthCheck,
  wanted: HealthConfig,
  options: CallOptions,
): Promise<void> {
  if (isHeld(held.config, wanted)) return
  const { Type: _type, RequestInterval: _interval, ...fields } = wanted
  const input = {
    ...fields,
    HealthCheckId: held.id,
    HealthCheckVersion: held.version,
    ResetElements: superfluous(held.config, wanted),
  }
  try {
    await api.call('UpdateHealthCheck', input as never, options)
  } catch (error) {
    if (!isApiFault(error, 'HealthCheckVersionMismatch')) throw error
    const { HealthCheck } = await api.call('GetHealthCheck', { HealthCheckId: held.id }, options)
    if (!isHeld(HealthCheck!.HealthCheckConfig as HealthConfig, wanted)) throw error
  }
}

/** What is not wanted, and goes only if it is named: a value that is left out stays as it is. */
const superfluous = (held: HealthConfig, wanted: HealthConfig): (keyof HealthConfig)[] =>
  resettable.filter(
    field =>
      wanted[field] === undefined && (field === 'Regions' ? hasChosenRegions(held) : Boolean(held[field])),
  )

const resettable = ['FullyQualifiedDomainName', 'Regions', 'ResourcePath'] as const

/** Says whether all that is wanted of a check is so already. */
const isHeld = (held: HealthConfig, wanted: HealthConfig): boolean =>
  (Object.keys(wanted) as (keyof HealthConfig)[]).every(
    field => fieldText(held[field]) === fieldText(wanted[field]),
  ) && superfluous(held, wanted).length === 0

const fieldText = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? false))

/** Deletes checks; what cannot be deleted is told, and nothing else fails for it. */
export async function deleteHealthChecks(
  { api, resources }: Account,
  ids: readonly string[],
  options: CallOptions,
): Promise<Problem[]> {
  const problems: Problem[] = []
  if (ids.length > 0) resources.forget()
  for (const HealthCheckId of ids)
    try {
      await api.call('DeleteHealthCheck', { HealthCheckId }, options)
    } catch (error) {
      if (isApiFault(error, 'NoSuchHealthCheck')) continue
      const [{ message }] = problemsOf(error) as [Problem]
      problems.push(
        problem('route53-left-over', `health check ${HealthCheckId} cannot be deleted: ${message}`),
      )
    }
  return problems
}
