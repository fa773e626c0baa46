// What a command's exit code says; documented in README and docs/.
import type { ErrorCode, Problem } from '../base/errors.ts'
import type { ApplyResult, ZoneOutcome } from '../operations/apply/outcome.ts'

export const exitCodes = {
  done: 0,
  error: 1,
  /** `plan --detailed-exitcode` found something to do, or `drift` a difference. */
  changes: 2,
  /** The command line is wrong; the parser of oclif ends with it too. */
  usage: 2,
  /** The zone is not what the plan saw, the plan file is not to be trusted, or somebody else holds the lock. */
  conflict: 3,
  /** A guard refused. */
  refused: 4,
  /** Applied, but the servers do not all answer it. */
  unverified: 5,
} as const

const exitCodeOf: Partial<Record<ErrorCode, number>> = {
  'usage-invalid': exitCodes.usage,
  'plan-stale': exitCodes.conflict,
  'plan-file-invalid': exitCodes.conflict,
  'plan-tampered': exitCodes.conflict,
  'plan-signature': exitCodes.conflict,
  'plan-foreign': exitCodes.conflict,
  'plan-expired': exitCodes.conflict,
  'zone-locked': exitCodes.conflict,
  'lease-lost': exitCodes.conflict,
  'resume-moved': exitCodes.conflict,
  'rollback-conflict': exitCodes.conflict,
  'run-pending': exitCodes.conflict,
  'ci-plan-untrusted': exitCodes.conflict,
  'plan-refused': exitCodes.refused,
  'zone-stated': exitCodes.refused,
}

/** The exit code of a failure for which these are the reasons; the first one decides. */
export const exitCodeFor = ([first]: readonly Problem[]): number =>
  (first && exitCodeOf[first.code]) ?? exitCodes.error

/** The exit code of a run: an error if it had to be taken back, else that of the worst of what became of it. */
export function exitCodeOfResult({ zones, reverted, unplanned = [] }: ApplyResult): number {
  const codes = new Set([
    ...zones.map(exitCodeOfOutcome),
    ...(reverted ? [exitCodes.error] : []),
    ...unplanned.map(problem => exitCodeFor([problem])),
  ])
  const worstFirst = [exitCodes.error, exitCodes.conflict, exitCodes.refused, exitCodes.unverified]
  return worstFirst.find(code => codes.has(code)) ?? exitCodes.done
}

function exitCodeOfOutcome({ status, problems }: ZoneOutcome): number {
  if (status === 'partial') return exitCodes.error
  if (status !== 'applied') return exitCodeFor(problems)
  return problems.length > 0 ? exitCodes.unverified : exitCodes.done
}
