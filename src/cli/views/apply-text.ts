// What became of each zone of a plan that was applied.
import { problemText } from '../../base/errors.ts'
import type { ZoneOutcome } from '../../operations/apply-plan.ts'

/** Prints one line for each zone, what is wrong with it below, and a summary. */
export function applyText(outcomes: readonly ZoneOutcome[]): string {
  const lines = outcomes.flatMap(outcome => [
    outcomeLine(outcome),
    ...outcome.problems.map(problem => `  ${problem.severity}: ${problemText(problem)}`),
  ])
  return [...lines, summaryLine(outcomes)].join('\n')
}

function outcomeLine({ zone, provider, status, changes, serial }: ZoneOutcome): string {
  const at = `${zone} at ${provider}`
  switch (status) {
    case 'applied':
      return `${at}: applied ${counted(changes, 'change')}${serial === undefined ? '' : `, serial ${serial}`}`
    case 'partial':
      return `${at}: applied in part only; plan again to see what is missing`
    case 'failed':
      return `${at}: failed`
    case 'skipped':
      return `${at}: skipped`
    default:
      return status satisfies never
  }
}

function summaryLine(outcomes: readonly ZoneOutcome[]): string {
  const count = (status: ZoneOutcome['status']): number =>
    outcomes.filter(outcome => outcome.status === status).length
  const [applied, partial, failed, skipped] = [
    count('applied'),
    count('partial'),
    count('failed'),
    count('skipped'),
  ]
  return [
    `${counted(applied, 'zone')} applied`,
    ...(partial > 0 ? [`${partial} in part`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ')
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
