// Problems for people: one a line, in the order of the files, with a sum.
import { type Problem, problemText } from '../../base/errors.ts'
import { countText } from './count-text.ts'

/** Prints problems as `file:line:column: code: message`; warnings say that they are. */
export function problemsText(problems: readonly Problem[]): string {
  return problems
    .map(problem =>
      problem.severity === 'warning' ? `${problemText(problem)} (warning)` : problemText(problem),
    )
    .join('\n')
}

/** Says how many problems there are: `2 errors, 1 warning`. */
export function problemsSum(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  const warnings = problems.length - errors
  const count = (n: number, what: string): string[] => (n === 0 ? [] : [countText(n, what)])
  return [...count(errors, 'error'), ...count(warnings, 'warning')].join(', ') || 'no problems'
}
