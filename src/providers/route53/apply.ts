// Applies a change set: what is there is compared with the plan; what records are to refer to is created; the records
// are changed in batches; and once all servers have them, what nothing refers to any more is deleted.
import type { Clock } from '../../base/clock.ts'
import { DnsctlError, problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import { type RRset, rrsetKey } from '../../dns/rrset.ts'
import { serialOf, withSerial } from '../../dns/soa.ts'
import type { Change } from '../../plan/plan.ts'
import { recordSetsOf } from '../../route53/from-rrset.ts'
import { refuseMoved } from '../checked-commit.ts'
import type { Applied, ChangeSet, HeldZone, RRsetKey, WriteContext } from '../contract.ts'
import type { Api, CallOptions, ZoneRef } from './api/api.ts'
import type { Pulse } from './api/pacer.ts'
import { type Fence, fenceCost, fenceIn } from './lease/fence.ts'
import { guardedApi } from './lease/guarded-api.ts'
import type { ZoneLocks } from './lease/zone-locks.ts'
import { type Batch, batchesOf, batchLimit, type Swap } from './records/batch.ts'
import type { Account } from './records/read-zone.ts'
import { BatchFailure, partialFault, type Sent, sendBatches } from './records/send-batches.ts'
import { waitUntilInSync } from './records/sync.ts'
import { readHeld, readTouched, type Touched } from './records/touched.ts'
import { type IdsOf, type PreparedResources, prepareResources } from './resources/prepare-resources.ts'

/** What applying needs of the provider. */
export interface Applying {
  readonly account: Account
  readonly clock: Clock
  readonly pulse: Pick<Pulse, 'now' | 'sleep'>
  readonly syncTimeoutMs: number
  readonly locks: ZoneLocks
  /** The zone as it is now, if it is there. */
  findZone(origin: Name, options: CallOptions): Promise<ZoneRef | undefined>
  createZone(api: Api, origin: Name, context: WriteContext, options: CallOptions): Promise<ZoneRef>
}

/** A change set on its way, with all that it is applied by. */
interface Work extends Applying {
  readonly changes: ChangeSet
  readonly context: WriteContext
  readonly options: CallOptions
}

/** Reads RRsets as they are now. */
export async function readChosen(
  { account, findZone }: Pick<Applying, 'account' | 'findZone'>,
  origin: Name,
  keys: readonly RRsetKey[],
): Promise<HeldZone> {
  const options = { what: `checking ${origin}` }
  return readHeld(account, await findZone(origin, options), keys, options)
}

/**
 * Applies a change set. Throws `plan-stale` if nothing is written, `apply-partial` if something is; once the lease is
 * lost, nothing is written any more.
 */
export async function applyChanges(
  applying: Applying,
  changes: ChangeSet,
  context: WriteContext,
): Promise<Applied> {
  const { zone: origin } = changes
  const options = { what: `changing ${origin}`, listener: context.listener }
  const api = guardedApi(applying.account.api, () => applying.locks.assertHeld(context.lease))
  const account = { ...applying.account, api }
  const work: Work = { ...applying, account, changes, context, options }
  const found = await work.findZone(origin, options)
  const before = await readTouched(account, found, changes.changes, options)
  refuseMoved(changes, before)
  if (found && context.begun === undefined) return applyTo(work, found, before)
  await prepare(work, found ?? { id: '', origin }, before)
  const created = await work.createZone(api, origin, context, options)
  try {
    await work.locks.enter(context.lease, created, options)
    const given = await readTouched(account, created, changes.changes, options)
    return await applyTo(work, created, given)
  } catch (error) {
    if (!(error instanceof DnsctlError) || error.code === 'apply-partial') throw error
    throw partialFault(`the zone ${origin} is created`, [], changes.changes, error)
  }
}

async function applyTo(work: Work, zone: ZoneRef, before: Touched): Promise<Applied> {
  const { account, locks, pulse, syncTimeoutMs, changes, context, options } = work
  const fence = await fenceIn(locks, context.lease, zone, options)
  const { resources, planned } = await prepare(work, zone, before)
  const batches = resources.isComplete
    ? planned
    : fencedBatches(changes, context, swapsOf(changes, before, await resources.create()))
  const { ids, untold } = await changeRecords(work, { zone, fence }, batches, resources)
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
async function prepare({ account, clock, changes, context, options }: Work, zone: ZoneRef, before: Touched) {
  const resources = await prepareResources({ account, clock, zone, options }, changes.changes, before)
  return { resources, planned: fencedBatches(changes, context, swapsOf(changes, before, resources.idsOf)) }
}

const fencedBatches = ({ zone }: ChangeSet, { lease }: WriteContext, swaps: readonly Swap[]): Batch[] =>
  batchesOf(zone, swaps, batchLimit(fenceCost(lease)))

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
  { account, changes, context: { record }, options }: Work,
  place: { readonly zone: ZoneRef; readonly fence: Fence },
  batches: readonly Batch[],
  resources: PreparedResources,
): Promise<Sent> {
  try {
    const sent = await sendBatches({ account, changes, options, record, ...place }, batches)
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
