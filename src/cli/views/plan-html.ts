// A plan as a page that needs nothing else: for the artefacts of a CI run.
import { problemText } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { hasWork, type Plan, type ZonePlan } from '../../plan/plan.ts'
import { printable } from '../printable.ts'
import { escapeHtml } from './escape-html.ts'
import { type Mark, type PlanLine, unmanagedLines, zoneLines } from './plan-lines.ts'
import { cachedText, findingTexts, legendText, type PlanView, summaryText, zoneTitle } from './plan-sums.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
pre { font: 13px/1.5 ui-monospace, monospace; overflow-x: auto; padding: .75rem; border: 1px solid #8884 }
summary { font-weight: 600; cursor: pointer }
.added { color: light-dark(#116329, #7ee787) } .removed { color: light-dark(#a40e26, #ffa198) }
.changed { color: light-dark(#7d4e00, #e3b341) } .kept, .note { opacity: .7 }
.danger { color: light-dark(#a40e26, #ffa198) }
ins, del { text-decoration: none; background: #8884; border-radius: 2px }`

/** Writes the page; everything that is not ours is escaped. */
export function planHtml(planned: PlannedZones, view: PlanView = {}): string {
  const { plan, problems } = planned
  const { purpose = 'plan' } = view
  const summary = summaryText(planned, purpose)
  const parts = [
    list('danger', problems.map(problemText)),
    ...plan.zones.map(zone => zoneHtml(zone, view)),
    list('note', [legendText(plan.zones, purpose) ?? []].flat()),
  ]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(summary)}</title>
<style>${style}
</style>
<h1>${escapeHtml(summary)}</h1>
<p>${escapeHtml(originText(plan))}</p>
${parts.filter(Boolean).join('\n')}
</html>
`
}

/** When and by what it was made, and until when it may be applied. */
const originText = ({ created, tool, commit, expires }: Plan): string =>
  [
    `Made ${created} by dnsctl ${tool}`,
    ...(commit === undefined ? [] : [`of the commit ${commit}`]),
    ...(expires === undefined ? [] : [`may be applied until ${expires}`]),
  ].join(', ')

function zoneHtml(zone: ZonePlan, view: PlanView): string {
  const { purpose = 'plan' } = view
  const lines = hasWork(zone) ? [...zoneLines(zone, purpose)].flat() : []
  const findings = findingTexts(zone, purpose)
  const notes = [cachedText(zone, view) ?? [], unmanagedLines(zone), zone.warnings.map(problemText)].flat()
  if (lines.length + findings.length + notes.length === 0) return ''
  return [
    `<details open><summary>${escapeHtml(zoneTitle(zone, purpose))}</summary>`,
    ...(lines.length > 0 ? [`<pre>${lines.map(lineHtml).join('\n')}</pre>`] : []),
    list('danger', findings),
    list('note', notes),
    '</details>',
  ]
    .filter(Boolean)
    .join('\n')
}

const classes: Readonly<Record<Mark, string>> = { '+': 'added', '-': 'removed', '~': 'changed', ' ': 'kept' }

function lineHtml(line: PlanLine): string {
  switch (line.kind) {
    case 'rrset':
      return `<b class="${classes[line.mark]}">${line.mark} ${escapeHtml(line.text)}</b>`
    case 'value': {
      const tag = line.mark === '+' ? 'ins' : 'del'
      const words = line.words.map(({ text, changed }) =>
        changed ? `<${tag}>${escapeHtml(text)}</${tag}>` : escapeHtml(text),
      )
      return `    <span class="${classes[line.mark]}">${line.mark} ${words.join('')}</span>`
    }
    case 'note':
      return `    <span class="note">${escapeHtml(line.text)}</span>`
    default:
      return line satisfies never
  }
}

const list = (kind: string, items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<ul class="${kind}">${items.map(item => `<li>${escapeHtml(printable(item))}</li>`).join('')}</ul>`
