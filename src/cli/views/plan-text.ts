// A plan for people at a terminal.
import { problemText } from '../../base/errors.ts'
import type { PlannedZones } from '../../operations/plan-zones.ts'
import { type Change, hasWork, isEmptyPlan, type Plan, type ZonePlan } from '../../plan/plan.ts'
import type { Colors } from '../colors.ts'
import { printable } from '../printable.ts'
import { changeLines, type Mark, type PlanLine, unmanagedLines, zoneLines } from './plan-lines.ts'
import { cachedText, findingTexts, legendText, type PlanView, summaryText, zoneTitle } from './plan-sums.ts'

/** Prints the zones with something to tell, and a summary line. */
export function planText(
  plan: Plan,
  colors: Colors,
  view: PlanView & Pick<PlannedZones, 'unplanned'> = {},
): string {
  const { purpose = 'plan', unplanned } = view
  const zones = plan.zones
    .map(zone => zoneTextLines(zone, colors, view))
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
  const summary = summaryText({ plan, ...(unplanned && { unplanned }) }, purpose)
  const legend = legendText(plan.zones, purpose)
  return [
    ...zones,
    ...(legend === undefined ? [] : [colors.dim(legend)]),
    isEmptyPlan(plan) ? summary : colors.bold(summary),
  ].join('\n')
}

/** Nothing for a zone that is as it should be and needs no warning. */
function zoneTextLines(zone: ZonePlan, colors: Colors, view: PlanView): string[] {
  const { purpose = 'plan' } = view
  const cached = cachedText(zone, view)
  const lines = [
    ...(hasWork(zone) ? [...zoneLines(zone, purpose)].flat().map(line => lineText(line, colors)) : []),
    ...(cached ? [`  ${colors.dim(cached)}`] : []),
    ...unmanagedLines(zone).map(line => `  ${colors.dim(line)}`),
    ...findingTexts(zone, purpose).map(text => `  ${colors.red(`! ${text}`)}`),
    ...zone.warnings.map(warning => `  ${colors.yellow(`warning: ${printable(problemText(warning))}`)}`),
  ]
  return lines.length > 0 ? [colors.bold(zoneTitle(zone, purpose)), ...lines] : []
}

/** The lines that show one change. */
export const changeTextLines = (change: Change, zone: Pick<ZonePlan, 'zone'>, colors: Colors): string[] =>
  changeLines(change, zone).map(line => lineText(line, colors))

function lineText(line: PlanLine, colors: Colors): string {
  const color = (mark: Mark): ((text: string) => string) =>
    mark === '+' ? colors.green : mark === '-' ? colors.red : mark === '~' ? colors.yellow : colors.dim
  switch (line.kind) {
    case 'rrset':
      return `  ${color(line.mark)(line.mark)} ${line.text}`
    case 'value': {
      const words = line.words.map(({ text, changed }) => (changed ? colors.underline(text) : text))
      return `      ${color(line.mark)(`${line.mark} ${words.join('')}`)}`
    }
    case 'note':
      return `      ${colors.dim(line.text)}`
    default:
      return line satisfies never
  }
}
