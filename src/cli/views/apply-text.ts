// What became of each zone of a plan that was applied.
import { type Problem, problemText } from '../../base/errors.ts'
import type { ApplyResult, TakenBack, ZoneOutcome } from '../../operations/apply/outcome.ts'
import { isProven } from '../../proof/proof.ts'
import { countText } from './count-text.ts'
import { proofText } from './proof-text.ts'

/** Prints one line for each zone, what is wrong with it below, a summary, and how to take it back. */
export function applyText({ zones, run, unplanned, confirmBy, reverted }: ApplyResult): string {
  const lines = zones.flatMap(outcome => [
    outcomeLine(outcome),
    ...outcome.problems.map(problem => `  ${problemLine(problem)}`),
    ...(outcome.proof && !isProven(outcome.proof) ? [proofText(outcome.proof)] : []),
  ])
  return [
    ...lines,
    unplanned ? `${summaryLine(zones)}; others could not be planned` : summaryLine(zones),
    ...(reverted ? takenBackLines(reverted) : []),
    ...(confirmBy === undefined
      ? []
      : [`taken back at ${confirmBy} unless it is confirmed: dnsctl confirm ${run}`]),
  ].join('\n')
}

function takenBackLines({ why, left }: TakenBack): string[] {
  const end = left.length === 0 ? 'taken back: all is as it was before' : 'not all of it could be taken back:'
  return [...why.map(problemLine), end, ...left.map(problem => `  ${problemLine(problem)}`)]
}

const problemLine = (problem: Problem): string => `${problem.severity}: ${problemText(problem)}`

function outcomeLine({ zone, provider, status, changes, serial, proof }: ZoneOutcome): string {
  const at = `${zone} at ${provider}`
  switch (status) {
    case 'applied': {
      const proven =
        proof && isProven(proof) ? `, answered by ${countText(proof.servers.length, 'server')}` : ''
      return `${at}: applied ${countText(changes, 'change')}${serial === undefined ? '' : `, serial ${serial}`}${proven}`
    }
    case 'partial':
      return `${at}: applied in part only; \`dnsctl apply --resume\` goes on`
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
    `${countText(applied, 'zone')} applied`,
    ...(partial > 0 ? [`${partial} in part`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ')
}
