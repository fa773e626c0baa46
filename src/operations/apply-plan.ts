// Applies a plan exactly as it is: all of it is checked before anything is written, then zone by zone.
import { DnsctlError, type Problem, problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import { hasWork, type Plan, type ZonePlan } from '../plan/plan.ts'
import { mapLimited } from './map-limited.ts'
import type { ProviderPool } from './provider-pool.ts'

export interface ApplyPlanInput {
  readonly plan: Plan
  readonly providers: ProviderPool
  readonly listener: Listener
  /** Applies it though a safety rule objects. */
  readonly force: boolean
  /** Ends the work before the next zone. */
  readonly signal: AbortSignal
}

/** What became of one zone at one provider. */
export interface ZoneOutcome {
  readonly zone: Name
  readonly provider: string
  /** `partial` if some of the changes are in place, `skipped` because the work was ended before. */
  readonly status: 'applied' | 'partial' | 'failed' | 'skipped'
  readonly changes: number
  /** The new serial, where there is one. */
  readonly serial?: number
  /** Identifies the change set in the provider's journal. */
  readonly id?: string
  /** Why it failed, or what went wrong once it was applied. */
  readonly problems: readonly Problem[]
}

const checksAtOnce = 4

/**
 * Applies a plan. Throws before anything is written: `plan-refused` for what a safety rule objects to,
 * `plan-stale` for every RRset that has moved. After that a zone that fails does not keep others from
 * being applied; within a zone it is all or nothing where the provider can.
 */
export async function applyPlan(input: ApplyPlanInput): Promise<readonly ZoneOutcome[]> {
  const { plan, listener, force, signal } = input
  const zones = plan.zones.filter(hasWork)
  refuseUnsafe(plan, force)
  if (zones.length > 1) await checkAhead(zones, input)
  const outcomes: ZoneOutcome[] = []
  for (const zone of zones) {
    outcomes.push(signal.aborted ? outcomeOf(zone, 'skipped') : await applyZone(zone, input))
    listener({ kind: 'progress', task: 'applying zones', done: outcomes.length, total: zones.length })
  }
  return outcomes
}

/** Throws `plan-refused` with what safety rules object to, unless that is overruled. */
export function refuseUnsafe({ zones }: Plan, force: boolean): void {
  if (force) return
  throwIfAny(
    zones.flatMap(({ zone, provider, safety }) =>
      safety.map(({ message }) => problem('plan-refused', `${zone} at ${provider}: ${message}`)),
    ),
  )
}

/** One zone need not be checked ahead: it is when it is applied. */
async function checkAhead(
  zones: readonly ZonePlan[],
  { providers, listener }: ApplyPlanInput,
): Promise<void> {
  let done = 0
  const moved = await mapLimited(zones, checksAtOnce, async zone => {
    const provider = await providers.get(zone.provider)
    const problems = await provider.movedSince(zone)
    listener({ kind: 'progress', task: 'checking zones', done: ++done, total: zones.length })
    return problems.map(({ code, message }) => problem(code, `${zone.provider}: ${message}`))
  })
  throwIfAny(moved.flat())
}

async function applyZone(zone: ZonePlan, { providers, listener }: ApplyPlanInput): Promise<ZoneOutcome> {
  try {
    const provider = await providers.get(zone.provider)
    const applied = await provider.withLock(zone.zone, () => provider.apply(zone, listener))
    return { ...outcomeOf(zone, 'applied'), ...applied }
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const status = error.problems.some(({ code }) => code === 'apply-partial') ? 'partial' : 'failed'
    return { ...outcomeOf(zone, status), problems: error.problems }
  }
}

const outcomeOf = ({ zone, provider, changes }: ZonePlan, status: ZoneOutcome['status']): ZoneOutcome => ({
  zone,
  provider,
  status,
  changes: changes.length,
  problems: [],
})

function throwIfAny([first, ...others]: readonly Problem[]): void {
  if (first) throw new DnsctlError([first, ...others])
}
