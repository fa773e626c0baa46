// Deletes a hosted zone with all that is in it, if that is what was expected.
import { fault, problemsOf } from '../../../base/errors.ts'
import type { Name } from '../../../dns/name.ts'
import { Fingerprint } from '../../../plan/fingerprint.ts'
import { orderChanges } from '../../../plan/order.ts'
import type { Change } from '../../../plan/plan.ts'
import type { CallOptions } from '../api/api.ts'
import { isApiFault, isNotOffered } from '../api/api-fault.ts'
import { batchesOf, isEssential } from '../records/batch.ts'
import { type Account, type HeldRRset, readZone } from '../records/read-zone.ts'
import { BatchFailure, partialFault, sendBatches } from '../records/send-batches.ts'
import { deleteHealthChecks } from '../resources/health-checks.ts'
import { healthZoneTag, parentsFirst } from '../resources/plan-health-checks.ts'
import type { HostedZone } from './hosted-zone.ts'

/**
 * Deletes a zone, its records and our health checks for them. Throws `plan-stale` if it holds something else than was
 * expected, and `route53-zone-held` if signing or a traffic policy is in the way; then nothing is deleted.
 */
export async function deleteZone(
  account: Account,
  zone: HostedZone,
  expected: string,
  options: CallOptions,
): Promise<void> {
  const held = await expectedRRsets(account, zone, expected, options)
  refuseManaged(zone.origin, held)
  if (!zone.isPrivate) await refuseSigned(account, zone, options)
  await deleteRecords(account, zone, held, options)
  await deleteEmpty(account, zone, options)
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
  const fingerprint = new Fingerprint()
  for await (const page of readZone(account, zone, options))
    for (const rrset of page) {
      fingerprint.add(rrset.rrset)
      held.push(rrset)
    }
  if (fingerprint.digest() === expected) return held
  throw fault('plan-stale', `${zone.origin} has changed since it was shown`)
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

/** All but the NS and the SOA that every zone comes with, and goes with. */
async function deleteRecords(
  account: Account,
  zone: HostedZone,
  held: readonly HeldRRset[],
  options: CallOptions,
): Promise<void> {
  const sets = new Map(held.map(({ rrset, sets }) => [rrset, sets]))
  const deletions = held
    .filter(({ rrset }) => !isEssential(zone.origin, rrset))
    .map(({ rrset }) => deletionOf(rrset))
  const changes = orderChanges(deletions) as Deletion[]
  const swaps = changes.map(change => ({ change, held: sets.get(change.before) ?? [], wanted: [] }))
  const changeSet = { zone: zone.origin, createsZone: false, changes, serial: 'increment' } as const
  try {
    await sendBatches({ account, zone, changes: changeSet, options }, batchesOf(zone.origin, swaps))
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
