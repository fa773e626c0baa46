// Plans the zones of the checkout in a folder.
import { type SessionPlace, withSession } from './apply/apply-session.ts'
import { openWarnings } from './confirm/pending.ts'
import { planOfFiles } from './plan-sources.ts'
import type { PlannedZones } from './plan-zones.ts'
import type { Selection } from './selection.ts'

export interface PlanCheckoutInput extends SessionPlace {
  readonly selection: Selection
}

/**
 * Plans what is selected, and warns of changes that still wait to be confirmed; throws what is wrong with the
 * configuration or with the zone files.
 */
export function planCheckout({ selection, ...place }: PlanCheckoutInput): Promise<PlannedZones> {
  return withSession(place, async session => {
    const planned = await planOfFiles(selection)(session)
    return { ...planned, problems: [...planned.problems, ...(await openWarnings(session.history))] }
  })
}
