// Takes back, at the start of a command, what nobody confirmed in time and no watcher was left to take back: the machine
// was restarted, perhaps.
import { systemClock } from '../../base/clock.ts'
import { type Problem, problem, problemsOf } from '../../base/errors.ts'
import type { Run } from '../../history/run.ts'
import type { ApplySession } from '../apply/apply-session.ts'
import { type IsAtWork, isAtWork, isWorkedOn, type OpenRun, openRuns } from './open-runs.ts'
import { revertOnce } from './revert-run.ts'
import type { Reverted } from './reverted.ts'
import { unconfirmed } from './watch-run.ts'

export interface OverdueOptions {
  readonly isAtWork?: IsAtWork
  /** Tries once to take a run back. */
  readonly revert?: (run: Run) => Promise<Reverted>
}

/** Somebody else may be taking the same run back. */
const lockWaitMs = 30_000

/**
 * Takes back all runs whose time is over, the newest first, and finishes what was interrupted of that. Tells the listener of
 * each; where it fails, the run stays as it is, and its zones stay refused (`run-pending`).
 */
export async function revertOverdue(session: ApplySession, options: OverdueOptions = {}): Promise<void> {
  const { isAtWork: atWork = isAtWork, revert = run => revertOnce(session, run, { lockWaitMs }) } = options
  for (const open of await openRuns(session.history, systemClock, atWork)) {
    if (open.state === 'waiting' || isOthers(open, atWork)) continue
    const problems = await decideAndRevert(open.run, revert).catch(problemsOf)
    for (const each of problems) session.listener({ kind: 'problem', problem: each })
  }
}

/** Whoever has decided may be at it. */
const isOthers = ({ run, state, undoing }: OpenRun, atWork: IsAtWork): boolean =>
  state === 'reverting' && [run, ...undoing].some(each => isWorkedOn(each, atWork))

async function decideAndRevert(
  run: Run,
  revert: (run: Run) => Promise<Reverted>,
): Promise<readonly Problem[]> {
  const { id } = run.head
  const at = new Date(systemClock()).toISOString()
  const { verdict, by } = await run.decide({ verdict: 'reverted', at, by: unconfirmed })
  if (verdict === 'confirmed') return []
  const { left, kept } = await revert(run)
  return left.length > 0
    ? [...left, ...kept]
    : [problem('run-unconfirmed', `run ${id} was taken back: ${by}`), ...kept]
}
