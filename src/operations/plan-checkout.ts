// Plans the zones of the checkout in a folder.
import { systemClock } from '../base/clock.ts'
import type { Listener } from '../base/io.ts'
import { openCheckout } from './checkout.ts'
import { type PlannedZones, planZones } from './plan-zones.ts'
import { withProviders } from './provider-pool.ts'

export interface PlanCheckoutInput {
  /** The folder; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  /** Zones, patterns of zones and zone files; all if empty. */
  readonly select: readonly string[]
  readonly listener: Listener
}

/** Plans what is selected; throws what is wrong with the configuration or with the zone files. */
export async function planCheckout(input: PlanCheckoutInput): Promise<PlannedZones> {
  const checkout = await openCheckout(input.cwd, input.configFile, input.listener)
  const workspace = await checkout.openWorkspace(input.select)
  return withProviders(checkout.openProvider, providers =>
    planZones({
      workspace,
      safety: checkout.config.config.safety,
      providers,
      clock: systemClock,
      listener: input.listener,
    }),
  )
}
