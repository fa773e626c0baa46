// One run of the history, whole.
import { fault } from '../../base/errors.ts'
import type { History, JournalRecord, Stage } from '../../history/run.ts'
import { standingRuns } from '../../history/standing-runs.ts'
import { type RunSummary, summaryOf } from './list-runs.ts'

/** A run with all that it changed, and the steps it took. */
export interface ShownRun extends Omit<RunSummary, 'zones'> {
  readonly zones: readonly (RunSummary['zones'][number] & {
    readonly stages: readonly Stage[]
    readonly steps: readonly JournalRecord[]
  })[]
}

/** Gives the run of an id, or of the start of one; throws `run-unknown`. */
export async function showRun(history: History, id: string): Promise<ShownRun> {
  const { head } = await history.run(id)
  for await (const found of standingRuns(history)) {
    if (found.run.head.id !== head.id) continue
    const summary = summaryOf(found)
    const zones = found.run.zones.map(({ intent, records }, i) => ({
      ...summary.zones[i]!,
      stages: intent.stages,
      steps: records,
    }))
    return { ...summary, zones }
  }
  throw fault('run-unknown', `run ${head.id} has gone`)
}
