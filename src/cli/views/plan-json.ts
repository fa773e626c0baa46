// A plan for programs: the plan itself, its sums, and the values of each change compared.
import type { Problem } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { type Change, type Plan, type PlanTotals, totalsOf, type ZonePlan } from '../../plan/plan.ts'
import { type ValueDiff, valueDiff } from '../../plan/value-diff.ts'

export interface PlanJson extends Omit<Plan, 'zones'> {
  readonly totals: PlanTotals
  readonly zones: readonly (Omit<ZonePlan, 'changes'> & {
    readonly changes: readonly (Change & { readonly values: ValueDiff })[]
  })[]
  /** Zones that could not be planned, and warnings of the zone files. */
  readonly problems: readonly Problem[]
}

/** Gives what `plan --json` prints. */
export const planJson = ({ plan, problems }: PlannedZones): PlanJson => ({
  ...plan,
  totals: totalsOf(plan.zones),
  zones: plan.zones.map(zone => ({
    ...zone,
    changes: zone.changes.map(change => ({ ...change, values: valueDiff(change) })),
  })),
  problems,
})
