// The runs of a checkout as a table.
import type { RunSummary } from '../../operations/history/list-runs.ts'
import { columns } from './columns.ts'
import { statusText, timeText, totalsText, whatText, whoText } from './run-texts.ts'

const planDigits = 12
const commitDigits = 8

/** Prints a line for each run. */
export function historyText(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'no runs'
  return columns([
    ['ID', 'WHEN (UTC)', 'WHO', 'WHAT', 'PLAN', 'COMMIT', 'CHANGES', 'ZONES', 'STATUS'],
    ...runs.map(run => [
      run.id,
      timeText(run.began),
      whoText(run),
      whatText(run),
      run.plan.slice(0, planDigits),
      run.commit?.slice(0, commitDigits) ?? '-',
      totalsText(run),
      zonesText(run),
      statusText(run),
    ]),
  ])
}

function zonesText({ zones }: RunSummary): string {
  const [first, ...others] = zones
  return first && others.length === 0 ? `${first.zone} at ${first.provider}` : `${zones.length} zones`
}
