// What zones were compared for, in the form that was asked for.
import type { PlannedZones } from '../operations/plan-zones.ts'
import type { PlanView } from './views/plan-sums.ts'

export const planFormats = ['text', 'json', 'markdown', 'html', 'github'] as const

/** Gives the text for the standard output, without its last line end; `json` is what `--json` prints. */
export async function plannedText(
  planned: PlannedZones,
  format: (typeof planFormats)[number],
  view: PlanView,
  json: () => Promise<unknown>,
): Promise<string> {
  switch (format) {
    case 'text': {
      const { planText } = await import('./views/plan-text.ts')
      const { colorsFor, takesColors } = await import('./colors.ts')
      const { plan, unplanned = [] } = planned
      return planText(plan, colorsFor(takesColors(process.stdout, process.env)), { ...view, unplanned })
    }
    case 'json':
      return JSON.stringify(await json(), null, 2)
    case 'markdown':
      return (await import('./views/plan-markdown.ts')).planMarkdown(planned, view)
    case 'html':
      return (await import('./views/plan-html.ts')).planHtml(planned, view)
    case 'github':
      return (await import('./views/plan-github.ts')).planGithub(planned, view)
    default:
      return format satisfies never
  }
}
