// Applies a plan that was agreed to, as a run of the history; what comes before and after is `apply-checkout.ts`.
import type { Run, RunHead, RunKind } from '../../history/run.ts'
import { planDigest } from '../../plan/file/plan-file.ts'
import type { Plan } from '../../plan/plan.ts'
import { actorOf } from '../actor.ts'
import { type AppliedPlan, applyPlan } from './apply-plan.ts'
import type { ApplySession } from './apply-session.ts'
import { type SiteOptions, siteOf } from './site.ts'

/** A plan that has something to do, and what is known of the run that applies it. */
export interface PlannedRun {
  readonly kind: RunKind
  readonly plan: Plan
  /** The run that it takes back. */
  readonly undoes?: string | undefined
  /** It is taken back unless it is confirmed in this time. */
  readonly confirmWithinMs?: number | undefined
  /** Lowers the TTLs of what changes to this first; seconds. */
  readonly lowerTtlTo?: number | undefined
  /** Called once the run is written down and before anything is changed. */
  readonly onBegin?: (run: Run) => Promise<void>
}

/** Applies it; throws as `applyPlan` does. */
export function applyPlanned(
  session: ApplySession,
  planned: PlannedRun,
  options: SiteOptions,
  signal: AbortSignal,
): Promise<AppliedPlan> {
  const { kind, plan, lowerTtlTo, onBegin } = planned
  return applyPlan({
    plan,
    site: siteOf(session, options, kind, signal),
    history: session.history,
    head: headOf(planned),
    lowerTo: lowerTtlTo,
    ...(onBegin && { onBegin }),
  })
}

function headOf({ kind, plan, undoes, confirmWithinMs }: PlannedRun): Omit<RunHead, 'id' | 'began' | 'by'> {
  const actor = actorOf(process.env)
  return {
    kind,
    tool: plan.tool,
    plan: planDigest(plan),
    ...(actor !== undefined && { actor }),
    ...(plan.commit !== undefined && { commit: plan.commit }),
    ...(undoes !== undefined && { undoes }),
    ...(confirmWithinMs !== undefined && { confirmWithinMs }),
  }
}
