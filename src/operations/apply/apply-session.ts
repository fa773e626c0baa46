// What runs that change zones work with: the checkout, its providers and its history.
import { resolve } from 'node:path'
import { systemClock } from '../../base/clock.ts'
import type { Listener } from '../../base/io.ts'
import { openHistory } from '../../history/open-history.ts'
import type { History } from '../../history/run.ts'
import { type Checkout, openCheckout } from '../checkout.ts'
import { type ProviderPool, withProviders } from '../provider-pool.ts'

export interface ApplySession {
  readonly checkout: Checkout
  readonly providers: ProviderPool
  readonly history: History
  readonly listener: Listener
}

/** Where a command was started. */
export interface SessionPlace {
  /** Working directory; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  readonly listener: Listener
}

/** Runs `work` with a session, and closes what it opened. */
export async function withSession<T>(
  { cwd, configFile, listener }: SessionPlace,
  work: (session: ApplySession) => Promise<T>,
): Promise<T> {
  const checkout = await openCheckout(cwd, configFile, listener)
  const { config, baseDir } = checkout.config
  const history = openHistory(resolve(baseDir, config.state), { clock: systemClock, listener })
  return withProviders(checkout.openProvider, providers => work({ checkout, providers, history, listener }))
}
