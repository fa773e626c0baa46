// Sends batches one after the other, each under the zone's lease, and finds out why one was refused.
import { DnsctlError, type Problem, problem, problemsOf } from '../../../base/errors.ts'
import { rrsetKey } from '../../../dns/rrset.ts'
import type { WriteStep } from '../../../plan/change-set.ts'
import type { Change } from '../../../plan/plan.ts'
import type { RecordSet } from '../../../route53/record-set.ts'
import { movedSince } from '../../checked-commit.ts'
import type { ChangeSet, WriteContext } from '../../contract.ts'
import type { CallOptions, ZoneRef } from '../api/api.ts'
import type { Fence } from '../lease/fence.ts'
import { isInvalidBatch, isUncertain } from '../lease/swap-lock.ts'
import { type Batch, isEssential, meaningOf, type Swap } from './batch.ts'
import type { Account } from './read-zone.ts'
import { refusalsOf } from './refused-changes.ts'
import { readTouched, type Touched } from './touched.ts'

export interface Sending {
  readonly account: Account
  readonly zone: ZoneRef
  readonly changes: ChangeSet
  readonly options: CallOptions
  readonly fence: Fence
  /** True if the last batch gives up the lease. */
  readonly leaves?: boolean
  readonly record: WriteContext['record']
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

/** Sends the batches, each written down before. Throws a `BatchFailure`. */
export async function sendBatches(sending: Sending, batches: readonly Batch[]): Promise<Sent> {
  const { changes, options } = sending
  const task = `changing ${changes.zone}`
  const total = batches.length
  const ids: string[] = []
  for (const [done, batch] of batches.entries()) {
    options.listener?.({ kind: 'progress', task, done, total })
    const count = { batch: done + 1, batches: total }
    const rrsets = batch.swaps.map(({ change }) => rrsetKey(change))
    await writeDown(sending, { step: 'sending', ...count, rrsets }, batches.slice(0, done))
    const id = await send(sending, batches, done)
    ids.push(...(id === undefined ? [] : [id]))
    const landed = { step: 'landed', ...count, ...(id !== undefined && { id }) } as const
    await writeDown(sending, landed, batches.slice(0, done + 1))
  }
  options.listener?.({ kind: 'progress', task, done: total, total })
  return { ids, untold: total - ids.length }
}

async function writeDown({ record }: Sending, step: WriteStep, landed: readonly Batch[]): Promise<void> {
  try {
    await record(step)
  } catch (error) {
    throw new BatchFailure(problemsOf(error) as [Problem, ...Problem[]], landed, error)
  }
}

/** Sends one of the batches; gives its change's id, or that of a later change that alters nothing, if there is one. */
async function send(sending: Sending, batches: readonly Batch[], done: number): Promise<string | undefined> {
  const { fence } = sending
  const batch = batches[done]!
  const leaves = sending.leaves === true && done === batches.length - 1
  try {
    const comment = `dnsctl, ${done + 1} of ${batches.length}`
    const id = await fence.change(batch.changes, comment, leaves ? 'left' : 'renewed')
    if (id !== undefined || leaves) return id
  } catch (error) {
    const landed = batches.slice(0, done)
    const isLost = error instanceof DnsctlError && error.code === 'lease-lost'
    const refused = isLost ? error.cause : error
    const isTold = isLost ? isUncertain(refused) : isInvalidBatch(refused)
    const state = isTold ? await stateOf(sending, batch) : undefined
    if (!isLost || !state || !hasLanded(batch, state))
      throw new BatchFailure(reasons(sending, batch, error, state), landed, error)
    if (!leaves) throw new BatchFailure(error.problems, [...landed, batch], error)
    fence.hasLeft()
    return undefined
  }
  return fence.change([], 'dnsctl, the lock again', 'kept').catch(() => undefined)
}

/** Reads what the batch concerns; undefined if it cannot be read. */
function stateOf({ account, zone, options }: Sending, { swaps }: Batch): Promise<Touched | undefined> {
  const concerned = swaps.map(({ change }) => change)
  return readTouched(account, zone, concerned, options).catch(() => undefined)
}

/**
 * A batch lands whole or not at all. So if something is as it makes it, and nothing as it was before, it has landed, even
 * if somebody has changed some of it since. Only asked where the lock does not tell, as it is somebody else's by now.
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
