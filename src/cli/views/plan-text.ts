// A plan for people at a terminal.
import { problemText } from '../../base/errors.ts'
import { type Change, isEmptyPlan, type Plan, type ZonePlan } from '../../plan/plan.ts'
import type { Colors } from '../colors.ts'
import { printable } from '../printable.ts'
import {
  cachedText,
  changeLines,
  type Mark,
  type PlanLine,
  summaryText,
  unmanagedLines,
  zoneTitle,
} from './plan-lines.ts'

/** Prints the zones with something to tell, and a summary line. */
export function planText(plan: Plan, colors: Colors): string {
  const zones = plan.zones
    .map(zone => zoneLines(zone, colors))
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
  const summary = summaryText(plan.zones)
  return [...zones, isEmptyPlan(plan) ? summary : colors.bold(summary)].join('\n')
}

/** Nothing for a zone that is as it should be and needs no warning. */
function zoneLines(zone: ZonePlan, colors: Colors): string[] {
  const cached = cachedText(zone)
  const lines = [
    ...zone.changes.flatMap(change => changeTextLines(change, zone, colors)),
    ...(cached ? [`  ${colors.dim(cached)}`] : []),
    ...unmanagedLines(zone).map(line => `  ${colors.dim(line)}`),
    ...zone.safety.map(({ guard, message }) => `  ${colors.red(`! ${guard}: ${message}`)}`),
    ...zone.warnings.map(warning => `  ${colors.yellow(`warning: ${printable(problemText(warning))}`)}`),
  ]
  return lines.length > 0 || zone.createsZone ? [colors.bold(zoneTitle(zone)), ...lines] : []
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
