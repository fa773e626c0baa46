// What is said of a plan as a whole, and of each of its zones.
import { secondsText } from '../../dns/ttl.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { hasWork, type PlanTotals, type SafetyFinding, totalsOf, type ZonePlan } from '../../plan/plan.ts'
import { printable } from '../printable.ts'
import { countText } from './count-text.ts'
import type { Purpose } from './plan-lines.ts'

/** How a plan is told. */
export interface PlanView {
  /** `plan` if absent. */
  readonly purpose?: Purpose
  /** When it would be applied, milliseconds since the Unix epoch; no time of day is told if absent. */
  readonly now?: number
}

/** `example.com. at local` */
export function zoneTitle(zone: ZonePlan, purpose: Purpose = 'plan'): string {
  const creates = purpose === 'plan' ? ' (new zone)' : ' (the provider does not have the zone)'
  const note = zone.deletesZone ? ' (the zone is deleted)' : zone.createsZone ? creates : ''
  return printable(`${zone.zone} at ${zone.provider}${note}`)
}

/** `3 to create, 1 to update, 0 to delete` */
export const totalsText = (totals: PlanTotals): string =>
  `${totals.create} to create, ${totals.update} to update, ${totals.delete} to delete`

/** `2 RRsets differ` */
const differencesText = ({ create, update, delete: gone }: PlanTotals): string => {
  const count = create + update + gone
  return `${countText(count, 'RRset')} ${count === 1 ? 'differs' : 'differ'}`
}

/** What one zone comes to. */
export const zoneTotalsText = (zone: ZonePlan, purpose: Purpose = 'plan'): string =>
  purpose === 'plan' ? totalsText(totalsOf([zone])) : differencesText(totalsOf([zone]))

/** What all zones come to, in one line. */
export function summaryText(
  { plan: { zones }, unplanned = [] }: Pick<PlannedZones, 'plan' | 'unplanned'>,
  purpose: Purpose = 'plan',
): string {
  const missed = purpose === 'plan' ? 'could not be planned' : 'could not be compared'
  const others = unplanned.length > 0 ? [`${countText(unplanned.length, 'zone')} ${missed}`] : []
  if (zones.length + unplanned.length === 0) return 'Nothing selected'
  return [sumText(zones, purpose), ...wholeZones(zones, purpose), ...others].join('; ')
}

function sumText(zones: readonly ZonePlan[], purpose: Purpose): string {
  const totals = totalsOf(zones)
  const isPlan = purpose === 'plan'
  const what = isPlan ? `Plan: ${totalsText(totals)}` : `Drift: ${differencesText(totals)}`
  if (totals.zones > 0) return `${what} in ${countText(totals.zones, 'zone')}`
  if (zones.length === 0) return isPlan ? 'Nothing planned' : 'Nothing compared'
  const known = new Set(zones.map(({ zone }) => zone)).size
  const none = isPlan ? 'Nothing to do' : 'No drift'
  return `${none}: ${countText(known, 'zone')} as ${known === 1 ? 'its file says' : 'the files say'}`
}

/** Zones that come or go as a whole, where the number of RRsets does not say it. */
function wholeZones(zones: readonly ZonePlan[], purpose: Purpose): string[] {
  const deleted = zones.filter(zone => zone.deletesZone).length
  const missing = purpose === 'drift' ? zones.filter(zone => zone.createsZone).length : 0
  return [
    ...(deleted > 0 ? [`${countText(deleted, 'zone')} to delete as a whole`] : []),
    ...(missing > 0 ? [`${countText(missing, 'zone')} not at the provider`] : []),
  ]
}

/** `"-" is what the provider has, "+" what the file says`; for plans nothing has to be explained. */
export const legendText = (zones: readonly ZonePlan[], purpose: Purpose): string | undefined =>
  purpose === 'drift' && zones.some(hasWork)
    ? '"-" is what the provider has, "+" what the file says'
    : undefined

/** Names the guard, and the flag that lifts it. */
export const findingText = ({ guard, message }: SafetyFinding): string =>
  printable(`${guard}: ${message}; --force=${guard} applies it`)

/** What guards hold back; nothing where nothing is going to be applied. */
export const findingTexts = ({ safety }: ZonePlan, purpose: Purpose = 'plan'): string[] =>
  purpose === 'plan' ? safety.map(findingText) : []

/** Says for how long the old answers live on, where there are any, and until when if it is known when it is applied. */
export function cachedText(
  { cachedFor }: ZonePlan,
  { purpose = 'plan', now }: PlanView = {},
): string | undefined {
  if (cachedFor === 0 || purpose === 'drift') return undefined
  const span = `resolvers may serve the old answer for up to ${secondsText(cachedFor)}`
  return now === undefined ? span : `${span}, until ${clockText(now + cachedFor * 1000, now)} if applied now`
}

const minute = 60_000

/** `14:05 UTC`, with the date if it is another day than today's; a minute that has begun counts as whole. */
function clockText(time: number, now: number): string {
  const [date, clock] = new Date(Math.ceil(time / minute) * minute).toISOString().split('T')
  const today = new Date(now).toISOString().slice(0, 10)
  return `${date === today ? '' : `${date} `}${clock!.slice(0, 5)} UTC`
}
