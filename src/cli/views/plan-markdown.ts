// A plan as a comment to a pull request, or drift as one to an issue.
import { problemText } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { hasWork, type ZonePlan } from '../../plan/plan.ts'
import { printable } from '../printable.ts'
import { MarkdownPage } from './markdown-page.ts'
import { type PlanLine, type Purpose, unmanagedLines, zoneLines } from './plan-lines.ts'
import {
  cachedText,
  findingTexts,
  legendText,
  type PlanView,
  summaryText,
  zoneTitle,
  zoneTotalsText,
} from './plan-sums.ts'

/** Finds the comment of an earlier run, which the new one replaces. */
const markers = { plan: '<!-- dnsctl-plan -->', drift: '<!-- dnsctl-drift -->' } as const

/** Writes a comment of at most 65,536 characters; what does not fit is counted. */
export function planMarkdown(planned: PlannedZones, view: PlanView = {}): string {
  const { purpose = 'plan' } = view
  const { zones } = planned.plan
  const each = (lines: (zone: ZonePlan) => readonly string[]): string[] =>
    zones.flatMap(zone => lines(zone).map(line => `${zoneTitle(zone, purpose)}: ${line}`))
  const warnings = [...planned.problems, ...zones.flatMap(zone => zone.warnings)].map(problemText)
  const head = [markers[purpose], `### DNS ${lowerFirst(summaryText(planned, purpose))}`]
  const page = new MarkdownPage(
    head,
    purpose === 'plan' ? 'The plan itself is whole.' : 'There is more drift.',
  )
  page.block(
    'Held back by guards',
    each(zone => findingTexts(zone, purpose)),
    'text',
  )
  page.block('Problems', warnings.map(printable), 'text')
  const legend = legendText(zones, purpose)
  if (legend !== undefined) page.line(legend)
  for (const zone of zones)
    if (hasWork(zone)) {
      const title = `${zoneTitle(zone, purpose)}: ${zoneTotalsText(zone, purpose)}`
      page.block(title, diffItems(zone, purpose), 'diff', cachedText(zone, view))
    }
  page.block('Managed by others', each(unmanagedLines), 'text')
  return page.text()
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

function* diffItems(zone: ZonePlan, purpose: Purpose): Iterable<string> {
  for (const lines of zoneLines(zone, purpose)) yield lines.map(diffLine).join('\n')
}

function diffLine(line: PlanLine): string {
  switch (line.kind) {
    case 'rrset':
      return `@@ ${line.mark} ${line.text} @@`
    case 'value':
      return `${line.mark} ${line.words.map(({ text }) => text).join('')}`
    case 'note':
      return `# ${line.text}`
    default:
      return line satisfies never
  }
}
