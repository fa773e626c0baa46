// What a server takes back at its start: what was applied on this machine, nobody confirmed, and no process is left to
// take back.
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../base/clock.ts'
import { problemsOf } from '../../base/errors.ts'
import type { Listener } from '../../base/io.ts'
import { openHistory } from '../../history/open-history.ts'
import { openCheckout } from '../checkout.ts'
import { openRuns } from './open-runs.ts'

export interface StartPlace {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  readonly listener: Listener
}

/** A provider that cannot be reached must not keep a server from answering. */
const patienceMs = 5000

/** Takes back what is overdue; goes on with that in the background if it takes long. What fails is told, and not thrown. */
export async function revertAtStart(place: StartPlace): Promise<void> {
  const { listener } = place
  const patience = new AbortController()
  const work = revertIfOverdue(place)
    .catch((error: unknown) => {
      for (const problem of problemsOf(error)) listener({ kind: 'problem', problem })
    })
    .finally(() => patience.abort())
  await Promise.race([work, setTimeout(patienceMs, undefined, { signal: patience.signal }).catch(() => {})])
}

/** What it takes is loaded only if there is something to take back. */
async function revertIfOverdue({ cwd, configFile, listener }: StartPlace): Promise<void> {
  const { config, baseDir } = (await openCheckout(cwd, configFile, listener)).config
  const history = openHistory(resolve(baseDir, config.state), { clock: systemClock, listener })
  if ((await openRuns(history)).every(({ state }) => state === 'waiting')) return
  const { withSession } = await import('../apply/apply-session.ts')
  const { revertOverdue } = await import('./revert-overdue.ts')
  await withSession({ cwd, configFile, listener }, session => revertOverdue(session))
}
