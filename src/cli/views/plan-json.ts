// A plan for programs: the plan itself, its sums, and the values of each change compared.
import type { Problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { type Change, type Plan, type PlanTotals, totalsOf, type ZonePlan } from '../../plan/plan.ts'
import { type ValueDiff, valueDiff } from '../../plan/value-diff.ts'

interface ZoneJson extends Omit<ZonePlan, 'changes'> {
  /** ISO 8601, UTC: until when resolvers may serve what was there before, had it been applied when it was made. */
  readonly cachedUntil?: string
  readonly changes: readonly (Change & { readonly values: ValueDiff })[]
}

export interface PlanJson extends Omit<Plan, 'zones'> {
  readonly totals: PlanTotals
  readonly zones: readonly ZoneJson[]
  /** Zones that could not be planned. */
  readonly unplanned: readonly Name[]
  /** Why they could not, and warnings of the zone files. */
  readonly problems: readonly Problem[]
}

/** Gives what `plan --json` prints. */
export const planJson = ({ plan, problems, unplanned = [] }: PlannedZones): PlanJson => ({
  ...plan,
  totals: totalsOf(plan.zones),
  zones: plan.zones.map(zone => zoneJson(zone, Date.parse(plan.created))),
  unplanned,
  problems,
})

const zoneJson = (zone: ZonePlan, created: number): ZoneJson => ({
  ...zone,
  ...(zone.cachedFor > 0 && { cachedUntil: new Date(created + zone.cachedFor * 1000).toISOString() }),
  changes: zone.changes.map(change => ({ ...change, values: valueDiff(change) })),
})
