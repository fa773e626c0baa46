// Applies a saved plan, or what a fresh plan of the checkout shows, once somebody has agreed to it.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { systemClock } from '../base/clock.ts'
import { fault } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import { isEmptyPlan } from '../plan/plan.ts'
import { readPlanFile } from '../plan/plan-file.ts'
import { applyPlan, refuseUnsafe, type ZoneOutcome } from './apply-plan.ts'
import { type Checkout, openCheckout } from './checkout.ts'
import { type PlannedZones, planZones } from './plan-zones.ts'
import { type ProviderPool, withProviders } from './provider-pool.ts'
import { refuseErrors } from './workspace.ts'

export interface ApplyCheckoutInput {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  /** A plan file, or the zones to plan (all if empty). */
  readonly from: { readonly planFile: string } | { readonly select: readonly string[] }
  readonly force: boolean
  readonly listener: Listener
  readonly signal: AbortSignal
  /** Shows the plan that is going to be applied. */
  readonly show: (planned: PlannedZones) => Promise<void>
  /** Asks whether to apply it; the plan has something to do and may be applied. */
  readonly agree: () => Promise<boolean>
}

/**
 * Applies a plan as it was shown and agreed to; nothing if it has nothing to do. Throws if a zone could not be
 * planned, and `plan-unconfirmed` if nobody agreed.
 */
export async function applyCheckout(input: ApplyCheckoutInput): Promise<readonly ZoneOutcome[]> {
  const { force, listener, signal } = input
  const checkout = await openCheckout(input.cwd, input.configFile, input.listener)
  return withProviders(checkout.openProvider, async providers => {
    const planned = await planOf(input, checkout, providers)
    refuseErrors(planned.problems)
    await input.show(planned)
    const { plan } = planned
    if (isEmptyPlan(plan)) return []
    refuseUnsafe(plan, force)
    if (!(await input.agree())) throw fault('plan-unconfirmed', 'the plan was not agreed to')
    return applyPlan({ plan, providers, listener, force, signal })
  })
}

async function planOf(
  { cwd, from, listener }: ApplyCheckoutInput,
  checkout: Checkout,
  providers: ProviderPool,
): Promise<PlannedZones> {
  if ('planFile' in from) return { plan: await readPlan(cwd, from.planFile), problems: [] }
  const workspace = await checkout.openWorkspace(from.select)
  const { safety } = checkout.config.config
  return planZones({ workspace, safety, providers, clock: systemClock, listener })
}

async function readPlan(cwd: string, file: string) {
  try {
    return readPlanFile(await readFile(resolve(cwd, file), 'utf8'), file)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    throw fault('file-unreadable', `${file} cannot be read: ${error.message}`, undefined, { cause: error })
  }
}
