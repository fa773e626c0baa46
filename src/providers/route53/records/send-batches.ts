// Sends batches one after the other, and finds out what came of one whose answer was lost or that was refused.
import { DnsctlError, type Problem, problem, problemsOf } from '../../../base/errors.ts'
import type { Change } from '../../../plan/plan.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import { movedSince } from '../../checked-commit.ts'
import type { ChangeSet } from '../../contract.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import { ApiFault, isApiFault } from '../api/api-fault.ts'
import { bareId } from '../zones/hosted-zone.ts'
import { type Batch, isEssential, meaningOf, type Swap } from './batch.ts'
import type { Account } from './read-zone.ts'
import { refusalsOf } from './refused-changes.ts'
import { readTouched, type Touched } from './touched.ts'

export interface Sending {
  readonly account: Account
  readonly zone: ZoneRef
  readonly changes: ChangeSet
  readonly options: CallOptions
}

/** Why a batch failed, and what landed before it. */
export class BatchFailure extends DnsctlError {
  readonly landed: readonly Batch[]
  /** True if it may be in place nonetheless, or come to be. */
  readonly isUncertain: boolean

  constructor(problems: readonly [Problem, ...Problem[]], landed: readonly Batch[], cause: unknown) {
    super(problems, { cause })
    this.landed = landed
    this.isUncertain = isUncertain(cause) && !isInvalidBatch(cause)
  }
}

/** The changes that Route 53 has taken. */
export interface Sent {
  /** By which it can be asked whether they are in sync. */
  readonly ids: readonly string[]
  /** How many there are besides, whose ids were lost. */
  readonly untold: number
}

/** Sends the batches. Throws a `BatchFailure`. */
export async function sendBatches(sending: Sending, batches: readonly Batch[]): Promise<Sent> {
  const { changes, options } = sending
  const ids: string[] = []
  for (const [done, batch] of batches.entries()) {
    options.listener?.({ kind: 'progress', task: `changing ${changes.zone}`, done, total: batches.length })
    try {
      const id = await send(sending, batch, `dnsctl, ${done + 1} of ${batches.length}`)
      ids.push(id)
    } catch (error) {
      const state = await stateAfter(sending, batch, error)
      if (isUncertain(error) && state && hasLanded(batch, state)) {
        ids.push(...(await laterChange(sending, batch, state)))
        continue
      }
      throw new BatchFailure(reasons(sending, batch, error, state), batches.slice(0, done), error)
    }
  }
  const total = batches.length
  options.listener?.({ kind: 'progress', task: `changing ${changes.zone}`, done: total, total })
  return { ids, untold: total - ids.length }
}

async function send(
  { account, zone, options }: Sending,
  { changes }: Batch,
  Comment: string,
): Promise<string> {
  const input = { HostedZoneId: zone.id, ChangeBatch: { Comment, Changes: changes as never } }
  const { ChangeInfo } = await account.api.call('ChangeResourceRecordSets', input, options)
  return bareId(ChangeInfo!.Id!)
}

/** Reads what the batch concerns, if that tells what became of it; undefined if it does not, or cannot be read. */
async function stateAfter(
  { account, zone, options }: Sending,
  { swaps }: Batch,
  error: unknown,
): Promise<Touched | undefined> {
  if (!isUncertain(error) && !isInvalidBatch(error)) return undefined
  const concerned = swaps.map(({ change }) => change)
  return readTouched(account, zone, concerned, options).catch(() => undefined)
}

/** An attempt may have landed whose answer was lost; then the next one finds that what it deletes is not there. */
const isUncertain = (error: unknown): boolean => error instanceof ApiFault && error.ambiguous

const isInvalidBatch = (error: unknown): error is ApiFault => isApiFault(error, 'InvalidChangeBatch')

/**
 * A batch lands whole or not at all. So if something is as it makes it, and nothing as it was before, it has landed, even
 * if somebody has changed some of it since.
 */
function hasLanded({ swaps }: Batch, state: Touched): boolean {
  const changed = swaps.filter(({ held, wanted }) => !sameRecordSets(held, wanted))
  const areNow = (which: 'held' | 'wanted') => (swap: Swap) =>
    sameRecordSets(swap[which], state.setsOf(swap.change.owner, swap.change.type))
  return changed.some(areNow('wanted')) && !changed.some(areNow('held'))
}

const sameRecordSets = (a: readonly RecordSet[], b: readonly RecordSet[]): boolean => {
  const meanings = new Set(b.map(meaningOf))
  return a.length === b.length && a.every(set => meanings.has(meaningOf(set)))
}

/**
 * The id of a change that comes after one whose id was lost, and alters nothing: it swaps a record set for itself. None if
 * the batch has left nothing to do that with, or somebody has just changed it.
 */
async function laterChange(sending: Sending, { swaps }: Batch, state: Touched): Promise<string[]> {
  const [set] = swaps
    .filter(({ change }) => !isEssential(sending.changes.zone, change))
    .flatMap(({ change }) => state.setsOf(change.owner, change.type))
  if (!set) return []
  const changes = (['DELETE', 'CREATE'] as const).map(Action => ({ Action, ResourceRecordSet: set }))
  return send(sending, { swaps: [], changes }, 'dnsctl, the same again').then(
    id => [id],
    () => [],
  )
}

/** What has moved since it was read tells most; else what Route 53 says of each RRset. */
function reasons(
  { changes }: Sending,
  { swaps }: Batch,
  error: unknown,
  state: Touched | undefined,
): [Problem, ...Problem[]] {
  if (!(error instanceof DnsctlError)) throw error
  if (isInvalidBatch(error)) {
    const moved = state ? movedSince(plannedOf(changes, swaps), state) : []
    const [first, ...others] = moved.length > 0 ? moved : refusalsOf(error.messages, swaps)
    if (first) return [first, ...others]
  }
  return [...error.problems]
}

/** What was planned to be there; not what Route 53 has put into a zone that it has just created. */
const plannedOf = (changes: ChangeSet, swaps: readonly Swap[]): ChangeSet => ({
  ...changes,
  createsZone: false,
  changes: swaps
    .map(({ change }) => change)
    .filter(change => !(changes.createsZone && isEssential(changes.zone, change))),
})

/** Says what of a change set is in place, after something failed, and why the rest is not. */
export function partialFault(
  zone: string,
  landed: readonly Change[],
  missing: readonly Change[],
  error: unknown,
): DnsctlError {
  const { length } = landed
  const message = `${zone}: ${length} of ${length + missing.length} changes are in place${listOf(landed)}; not in place${listOf(missing)}`
  return new DnsctlError([problem('apply-partial', message), ...problemsOf(error)], { cause: error })
}

const listOf = (changes: readonly Change[]): string =>
  changes.length === 0
    ? ''
    : `: ${changes.map(({ action, owner, type }) => `${action} ${owner} ${type}`).join(', ')}`
