// What a command's exit code says; documented in README and docs/.
import type { ErrorCode, Problem } from '../base/errors.ts'

export const exitCodes = {
  done: 0,
  error: 1,
  /** `plan --detailed-exitcode` found something to do. */
  changes: 2,
  /** The zone is not what the plan saw, or somebody else holds its lock. */
  conflict: 3,
  /** A safety rule refused. */
  refused: 4,
  /** Applied, but the servers do not all answer it. */
  unverified: 5,
} as const

const exitCodeOf: Partial<Record<ErrorCode, number>> = {
  'plan-stale': exitCodes.conflict,
  'zone-locked': exitCodes.conflict,
  'plan-refused': exitCodes.refused,
}

/** The exit code of a failure for which these are the reasons; the first one decides. */
export const exitCodeFor = ([first]: readonly Problem[]): number =>
  (first && exitCodeOf[first.code]) ?? exitCodes.error
