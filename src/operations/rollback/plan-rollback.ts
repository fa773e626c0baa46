// Plans what takes a run back: every zone that it may have changed, from what the providers hold now.
import { systemClock } from '../../base/clock.ts'
import { DnsctlError, type Problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { Run, ZoneIntent, ZoneJournal } from '../../history/run.ts'
import { mayHaveChanged } from '../../history/run-state.ts'
import { composed } from '../../plan/inverse.ts'
import type { ZonePlan } from '../../plan/plan.ts'
import { planZoneRollback, type ZoneRun } from '../../plan/plan-rollback.ts'
import { accessPoints } from '../access-points.ts'
import type { ApplySession } from '../apply/apply-session.ts'
import { atProvider } from '../at-provider.ts'
import { mapLimited } from '../map-limited.ts'
import { planOrigin } from '../plan-origin.ts'
import type { PlannedZones } from '../plan-zones.ts'
import { safetyLimits } from '../safety-limits.ts'

/** A plan that takes a run back. */
export interface PlannedRollback extends PlannedZones {
  readonly undoes: string
  /** False if some of its zones are left as they are. */
  readonly undoesAll: boolean
}

/** Zones planned at once; each waits for its provider most of the time. */
const zonesAtOnce = 8

/**
 * Plans it. A zone where later changes are in the way is not in the plan; its problems, `rollback-conflict`, say which.
 * `isSelected` narrows it to some of the run's zones.
 */
export async function planRollback(
  session: Pick<ApplySession, 'checkout' | 'providers'>,
  run: Run,
  isSelected: (zone: Name) => boolean = () => true,
): Promise<PlannedRollback> {
  const { config } = session.checkout
  const { id } = run.head
  const journals = run.zones.filter(journal => isSelected(journal.intent.zone) && mayHaveChanged(journal))
  const results = await mapLimited(journals, zonesAtOnce, journal => planOrProblems(session, journal))
  return {
    plan: {
      version: 2,
      created: new Date(systemClock()).toISOString(),
      ...(await planOrigin(config)),
      zones: results.flatMap(result => ('fingerprint' in result ? [result] : [])),
    },
    problems: results.flatMap(result => ('fingerprint' in result ? [] : result.problems)),
    undoes: id,
    undoesAll: run.zones.every(journal => journals.includes(journal) || !mayHaveChanged(journal)),
  }
}

type Failure = { readonly problems: readonly Problem[] }

async function planOrProblems(
  session: Pick<ApplySession, 'checkout' | 'providers'>,
  { intent }: ZoneJournal,
): Promise<ZonePlan | Failure> {
  try {
    return await planZone(session, intent)
  } catch (error) {
    if (!(error instanceof DnsctlError)) throw error
    const { provider } = intent
    return { problems: error.problems.map(one => atProvider(provider, one)) }
  }
}

async function planZone(
  { checkout, providers }: Pick<ApplySession, 'checkout' | 'providers'>,
  intent: ZoneIntent,
): Promise<ZonePlan> {
  const { config } = checkout
  const provider = await providers.get(intent.provider)
  const isThere = (await provider.findZone(intent.zone)) !== undefined
  const limits = safetyLimits(config.config.safety, accessPoints(config), intent.zone)
  return planZoneRollback(zoneRunOf(intent), isThere ? provider.readZone(intent.zone) : undefined, limits)
}

function zoneRunOf({ zone, provider, stages }: ZoneIntent): ZoneRun {
  return {
    zone,
    provider,
    createdZone: stages.some(({ createsZone }) => createsZone),
    deletedZone: stages.some(({ deletesZone }) => deletesZone !== undefined),
    serial: stages[0]!.serial,
    changes: composed(stages.flatMap(({ changes }) => changes)),
    onTheWay: stages.slice(0, -1).flatMap(({ changes }) => changes),
  }
}
