// Applies a plan exactly as it is: all of it is checked before anything is written, then zone by zone, several at once.
import { throwIfAny } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import type { History, Run, RunHead, ZoneJournal } from '../../history/run.ts'
import { hasWork, type Plan, type ZonePlan } from '../../plan/plan.ts'
import { movedSince } from '../../providers/checked-commit.ts'
import { atProvider } from '../at-provider.ts'
import { mapLimited } from '../map-limited.ts'
import type { ProviderPool } from '../provider-pool.ts'
import { applyZone, type ZoneSite } from './apply-zone.ts'
import type { ZoneOutcome } from './outcome.ts'
import { stagesOf } from './stages.ts'

export interface ApplyPlanInput {
  readonly plan: Plan
  readonly site: ZoneSite
  readonly history: History
  /** What the run is called in the history. */
  readonly head: Omit<RunHead, 'id' | 'began' | 'by'>
  /** Lowers the TTLs of what changes to this first, and waits; seconds. */
  readonly lowerTo?: number | undefined
  /** Called once the run is written down and before anything is changed. */
  readonly onBegin?: (run: Run) => Promise<void>
}

export interface AppliedPlan {
  readonly run: Run
  /** In the order of the plan. */
  readonly zones: readonly ZoneOutcome[]
}

/** Zones worked on at once; each waits for its provider or for name servers most of the time. */
const zonesAtOnce = 8

/**
 * Applies a plan that has something to do. Throws before anything is written: `plan-stale` for every RRset that has
 * moved, `history-unusable` if the run cannot be written down. After that a zone that fails does not keep others from
 * being applied; within a zone it is all or nothing where the provider can.
 */
export async function applyPlan(input: ApplyPlanInput): Promise<AppliedPlan> {
  const { plan, site, history, head, lowerTo, onBegin } = input
  const zones = plan.zones.filter(hasWork)
  // One zone need not be checked ahead: it is when it is applied.
  if (zones.length > 1) await checkAhead(zones, site)
  const intents = zones.map(zone => ({
    zone: zone.zone,
    provider: zone.provider,
    stages: stagesOf(zone, lowerTo),
  }))
  const run = await history.begin(head, intents)
  await onBegin?.(run)
  return { run, zones: await workThrough(run.zones, site, journal => applyZone(journal, site)) }
}

/** Works on the zones of runs, several at once, and tells how many are done. */
export async function workThrough(
  journals: readonly ZoneJournal[],
  { listener }: { readonly listener: Listener },
  work: (journal: ZoneJournal) => Promise<ZoneOutcome>,
): Promise<ZoneOutcome[]> {
  let done = 0
  return mapLimited(journals, zonesAtOnce, async journal => {
    const outcome = await work(journal)
    listener({ kind: 'progress', task: 'applying zones', done: ++done, total: journals.length })
    return outcome
  })
}

async function checkAhead(
  zones: readonly ZonePlan[],
  { providers, listener }: { readonly providers: ProviderPool; readonly listener: Listener },
): Promise<void> {
  let done = 0
  const moved = await mapLimited(zones, zonesAtOnce, async zone => {
    const provider = await providers.get(zone.provider)
    const held = await provider.readRRsets(zone.zone, zone.changes)
    listener({ kind: 'progress', task: 'checking zones', done: ++done, total: zones.length })
    return movedSince(zone, held).map(one => atProvider(zone.provider, one))
  })
  throwIfAny(moved.flat())
}
