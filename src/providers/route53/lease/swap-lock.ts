// Changes the lock of a hosted zone by compare-and-swap, alone or together with other record sets: DELETE of what is
// there and CREATE of what comes, in one request that Route 53 takes whole or not at all.
import type { RecordSet, RecordSetChange } from '../../../route53/record-set.ts'
import type { Api, CallOptions, ZoneRef } from '../api/api.ts'
import { ApiFault, isApiFault } from '../api/api-fault.ts'
import { meaningOf } from '../records/batch.ts'
import { bareId } from '../zones/hosted-zone.ts'
import { lockKeyOf } from './lock-record.ts'

/** A request that changes the lock. */
export interface LockSwap {
  /** As it was read or written last; undefined if there is none. */
  readonly before: RecordSet | undefined
  /** Undefined to leave none. */
  readonly after: RecordSet | undefined
  /** What else changes with it. */
  readonly changes: readonly RecordSetChange[]
  readonly comment: string
}

export type Swapped =
  /** The change's id is undefined if the answer that had it was lost. */
  | { readonly isDone: true; readonly id: string | undefined }
  /** Another lock is there, or none; `error` is what was refused. */
  | { readonly isDone: false; readonly found: RecordSet | undefined; readonly error: ApiFault }

/** The lock of a zone as it is at this moment. */
export async function readLock(
  api: Api,
  { id, origin }: ZoneRef,
  options: CallOptions,
): Promise<RecordSet | undefined> {
  const { Name, Type } = lockKeyOf(origin)
  const { ResourceRecordSets: [first] = [] } = await api.call(
    'ListResourceRecordSets',
    { HostedZoneId: id, StartRecordName: Name, StartRecordType: Type as 'TXT', MaxItems: 1 },
    options,
  )
  return first?.Name === Name && first.Type === Type ? (first as RecordSet) : undefined
}

/**
 * Sends it. An answer that was lost is no failure: the lock tells what came of the request. Throws the `ApiFault` if the
 * lock is as it was; if that is ambiguous, the request may still arrive.
 */
export async function swapLock(
  api: Api,
  zone: ZoneRef,
  { before, after, changes, comment }: LockSwap,
  options: CallOptions,
): Promise<Swapped> {
  const batch: RecordSetChange[] = [
    ...(before ? [{ Action: 'DELETE', ResourceRecordSet: before } as const] : []),
    ...(after ? [{ Action: 'CREATE', ResourceRecordSet: after } as const] : []),
    ...changes,
  ]
  const ChangeBatch = { Comment: comment, Changes: batch as never }
  try {
    const sent = await api.call('ChangeResourceRecordSets', { HostedZoneId: zone.id, ChangeBatch }, options)
    return { isDone: true, id: bareId(sent.ChangeInfo!.Id!) }
  } catch (error) {
    if (!isUncertain(error) && !isInvalidBatch(error)) throw error
    const found = await readLock(api, zone, options).catch(() => {
      throw error
    })
    if (after && error.ambiguous && isSame(found, after)) return { isDone: true, id: undefined }
    if (isSame(found, before) && !hasJustGone(before, error)) throw error
    return { isDone: false, found, error }
  }
}

/** A lock that was in the way of a new one may be given back before it is looked at. */
const hasJustGone = (before: RecordSet | undefined, error: ApiFault): boolean =>
  before === undefined &&
  isInvalidBatch(error) &&
  error.messages.some(text => /^Tried to create .* but it already exists/.test(text))

/** True if a request may have had its effect though it failed, or may still come to have it. */
export const isUncertain = (error: unknown): error is ApiFault => error instanceof ApiFault && error.ambiguous

/** True if Route 53 has refused a batch for what it holds. */
export const isInvalidBatch = (error: unknown): error is ApiFault => isApiFault(error, 'InvalidChangeBatch')

const isSame = (a: RecordSet | undefined, b: RecordSet | undefined): boolean =>
  a && b ? meaningOf(a) === meaningOf(b) : a === b
