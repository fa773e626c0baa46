// A plan as GitHub workflow commands: what is wrong with it and what guards hold back, and what it comes to.
import type { Problem } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { findingTexts, type PlanView, summaryText, zoneTitle } from './plan-sums.ts'
import { githubCommand, problemsGithub } from './problems-github.ts'

/** Prints a command a line; the summary comes last. */
export function planGithub(planned: PlannedZones, { purpose = 'plan' }: PlanView = {}): string {
  const { plan, problems } = planned
  const warnings: readonly Problem[] = plan.zones.flatMap(zone => zone.warnings)
  const findings = plan.zones.flatMap(zone =>
    findingTexts(zone, purpose).map(text =>
      githubCommand('warning', { title: 'held back by a guard' }, `${zoneTitle(zone, purpose)}: ${text}`),
    ),
  )
  const title = purpose === 'plan' ? 'DNS plan' : 'DNS drift'
  return [
    problemsGithub([...problems, ...warnings]),
    ...findings,
    githubCommand('notice', { title }, summaryText(planned, purpose)),
  ]
    .filter(Boolean)
    .join('\n')
}
