// Takes a run back by itself: because nobody confirmed it, or because the canary failed. No guard is asked, as this leads
// back to what was there.
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../base/clock.ts'
import { type Problem, problem } from '../../base/errors.ts'
import type { Run } from '../../history/run.ts'
import { isOpen, mayHaveChanged } from '../../history/run-state.ts'
import { zonesToTakeBack } from '../../history/taken-back.ts'
import { planDigest } from '../../plan/file/plan-file.ts'
import { isEmptyPlan, type Plan } from '../../plan/plan.ts'
import { applyPlanned } from '../apply/apply-planned.ts'
import type { ApplySession } from '../apply/apply-session.ts'
import { planRollback } from '../rollback/plan-rollback.ts'
import { failed, type Reverted } from './reverted.ts'

export interface RevertOptions {
  /** How long to wait for somebody else's lock. */
  readonly lockWaitMs: number
}

/** Attempts of a process that is not to wait for long; the watcher goes on. */
const attempts = 3
const retryMs = 1000

/**
 * Decides that a run is taken back, and does so; gives what is left to say: why it could not be done yet, and what stays
 * as it is.
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
    const { left, kept } = await revertOnce(session, run, { lockWaitMs }).catch(failed)
    if (left.length === 0 || attempt === attempts) return [...left, ...kept]
    await setTimeout(retryMs)
  }
}

/** Tries to take a run back of which that has been decided. Throws what keeps it from being tried. */
export async function revertOnce(
  session: ApplySession,
  run: Run,
  { lockWaitMs }: RevertOptions,
): Promise<Reverted> {
  // All of a run may have been refused, so that nothing is there to plan.
  if (!run.zones.some(mayHaveChanged)) {
    await settle(session, run, [])
    return { left: [], kept: [] }
  }
  const { plan, problems } = await planRollback(session, run)
  const kept = problems.filter(isConflict)
  const unplanned = problems.filter(each => each.severity === 'error' && !isConflict(each))
  const failures = isEmptyPlan(plan) ? [] : await applyRevert(session, run, plan, lockWaitMs)
  const left = [...unplanned, ...failures]
  if (left.length === 0) await settle(session, run, kept)
  return { left, kept }
}

const isConflict = ({ code }: Problem): boolean => code === 'rollback-conflict'

/** Why zones could not be taken back. Servers are not asked: what they answer then decides nothing. */
async function applyRevert(
  session: ApplySession,
  { head: { id } }: Run,
  plan: Plan,
  lockWaitMs: number,
): Promise<Problem[]> {
  const { zones } = await applyPlanned(
    session,
    { kind: 'revert', plan, undoes: id },
    { lockWaitMs, proof: 'never' },
    new AbortController().signal,
  )
  return zones.flatMap(({ status, problems }) => (status === 'applied' ? [] : problems))
}

/** Writes down what would otherwise be tried again: that nothing was to be done, what stays, and what is not to be resumed. */
async function settle({ history }: ApplySession, run: Run, kept: readonly Problem[]): Promise<void> {
  for (const zone of run.zones)
    if (isOpen(zone)) await zone.append({ step: 'ended', status: 'superseded', problems: [] })
  const { id, tool } = run.head
  const left = zonesToTakeBack(run, await runsUndoing(history, id))
  if (left.length === 0) return
  const { zones } = await history.begin(
    { kind: 'revert', tool, plan: planDigest({ zones: [] }), undoes: id },
    left.map(({ intent: { zone, provider } }) => ({ zone, provider, stages: [] })),
  )
  for (const zone of zones) await zone.append({ step: 'ended', status: 'skipped', problems: kept })
}

/** The runs that took a run back, or tried to, which are later ones. */
async function runsUndoing(history: ApplySession['history'], id: string): Promise<Run[]> {
  const undoing: Run[] = []
  for await (const run of history.runs()) {
    if (run.head.id === id) break
    if (run.head.undoes === id) undoing.push(run)
  }
  return undoing
}
