// Deletes a hosted zone with all that is in it, if that is what was expected.
import { fault, problemsOf } from '../../../base/errors.ts'
import type { Name } from '../../../dns/name.ts'
import { orderChanges } from '../../../plan/order.ts'
import type { Change } from '../../../plan/plan.ts'
import type { WriteContext } from '../../contract.ts'
import { refuseOtherContent } from '../../expected-content.ts'
import type { CallOptions } from '../api/api.ts'
import { isApiFault, isNotOffered } from '../api/api-fault.ts'
import { type Fence, fenceCost, fenceIn } from '../lease/fence.ts'
import { guardedApi } from '../lease/guarded-api.ts'
import type { ZoneLocks } from '../lease/zone-locks.ts'
import { batchesOf, batchLimit, isEssential } from '../records/batch.ts'
import { type Account, type HeldRRset, readZone } from '../records/read-zone.ts'
import { BatchFailure, partialFault, sendBatches } from '../records/send-batches.ts'
import { deleteHealthChecks } from '../resources/health-checks.ts'
import { healthZoneTag, parentsFirst } from '../resources/plan-health-checks.ts'
import type { HostedZone } from './hosted-zone.ts'

/** What deleting a zone is done by. */
export interface Deleting {
  readonly account: Account
  readonly locks: ZoneLocks
  readonly context: WriteContext
  readonly options: CallOptions
}

/**
 * Deletes a zone, its records, its lock and our health checks for them. Throws `plan-stale` if it holds something else
 * than was expected, and `route53-zone-held` if signing or a traffic policy is in the way; then nothing is deleted.
 */
export async function deleteZone(deleting: Deleting, zone: HostedZone, expected: string): Promise<void> {
  const { locks, context, options } = deleting
  const api = guardedApi(deleting.account.api, () => locks.assertHeld(context.lease))
  const account = { ...deleting.account, api }
  const fence = await fenceIn(locks, context.lease, zone, options)
  const held = await expectedRRsets(account, zone, expected, options)
  refuseManaged(zone.origin, held)
  if (!zone.isPrivate) await refuseSigned(account, zone, options)
  await deleteRecords({ ...deleting, account }, { zone, fence }, held)
  try {
    await deleteEmpty(account, zone, options)
  } catch (error) {
    // Whoever goes on with the zone needs the lock, and whoever has taken it meanwhile keeps it.
    await locks.enter(context.lease, zone, options).catch(() => {})
    throw error
  }
  if (held.some(({ sets }) => sets.some(({ HealthCheckId }) => HealthCheckId)))
    await deleteOwnChecks(account, zone, options)
}

async function expectedRRsets(
  account: Account,
  zone: HostedZone,
  expected: string,
  options: CallOptions,
): Promise<readonly HeldRRset[]> {
  account.resources.forget()
  const held: HeldRRset[] = []
  for await (const page of readZone(account, zone, options)) held.push(...page)
  refuseOtherContent(
    zone.origin,
    held.map(({ rrset }) => rrset),
    expected,
  )
  return held
}

function refuseManaged(origin: Name, held: readonly HeldRRset[]): void {
  const managed = held.filter(({ rrset }) => rrset.managedBy !== undefined)
  if (managed.length === 0) return
  const list = managed.map(({ rrset: { owner, type, managedBy } }) => `${owner} ${type} (${managedBy})`)
  throw fault('route53-zone-held', `${origin} has records that something else manages: ${list.join(', ')}`)
}

/** Whoever may not see it learns of it when the zone is deleted. */
async function refuseSigned(
  { api }: Account,
  { id, origin }: HostedZone,
  options: CallOptions,
): Promise<void> {
  let signature: string | undefined
  try {
    signature = (await api.call('GetDNSSEC', { HostedZoneId: id }, options)).Status?.ServeSignature
  } catch (error) {
    if (!isNotOffered(error)) throw error
  }
  if (signature !== undefined && signature !== 'NOT_SIGNING')
    throw fault('route53-zone-held', `${origin} is signed with DNSSEC (${signature.toLowerCase()})`)
}

/** All but the NS and the SOA that every zone comes with, and goes with; the lock goes with the last of them. */
async function deleteRecords(
  { account, context: { lease, record }, options }: Deleting,
  { zone, fence }: { readonly zone: HostedZone; readonly fence: Fence },
  held: readonly HeldRRset[],
): Promise<void> {
  const sets = new Map(held.map(({ rrset, sets }) => [rrset, sets]))
  const deletions = held
    .filter(({ rrset }) => !isEssential(zone.origin, rrset))
    .map(({ rrset }) => deletionOf(rrset))
  const changes = orderChanges(deletions) as Deletion[]
  const swaps = changes.map(change => ({ change, held: sets.get(change.before) ?? [], wanted: [] }))
  const changeSet = { zone: zone.origin, createsZone: false, changes, serial: 'increment' } as const
  const batches = batchesOf(zone.origin, swaps, batchLimit(fenceCost(lease)))
  const sending = { account, zone, changes: changeSet, options, fence, leaves: true, record }
  try {
    if (batches.length === 0) await fence.change([], 'dnsctl, unlocked', 'left')
    else await sendBatches(sending, batches)
  } catch (error) {
    if (!(error instanceof BatchFailure) || error.landed.length === 0) throw error
    const gone = new Set<Change>(error.landed.flatMap(batch => batch.swaps.map(({ change }) => change)))
    const left = changes.filter(change => !gone.has(change))
    throw partialFault(zone.origin, [...gone], left, error)
  }
}

type Deletion = Change & { readonly action: 'delete' }

const deletionOf = (before: HeldRRset['rrset']): Deletion => ({
  action: 'delete',
  owner: before.owner,
  type: before.type,
  before,
})

async function deleteEmpty({ api }: Account, zone: HostedZone, options: CallOptions): Promise<void> {
  try {
    await api.call('DeleteHostedZone', { Id: zone.id }, options)
  } catch (error) {
    if (isApiFault(error, 'NoSuchHostedZone') && error.ambiguous) return
    if (!isApiFault(error, 'HostedZoneNotEmpty')) throw error
    throw fault('plan-stale', `${zone.origin} got records while it was deleted, and is still there`)
  }
}

/** Those that sum up others go first; what cannot be deleted is told, as the zone has gone. */
async function deleteOwnChecks(account: Account, { id }: HostedZone, options: CallOptions): Promise<void> {
  const { listener } = options
  try {
    account.resources.forget()
    const checks = [...(await account.resources.allHealthChecks(options)).values()]
    const own = checks.filter(({ tags }) => tags[healthZoneTag] === id)
    const problems = await deleteHealthChecks(account, parentsFirst(own), options)
    for (const problem of problems) listener?.({ kind: 'problem', problem })
  } catch (error) {
    for (const problem of problemsOf(error)) listener?.({ kind: 'problem', problem })
  }
}
