// What is left to take back of a run of which that was decided.
import { zoneAndProvider } from './interrupted.ts'
import type { Run, ZoneJournal } from './run.ts'
import { isUntouched, stateOf } from './run-state.ts'

/** The zones of a run of which something is left to take back, given the runs that tried: each may have had some of them. */
export function zonesToTakeBack({ zones }: Run, undoing: readonly Run[]): readonly ZoneJournal[] {
  const done = new Set(
    undoing.flatMap(attempt => attempt.zones.filter(isDone).map(({ intent }) => zoneAndProvider(intent))),
  )
  return zones.filter(zone => !isUntouched(zone) && !done.has(zoneAndProvider(zone.intent)))
}

/** What is in the way of a revert stays in its way, so that the zone is done with; so it is where nothing was to be done. */
function isDone(zone: ZoneJournal): boolean {
  const { ended } = stateOf(zone)
  if (ended?.status === 'skipped' && zone.intent.stages.length === 0) return true
  return ended?.status === 'applied' || !!ended?.problems.some(({ code }) => code === 'rollback-conflict')
}
