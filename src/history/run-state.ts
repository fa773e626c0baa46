// How far a run has come, told by its journal.
import type { Problem } from '../base/errors.ts'
import { type ProcessIdentity, standingOf } from '../base/process-identity.ts'
import type { JournalRecord, Run, ZoneEnd, ZoneJournal } from './run.ts'

/** How far work on a zone has come. */
export interface ZoneState {
  /** Undefined while it is open. */
  readonly ended: { readonly status: ZoneEnd; readonly problems: readonly Problem[] } | undefined
  /** The stage that is worked on or comes next, from 0; the number of stages once all are applied. */
  readonly stage: number
  /** ISO 8601, UTC: how long that stage has to wait; undefined if it need not. */
  readonly waitingUntil: string | undefined
  /** True if something of the zone may have been changed. */
  readonly mayHaveWritten: boolean
}

type Journal = Pick<ZoneJournal, 'records'>

/** Tells how far a zone has come. */
export const stateOf = ({ records }: Journal): ZoneState =>
  records.reduce(after, { ended: undefined, stage: 0, waitingUntil: undefined, mayHaveWritten: false })

function after(state: ZoneState, record: JournalRecord): ZoneState {
  switch (record.step) {
    case 'leased':
    case 'landed':
    case 'verified':
      return state
    case 'resumed':
      return { ...state, ended: undefined }
    case 'creating-zone':
    case 'zone-created':
    case 'sending':
      return { ...state, mayHaveWritten: true }
    case 'applied':
      return { ...state, mayHaveWritten: true, stage: record.stage + 1, waitingUntil: undefined }
    case 'waiting':
      return { ...state, waitingUntil: record.until }
    case 'ended':
      return { ...state, ended: { status: record.status, problems: record.problems } }
    default:
      return record satisfies never
  }
}

/** Says whether work on a zone has not come to its end. */
export const isOpen = ({ records }: Journal): boolean =>
  records.findLast(({ step }) => step === 'ended' || step === 'resumed')?.step !== 'ended'

/** Says whether work on a zone came so far that something of it may have been changed. */
export function mayHaveChanged({ intent, records }: Pick<ZoneJournal, 'intent' | 'records'>): boolean {
  const { ended, stage, mayHaveWritten } = stateOf({ records })
  if (stage === 0 && ended?.status === 'failed' && ended.problems.every(isRefusal)) return false
  // A zone is deleted in one step, of which only the end is written down.
  const mayHaveDeleted = (): boolean => intent.stages.some(({ deletesZone }) => deletesZone !== undefined)
  return mayHaveWritten || (records.some(({ step }) => step === 'leased') && mayHaveDeleted())
}

/** Says whether it is certain that nothing of a zone was changed, and that nothing will be. */
export const isUntouched = (zone: Pick<ZoneJournal, 'intent' | 'records'>): boolean =>
  !isOpen(zone) && !mayHaveChanged(zone)

/** Whoever is refused for one of these has changed nothing. */
const isRefusal = ({ code }: Problem): boolean => code === 'plan-stale' || code === 'zone-locked'

/**
 * Says whether a run is not to be finished by whoever finds it: it is going to be taken back, or it was to be held before
 * anything is changed and never was.
 */
export const isNotToGoOn = ({ head, confirmBy, decision }: Run): boolean =>
  decision?.verdict === 'reverted' || (head.confirmWithinMs !== undefined && confirmBy === undefined)

/** Says whether a run waits for somebody to confirm it. */
export const awaitsDecision = ({ confirmBy, decision }: Run): boolean =>
  confirmBy !== undefined && decision === undefined

/** The process that works on a zone of a run, or did so last. */
export const workerOf = ({ head }: Run, { records }: Journal): ProcessIdentity =>
  records.findLast(record => record.step === 'resumed')?.by ?? head.by

/**
 * The zones of a run on which nobody works any more though they have not come to their end. Of a process that another
 * system counts nothing certain is known: whether it still holds the zone's lease has to tell.
 */
export const interruptedZonesOf = (run: Run): readonly ZoneJournal[] =>
  run.zones.filter(journal => isOpen(journal) && standingOf(workerOf(run, journal)) !== 'running')
