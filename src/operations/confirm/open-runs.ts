// Runs that are not settled: they wait to be confirmed, or are still to be taken back.
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '../../base/clock.ts'
import { type ProcessIdentity, standingOf } from '../../base/process-identity.ts'
import type { History, Run } from '../../history/run.ts'
import { isOpen, workerOf } from '../../history/run-state.ts'
import { zonesToTakeBack } from '../../history/taken-back.ts'

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
  history: Pick<History, 'unsettled'>,
  clock: Clock = systemClock,
  atWork: IsAtWork = isAtWork,
): Promise<OpenRun[]> {
  const undoing = new Map<string, Run[]>()
  const open: OpenRun[] = []
  for await (const run of history.unsettled()) {
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
