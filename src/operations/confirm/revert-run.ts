// Takes a run back by itself: because nobody confirmed it, or because the canary failed. No guard is asked, as this leads
// back to what was there.
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../base/clock.ts'
import { type Problem, problem, problemsOf } from '../../base/errors.ts'
import type { History, Run } from '../../history/run.ts'
import { isOpen } from '../../history/run-state.ts'
import { isEmptyPlan, type Plan } from '../../plan/plan.ts'
import { planDigest } from '../../plan/plan-file.ts'
import { applyPlanned } from '../apply/apply-planned.ts'
import type { ApplySession } from '../apply/apply-session.ts'
import { planRollback } from '../rollback/plan-rollback.ts'

export interface RevertOptions {
  /** How long to wait for somebody else's lock. */
  readonly lockWaitMs: number
}

/** Attempts of a process that is not to wait for long; the watcher goes on. */
const attempts = 3
const retryMs = 1000

/**
 * Decides that a run is taken back, and does so; gives what is left to say: why it could not be done yet, and which zones
 * stay as they are because somebody has changed them since.
 */
export async function revertRun(
  session: ApplySession,
  run: Run,
  { reason, lockWaitMs }: RevertOptions & { readonly reason: string },
): Promise<readonly Problem[]> {
  const { id } = run.head
  const at = new Date(systemClock()).toISOString()
  const { verdict, by } = await run.decide({ verdict: 'reverted', at, by: reason })
  if (verdict === 'confirmed') return [problem('run-decided', `run ${id} stays: it was confirmed by ${by}`)]
  for (let attempt = 1; ; attempt++) {
    const problems = await revertOnce(session, run, { lockWaitMs }).catch(problemsOf)
    if (problems.length === 0 || attempt === attempts) return problems
    await setTimeout(retryMs)
  }
}

/** Tries to take a run back of which that has been decided; gives why it is not done, nothing if it is. */
export async function revertOnce(
  session: ApplySession,
  run: Run,
  { lockWaitMs }: RevertOptions,
): Promise<readonly Problem[]> {
  const { plan, problems } = await planRollback(session, run)
  const failures = await failuresOf(session, run, plan, lockWaitMs)
  const { conflicts, others } = sorted(problems)
  const left = [...failures, ...others]
  if (left.length > 0) return left
  for (const conflict of conflicts) session.listener({ kind: 'problem', problem: conflict })
  await settle(session.history, run)
  return []
}
