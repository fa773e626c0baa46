// Plans the zones of the checkout in a folder.
import type { Listener } from '../base/io.ts'
import { openCheckout } from './checkout.ts'
import { planOfFiles } from './plan-sources.ts'
import type { PlannedZones } from './plan-zones.ts'
import { withProviders } from './provider-pool.ts'
import type { Selection } from './selection.ts'

export interface PlanCheckoutInput {
  /** The folder; absolute. */
  readonly cwd: string
  /** What `--config` names. */
  readonly configFile: string | undefined
  readonly selection: Selection
  readonly listener: Listener
}

/** Plans what is selected; throws what is wrong with the configuration or with the zone files. */
export async function planCheckout(input: PlanCheckoutInput): Promise<PlannedZones> {
  const { cwd, configFile, selection, listener } = input
  const checkout = await openCheckout(cwd, configFile, listener)
  return withProviders(checkout.openProvider, providers =>
    planOfFiles(selection)({ checkout, providers, listener }),
  )
}
