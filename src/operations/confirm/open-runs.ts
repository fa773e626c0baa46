// Runs that are not settled: they wait to be confirmed, or are still to be taken back.
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '../../base/clock.ts'
import { type ProcessIdentity, standingOf } from '../../base/process-identity.ts'
import { zoneAndProvider } from '../../history/interrupted.ts'
import type { History, Run, ZoneJournal } from '../../history/run.ts'
import { isOpen, mayHaveChanged, stateOf, workerOf } from '../../history/run-state.ts'

/**
 * How far a run is that stays only if it is confirmed. `waiting`: it may be confirmed; `overdue`: its time is over, and
 * nobody has decided yet; `reverting`: it is to be taken back, and that is not done.
 */
export type OpenState = 'waiting' | 'overdue' | 'reverting'

export interface OpenRun {
  readonly run: Run
  readonly state: OpenState
  /** The runs that took it back, or tried to. */
  readonly undoing: readonly Run[]
}

/** Says whether a process works: a stopped one does not. */
export type IsAtWork = (process: ProcessIdentity) => boolean

/** Where it can be told: on another system a process counts as gone. */
export const isAtWork: IsAtWork = identity =>
  standingOf(identity) === 'running' && !/^[Tt]/.test(stateOfProcess(identity.pid))

/** The third field of /proc/PID/stat: T if it was stopped (Ctrl-Z), t if a debugger did so. */
function stateOfProcess(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2)
  } catch {
    return ''
  }
}

/** Says whether a process works on a run: the one that began it, or one that finishes what was interrupted. */
export const isWorkedOn = (run: Run, atWork: IsAtWork): boolean =>
  atWork(run.head.by) || run.zones.some(zone => isOpen(zone) && atWork(workerOf(run, zone)))

/** All open runs of a history, the newest first. */
export async function openRuns(
  history: Pick<History, 'runs'>,
  clock: Clock = systemClock,
  atWork: IsAtWork = isAtWork,
): Promise<OpenRun[]> {
  const undoing = new Map<string, Run[]>()
  const open: OpenRun[] = []
  for await (const run of history.runs()) {
    const { id, undoes } = run.head
    if (undoes !== undefined) undoing.set(undoes, [...(undoing.get(undoes) ?? []), run])
    const by = undoing.get(id) ?? []
    const state = openState(run, by, clock, atWork)
    if (state) open.push({ run, state, undoing: by })
  }
  return open
}

/** Undefined if the run need not be confirmed, is confirmed, or is taken back. */
function openState(run: Run, undoing: readonly Run[], clock: Clock, atWork: IsAtWork): OpenState | undefined {
  const { confirmBy, decision } = run
  if (decision) return decision.verdict === 'reverted' && !isTakenBack(run, undoing) ? 'reverting' : undefined
  if (confirmBy === undefined) return undefined
  // As long as it is applied, it cannot be late: its time begins anew when all is applied.
  return clock() < Date.parse(confirmBy) || isWorkedOn(run, atWork) ? 'waiting' : 'overdue'
}

const isTakenBack = (run: Run, undoing: readonly Run[]): boolean => zonesToTakeBack(run, undoing).length === 0

/** The zones of a run of which something is left to take back, given the runs that tried: each may have had some of them. */
export function zonesToTakeBack({ zones }: Run, undoing: readonly Run[]): readonly ZoneJournal[] {
  const done = new Set(
    undoing.flatMap(attempt => attempt.zones.filter(isDone).map(({ intent }) => zoneAndProvider(intent))),
  )
  return zones.filter(zone => !isUntouched(zone) && !done.has(zoneAndProvider(zone.intent)))
}

/** What is in the way of a revert stays in its way, so that the zone is done with; so it is where nothing was to be done. */
function isDone(zone: ZoneJournal): boolean {
  const { ended } = stateOf(zone)
  if (ended?.status === 'skipped' && zone.intent.stages.length === 0) return true
  return ended?.status === 'applied' || !!ended?.problems.some(({ code }) => code === 'rollback-conflict')
}

/** Says whether it is certain that nothing of a zone was changed. */
export function isUntouched(zone: ZoneJournal): boolean {
  const { ended, stage } = stateOf(zone)
  if (!ended || stage > 0) return false
  // A request whose answer never came may have landed; one that was refused for this has not.
  return !mayHaveChanged(zone) || isRefused(ended)
}

const isRefused = ({ status, problems }: NonNullable<ReturnType<typeof stateOf>['ended']>): boolean =>
  status === 'failed' && problems.every(({ code }) => code === 'plan-stale' || code === 'zone-locked')
