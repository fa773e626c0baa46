// Which run is taken back.
import { fault } from '../../base/errors.ts'
import type { History, Run } from '../../history/run.ts'
import { mayHaveChanged } from '../../history/run-state.ts'
import { standingRuns } from '../../history/standing-runs.ts'

/**
 * Gives the run of an id, or the newest one that has changed something which no later run has taken back: runs that take
 * others back are passed over together with those, so that one can go back step by step. Throws `run-unknown`, and
 * `rollback-unsuited` if it has changed nothing or there is none.
 */
export async function rollbackTarget(history: History, id: string | undefined): Promise<Run> {
  if (id !== undefined) return changedRun(await history.run(id))
  for await (const { run, standing } of standingRuns(history))
    if (run.head.undoes === undefined && standing.length > 0) return run
  throw fault('rollback-unsuited', 'there is no run that has changed something and was not taken back')
}

function changedRun(run: Run): Run {
  if (run.zones.some(mayHaveChanged)) return run
  throw fault('rollback-unsuited', `run ${run.head.id} has changed nothing`)
}
