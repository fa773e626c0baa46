// What follows once a run that is held is applied: the canary is asked, then the time to confirm it begins.
import { type Clock, systemClock } from '../../base/clock.ts'
import type { Problem } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import type { Run } from '../../history/run.ts'
import { isUntouched } from '../../history/run-state.ts'
import type { TakenBack, ZoneOutcome } from '../apply/outcome.ts'
import { runCanary } from './run-canary.ts'

export interface JudgeInput {
  readonly run: Run
  readonly zones: readonly ZoneOutcome[]
  readonly cwd: string
  readonly canary: { readonly command: string; readonly timeoutMs: number } | undefined
  readonly confirmWithinMs: number | undefined
  readonly listener: Listener
  readonly signal: AbortSignal
  /** Takes the run back for a reason; gives what is left to say of that. */
  readonly revert: (reason: string) => Promise<readonly Problem[]>
  readonly clock?: Clock
}

/** What was decided, or until when. */
export interface Judgement {
  /** ISO 8601, UTC: when it is taken back unless it is confirmed. */
  readonly confirmBy?: string
  /** Why it was taken back. */
  readonly reverted?: TakenBack
}

/** Asks the canary, and lets the run wait to be confirmed; a run that changed nothing waits for nobody. */
export async function judgeRun(input: JudgeInput): Promise<Judgement> {
  const { run, zones, canary, confirmWithinMs, clock = systemClock } = input
  if (!canary && confirmWithinMs === undefined) return {}
  const now = (): string => new Date(clock()).toISOString()
  if (run.zones.every(isUntouched)) {
    await run.decide({ verdict: 'reverted', at: now(), by: 'nothing was changed' })
    return {}
  }
  if (canary) {
    const failures = await runCanary(canary.command, { ...input, zones, timeoutMs: canary.timeoutMs })
    if (failures.length > 0)
      return { reverted: { why: failures, left: await input.revert('the canary failed') } }
  }
  if (confirmWithinMs === undefined) {
    await run.decide({ verdict: 'confirmed', at: now(), by: 'the canary' })
    return {}
  }
  const confirmBy = new Date(clock() + confirmWithinMs).toISOString()
  await run.awaitConfirmation(confirmBy)
  return { confirmBy }
}
