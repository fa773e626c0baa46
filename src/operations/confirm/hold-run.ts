// Sees to it, before anything is changed, that a run will be taken back unless it is confirmed.
import { join, resolve } from 'node:path'
import { type Clock, systemClock } from '../../base/clock.ts'
import { problemsOf } from '../../base/errors.ts'
import type { Run } from '../../history/run.ts'
import { stateOf } from '../../history/run-state.ts'
import type { Checkout } from '../checkout.ts'
import { startWatcher, type WatcherPlace } from './start-watcher.ts'

export interface HoldInput {
  readonly checkout: Checkout
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  readonly withinMs: number
  readonly clock?: Clock
  readonly start?: typeof startWatcher
}

/**
 * Starts the watcher, and lets the run's time begin; it begins anew once all is applied. Throws `watcher-missing` and
 * `history-unusable`; the run is then ended, but for zones that an earlier process may have changed.
 */
export async function holdRun(run: Run, input: HoldInput): Promise<void> {
  const { withinMs, clock = systemClock, start = startWatcher } = input
  try {
    await start(run, placeOf(run, input))
    await run.awaitConfirmation(new Date(clock() + withinMs).toISOString())
  } catch (error) {
    const problems = problemsOf(error)
    for (const zone of run.zones.filter(each => !stateOf(each).mayHaveWritten))
      await zone.append({ step: 'ended', status: 'skipped', problems }).catch(() => {})
    throw error
  }
}

function placeOf(run: Run, { checkout, cwd, configFile }: HoldInput): WatcherPlace {
  const { config, baseDir } = checkout.config
  return { cwd, configFile, logFile: join(resolve(baseDir, config.state), 'runs', run.head.id, 'watch.log') }
}
