// Judges a plan from a file by the guards again, as far as it can be without the rest of the zone: what the file says of
// guards is worth no more than the file.
import { Zone } from '../../dns/zone.ts'
import type { SafetyFinding, ZonePlan } from '../plan.ts'
import { type SafetyLimits, safetyFindings } from './safety.ts'

/**
 * Adds the findings that the plan has not. What is found anew is found for certain: of the thresholds, what holds
 * though all that the provider held were the zone file's to change; of access, what needs no other records to be seen.
 */
export function judgedAgain(plan: ZonePlan, limits: SafetyLimits): ZonePlan {
  const { zone, changes, existing, createsZone, deletesZone } = plan
  // Whether a wildcard makes a name depends on records that are not in the plan.
  const certain = changes.filter(({ owner }) => !owner.startsWith('*.'))
  const judge = (judged: ZonePlan['changes'], by: SafetyLimits): SafetyFinding[] =>
    safetyFindings(
      {
        changes: judged,
        after: new Zone(zone),
        own: existing,
        createsZone,
        deletesZone: deletesZone === true,
        keepsRegistry: true,
      },
      by,
    )
  const known = new Set(plan.safety.map(identityOf))
  const found = [
    ...judge(changes, { ...limits, access: [] }),
    ...judge(certain, limits).filter(({ guard }) => guard === 'access'),
  ].filter(finding => !known.has(identityOf(finding)))
  return found.length === 0 ? plan : { ...plan, safety: [...plan.safety, ...found] }
}

/** A guard that looks at single RRsets has a finding for each; numbers and reasons may differ from those of the plan. */
const identityOf = ({ guard, message }: SafetyFinding): string => {
  switch (guard) {
    case 'deletes':
    case 'updates':
    case 'empty':
      return guard
    case 'protected':
    case 'apex':
    case 'access':
      return `${guard} ${message.split(', ', 1)[0]}`
    default:
      return guard satisfies never
  }
}
