// Applies a change set: what is there is compared with the plan; what records are to refer to is created; the records
// are changed in batches; and once all servers have them, what nothing refers to any more is deleted.
import type { Clock } from '../../base/clock.ts'
import { DnsctlError, type Problem, problem } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import type { Name } from '../../dns/name.ts'
import { type RRset, rrsetKey } from '../../dns/rrset.ts'
import { serialOf, withSerial } from '../../dns/soa.ts'
import type { Change } from '../../plan/plan.ts'
import { recordSetsOf } from '../../route53/from-rrset.ts'
import { movedSince } from '../checked-commit.ts'
import type { Applied, ChangeSet } from '../contract.ts'
import type { CallOptions, ZoneRef } from './api/api.ts'
import type { Pulse } from './api/pacer.ts'
import { type Batch, batchesOf, type Swap } from './records/batch.ts'
import type { Account } from './records/read-zone.ts'
import { BatchFailure, partialFault, type Sent, sendBatches } from './records/send-batches.ts'
import { waitUntilInSync } from './records/sync.ts'
import { readTouched, type Touched } from './records/touched.ts'
import { type IdsOf, type PreparedResources, prepareResources } from './resources/prepare-resources.ts'

/** What applying needs of the provider. */
export interface Applying {
  readonly account: Account
  readonly clock: Clock
  readonly pulse: Pick<Pulse, 'now' | 'sleep'>
  readonly syncTimeoutMs: number
  /** The zone as it is now, if it is there. */
  findZone(origin: Name, options: CallOptions): Promise<ZoneRef | undefined>
  createZone(origin: Name, options: CallOptions): Promise<ZoneRef>
}

/** Says what of the before images no longer holds. */
export async function movedAtRoute53(
  { account, findZone }: Pick<Applying, 'account' | 'findZone'>,
  changes: ChangeSet,
): Promise<Problem[]> {
  const options = { what: `checking ${changes.zone}` }
  const zone = await findZone(changes.zone, options)
  return movedSince(changes, await readTouched(account, zone, changes.changes, options))
}

/** Applies a change set. Throws `plan-stale` if nothing is written, `apply-partial` if something is. */
export async function applyChanges(
  applying: Applying,
  changes: ChangeSet,
  listener: Listener,
): Promise<Applied> {
  const options = { what: `changing ${changes.zone}`, listener }
  const { account, findZone } = applying
  const found = await findZone(changes.zone, options)
  const before = await readTouched(account, found, changes.changes, options)
  throwIfAny(movedSince(changes, before))
  if (found) return applyTo(applying, found, changes, before, options)
  await prepare(applying, { id: '', origin: changes.zone }, changes, before, options)
  const created = await applying.createZone(changes.zone, options)
  try {
    const given = await readTouched(account, created, changes.changes, options)
    return await applyTo(applying, created, changes, given, options)
  } catch (error) {
    if (!(error instanceof DnsctlError) || error.code === 'apply-partial') throw error
    throw partialFault(`the zone ${changes.zone} is created`, [], changes.changes, error)
  }
}

function throwIfAny([first, ...others]: readonly Problem[]): void {
  if (first) throw new DnsctlError([first, ...others])
}

async function applyTo(
  applying: Applying,
  zone: ZoneRef,
  changes: ChangeSet,
  before: Touched,
  options: CallOptions,
): Promise<Applied> {
  const { account, pulse, syncTimeoutMs } = applying
  const { resources, planned } = await prepare(applying, zone, changes, before, options)
  const batches = resources.isComplete
    ? planned
    : batchesOf(changes.zone, swapsOf(changes, before, await resources.create()))
  const { ids, untold } = await changeRecords(applying, zone, changes, batches, resources, options)
  const late = [
    ...(await waitUntilInSync(account.api, ids, syncTimeoutMs, pulse, options)),
    ...(untold > 0 ? [problem('route53-not-in-sync', untoldText(changes.zone))] : []),
  ]
  const leftOver = late.length > 0 ? [] : await resources.cleanUp()
  return { ...(ids.length > 0 && { id: ids.join(',') }), problems: [...late, ...leftOver] }
}

const untoldText = (zone: Name): string =>
  `Route 53 cannot be asked whether all of ${zone} is in sync, as one of its answers was lost`

/** Plans it all without sending anything that changes something; throws what no request can take. */
async function prepare(
  { account, clock }: Applying,
  zone: ZoneRef,
  changes: ChangeSet,
  before: Touched,
  options: CallOptions,
) {
  const resources = await prepareResources({ account, clock, zone, options }, changes.changes, before)
  return { resources, planned: batchesOf(changes.zone, swapsOf(changes, before, resources.idsOf)) }
}

/** The record sets of each change: those that were read, and those that are wanted. */
function swapsOf({ changes }: ChangeSet, before: Touched, idsOf: IdsOf): Swap[] {
  return changes.map(change => ({
    change,
    held: before.setsOf(change.owner, change.type),
    wanted: change.action === 'delete' ? [] : recordSetsOf(wantedOf(change.after, before), idsOf(change)),
  }))
}

/** The serial of an SOA is Route 53's. */
function wantedOf(after: RRset, before: Touched): RRset {
  const held = after.type === 'SOA' ? before.get(after.owner, 'SOA') : undefined
  return held ? withSerial(after, serialOf(held)) : after
}

async function changeRecords(
  { account }: Applying,
  zone: ZoneRef,
  changes: ChangeSet,
  batches: readonly Batch[],
  resources: PreparedResources,
  options: CallOptions,
): Promise<Sent> {
  try {
    const sent = await sendBatches({ account, zone, changes, options }, batches)
    await resources.update()
    return sent
  } catch (error) {
    const landed = error instanceof BatchFailure ? error.landed : batches
    if (landed.length === 0) {
      if (!(error instanceof BatchFailure && error.isUncertain)) await resources.undo()
      throw error
    }
    const [done, missing] = parted(changes.changes, landed)
    throw partialFault(changes.zone, done, missing, error)
  }
}

/** The changes whose record sets are in place, and the others. */
function parted(changes: readonly Change[], landed: readonly Batch[]): [Change[], Change[]] {
  const keys = new Set(landed.flatMap(({ swaps }) => swaps.map(({ change }) => rrsetKey(change))))
  return [
    changes.filter(change => keys.has(rrsetKey(change))),
    changes.filter(change => !keys.has(rrsetKey(change))),
  ]
}
