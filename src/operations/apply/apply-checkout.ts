// Applies what a plan of the checkout shows, once somebody has agreed to it: a plan of the zone files, one that was
// saved, or one that takes an earlier run back.
import { systemClock } from '../../base/clock.ts'
import { fault, type Problem } from '../../base/errors.ts'
import { type Interrupted, interruptedZones, zoneAndProvider } from '../../history/interrupted.ts'
import type { RunKind } from '../../history/run.ts'
import { type Guard, hasWork, isEmptyPlan, type Plan } from '../../plan/plan.ts'
import { refusePending } from '../confirm/pending.ts'
import { revertOverdue } from '../confirm/revert-overdue.ts'
import { revertRun } from '../confirm/revert-run.ts'
import { runCanary } from '../confirm/run-canary.ts'
import { startWatcher } from '../confirm/start-watcher.ts'
import type { PlannedZones } from '../plan-zones.ts'
import { refuseErrors } from '../workspace.ts'
import type { AppliedPlan } from './apply-plan.ts'
import { applyPlanned } from './apply-planned.ts'
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

export interface ApplyInput extends SessionPlace {
  readonly kind: RunKind
  /** Makes the plan; `undoes` is the run that it takes back. */
  readonly makePlan: (session: ApplySession) => Promise<PlannedZones & { readonly undoes?: string }>
  readonly options: ApplyOptions
  readonly signal: AbortSignal
  /** Shows the plan that is going to be applied. */
  readonly show: (planned: PlannedZones) => Promise<void>
  /** Asks whether to apply it; the plan has something to do and may be applied. */
  readonly agree: () => Promise<boolean>
}

/**
 * Applies a plan as it was shown and agreed to; nothing if it has nothing to do. Throws if a zone could not be
 * planned, `plan-refused`, `run-pending`, `plan-stale`, and `plan-unconfirmed` if nobody agreed; then nothing is written.
 */
export function applyCheckout(input: ApplyInput): Promise<ApplyResult> {
  return withSession(input, async session => {
    const { kind, options, signal } = input
    await revertOverdue(session, input)
    const { undoes, ...planned } = await input.makePlan(session)
    refuseErrors(planned.problems)
    await input.show(planned)
    const { plan } = planned
    if (isEmptyPlan(plan)) return { zones: [] }
    refuseUnsafe(plan, options.lift, input.listener)
    if (kind === 'apply') await refusePending(session.history, plan.zones)
    if (!(await input.agree())) throw fault('plan-unconfirmed', 'the plan was not agreed to')
    const interrupted = await interruptedIn(session, plan)
    const { confirmWithinMs, lowerTtlTo } = options
    const applied = await applyPlanned(
      session,
      {
        kind,
        plan,
        undoes,
        lowerTtlTo,
        confirmWithinMs,
        onBegin: async run => {
          if (confirmWithinMs !== undefined) await startWatcher(run, input)
        },
      },
      options,
      signal,
    )
    await supersede(interrupted, applied)
    return afterwards(session, input, applied)
  })
}

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

/** Asks the canary, and lets the run wait for its confirmation. */
async function afterwards(
  session: ApplySession,
  { options, listener, signal }: ApplyInput,
  { run, zones }: AppliedPlan,
): Promise<ApplyResult> {
  const { canary, confirmWithinMs } = options
  const { id } = run.head
  if (canary) {
    const { command, timeoutMs } = canary
    const failed = await runCanary(command, { run, zones, timeoutMs, listener, signal })
    if (failed.length > 0) {
      const problems = await takenBack(session, run, options)
      return { run: id, zones, reverted: [...failed, ...problems] }
    }
  }
  if (confirmWithinMs === undefined) return { run: id, zones }
  const confirmBy = new Date(systemClock() + confirmWithinMs).toISOString()
  await run.awaitConfirmation(confirmBy)
  return { run: id, zones, confirmBy }
}

/** Taking back goes on though the work is to end. */
async function takenBack(
  session: ApplySession,
  run: AppliedPlan['run'],
  options: SiteOptions,
): Promise<readonly Problem[]> {
  const { problems } = await revertRun(session, run, { ...options, reason: 'the canary failed' })
  return problems
}
