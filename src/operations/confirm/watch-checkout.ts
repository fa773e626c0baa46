// The watcher of one run: reads at its start all that it needs later on, so that neither an edit of dnsctl.yaml nor an
// update of dnsctl keeps it from taking the run back.
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { systemClock } from '../../base/clock.ts'
import type { Listener } from '../../base/io.ts'
import { openHistory } from '../../history/open-history.ts'
import type { Run } from '../../history/run.ts'
import { type Checkout, openCheckout } from '../checkout.ts'
import { withProviders } from '../provider-pool.ts'
import { isAtWork } from './open-runs.ts'
import { revertOnce } from './revert-run.ts'
import { watchRun } from './watch-run.ts'

export interface WatchCheckoutInput {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  readonly id: string
  readonly listener: Listener
  /** Called once it can do its work. */
  readonly onReady: () => void
  readonly log: (text: string) => void
}

const lockWaitMs = 10 * 60_000

/** Watches a run of the checkout until it is confirmed or taken back; throws what keeps it from that at its start. */
export async function watchCheckout(input: WatchCheckoutInput): Promise<void> {
  const { cwd, configFile, id, listener, log, onReady } = input
  const checkout = await openCheckout(cwd, configFile, listener)
  const { config, baseDir } = checkout.config
  const history = openHistory(resolve(baseDir, config.state), { clock: systemClock, listener })
  const run = await history.run(id)
  await loadProviders(checkout, run)
  log(`watching run ${id}, as process ${process.pid}`)
  onReady()
  const sleep = (ms: number): Promise<void> => setTimeout(ms)
  const revert: Parameters<typeof watchRun>[0]['revert'] = run =>
    withProviders(checkout.openProvider, providers =>
      revertOnce({ checkout, providers, history, listener }, run, { lockWaitMs }),
    )
  await watchRun({ id, history, clock: systemClock, sleep, isAtWork, revert, log })
}

/** The code of a provider is loaded when it is first opened. */
const loadProviders = (checkout: Checkout, run: Run): Promise<unknown> =>
  withProviders(checkout.openProvider, pool =>
    Promise.all([...new Set(run.zones.map(({ intent }) => intent.provider))].map(name => pool.get(name))),
  )
