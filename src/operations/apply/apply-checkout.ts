// Applies what a plan of the checkout shows, once somebody has agreed to it: a plan of the zone files, one that was
// saved, or one that takes an earlier run back.
import { fault } from '../../base/errors.ts'
import { type Interrupted, interruptedZones, zoneAndProvider } from '../../history/interrupted.ts'
import type { RunKind } from '../../history/run.ts'
import { type Guard, hasWork, isEmptyPlan, type Plan } from '../../plan/plan.ts'
import { decideRollback } from '../confirm/decide-rollback.ts'
import { holdRun } from '../confirm/hold-run.ts'
import { judgeRun } from '../confirm/judge-run.ts'
import { refusePending } from '../confirm/pending.ts'
import { revertOverdue } from '../confirm/revert-overdue.ts'
import { revertRun } from '../confirm/revert-run.ts'
import type { PlannedZones } from '../plan-zones.ts'
import { refuseErrors } from '../workspace.ts'
import type { AppliedPlan } from './apply-plan.ts'
import { applyPlanned, type PlannedRun } from './apply-planned.ts'
import { type ApplySession, type SessionPlace, withSession } from './apply-session.ts'
import type { ApplyResult } from './outcome.ts'
import { refuseUnsafe } from './refuse-unsafe.ts'
import type { SiteOptions } from './site.ts'

/** How a plan is applied. */
export interface ApplyOptions extends SiteOptions {
  /** Guards that are lifted. */
  readonly lift: ReadonlySet<Guard>
  /** Lowers the TTLs of what changes to this first, and waits until the old ones have run out; seconds. */
  readonly lowerTtlTo?: number | undefined
  /** Takes it back unless it is confirmed in this time. */
  readonly confirmWithinMs?: number | undefined
  /** A shell command that says whether all is well afterwards; if not, it is taken back. */
  readonly canary?: { readonly command: string; readonly timeoutMs: number } | undefined
}

/** What a plan takes back. */
interface Undoing {
  /** The run. */
  readonly undoes?: string | undefined
  /** True if that is all of it. */
  readonly undoesAll?: boolean | undefined
}

export interface ApplyInput extends SessionPlace {
  readonly kind: RunKind
  /** Makes the plan. */
  readonly makePlan: (session: ApplySession) => Promise<PlannedZones & Undoing>
  readonly options: ApplyOptions
  readonly signal: AbortSignal
  /** Shows the plan that is going to be applied. */
  readonly show: (planned: PlannedZones) => Promise<void>
  /** Asks whether to apply it; the plan has something to do and may be applied. */
  readonly agree: () => Promise<boolean>
}

/**
 * Applies a plan as it was shown and agreed to; nothing if it has nothing to do. Zones that could not be planned are in
 * the result and do not keep others from being applied. Throws `plan-refused`, `run-pending`, `plan-stale`, and
 * `plan-unconfirmed` if nobody agreed; then nothing is written.
 */
export function applyCheckout(input: ApplyInput): Promise<ApplyResult> {
  return withSession(input, async session => {
    const { kind, options } = input
    await revertOverdue(session)
    const { undoes, undoesAll, ...planned } = await input.makePlan(session)
    const { plan } = planned
    if (isEmptyPlan(plan)) refuseErrors(planned.problems)
    await input.show(planned)
    if (isEmptyPlan(plan)) return { zones: [] }
    const unplanned = planned.problems.filter(({ severity }) => severity === 'error')
    refuseUnsafe(plan, options.lift, input.listener)
    await refusePending(session.history, plan.zones.filter(hasWork), undoes)
    if (!(await input.agree())) throw fault('plan-unconfirmed', 'the plan was not agreed to')
    const interrupted = await interruptedIn(session, plan)
    const applied = await applyAgreed(session, input, { kind, plan, undoes, undoesAll })
    await supersede(interrupted, applied)
    return {
      run: applied.run.head.id,
      zones: applied.zones,
      ...(unplanned.length > 0 && { unplanned }),
      ...(await judged(session, input, applied)),
    }
  })
}

/** Writes the run down, sees to it that it can be taken back, and applies it. */
function applyAgreed(
  session: ApplySession,
  { cwd, configFile, options, signal }: ApplyInput,
  planned: Pick<PlannedRun, 'kind' | 'plan'> & Undoing,
): Promise<AppliedPlan> {
  const { canary, confirmWithinMs, lowerTtlTo } = options
  const { checkout, history } = session
  // What a canary has to confirm is taken back too if this process does not live to hear it.
  const withinMs = confirmWithinMs ?? canary?.timeoutMs
  return applyPlanned(
    session,
    {
      ...planned,
      lowerTtlTo,
      confirmWithinMs: withinMs,
      async onBegin(run) {
        if (withinMs !== undefined) await holdRun(run, { checkout, cwd, configFile, withinMs })
        if (planned.undoes !== undefined && planned.undoesAll) await decideRollback(history, planned.undoes)
      },
    },
    options,
    signal,
  )
}

/** Asks the canary, and lets the run wait to be confirmed; taking it back goes on though the work is to end. */
const judged = (
  session: ApplySession,
  { cwd, options, listener, signal }: ApplyInput,
  applied: AppliedPlan,
) =>
  judgeRun({
    ...applied,
    cwd,
    canary: options.canary,
    confirmWithinMs: options.confirmWithinMs,
    listener,
    signal,
    revert: reason => revertRun(session, applied.run, { lockWaitMs: options.lockWaitMs, reason }),
  })

/** What earlier runs have left half done in the zones of a plan, which starts from there. */
async function interruptedIn({ history, listener }: ApplySession, { zones }: Plan): Promise<Interrupted[]> {
  const planned = new Set(zones.filter(hasWork).map(zoneAndProvider))
  const interrupted = (await interruptedZones(history)).filter(({ journal }) =>
    planned.has(zoneAndProvider(journal.intent)),
  )
  for (const { run, journal } of interrupted)
    listener({
      kind: 'note',
      text: `${journal.intent.zone} at ${journal.intent.provider}: run ${run.head.id} was interrupted; this plan takes its place`,
    })
  return interrupted
}

/** Once a plan is applied there is nothing left to resume of what it started from. */
async function supersede(interrupted: readonly Interrupted[], { zones }: AppliedPlan): Promise<void> {
  const applied = new Set(zones.filter(({ status }) => status === 'applied').map(zoneAndProvider))
  for (const { journal } of interrupted)
    if (applied.has(zoneAndProvider(journal.intent)))
      await journal.append({ step: 'ended', status: 'superseded', problems: [] })
}
