// A run that waits to be confirmed is decided by rolling it back.
import { type Clock, systemClock } from '../../base/clock.ts'
import { ownIdentity } from '../../base/process-identity.ts'
import type { History } from '../../history/run.ts'

/** Decides, if the run waits for that, that it is taken back: should the rollback fail, the watcher finishes it. */
export async function decideRollback(
  history: Pick<History, 'run'>,
  id: string,
  clock: Clock = systemClock,
): Promise<void> {
  const run = await history.run(id)
  if (run.confirmBy === undefined || run.decision) return
  const { user, host } = ownIdentity()
  await run.decide({ verdict: 'reverted', at: new Date(clock()).toISOString(), by: `${user}@${host}` })
}
