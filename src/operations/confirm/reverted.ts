// What an attempt to take a run back came to.
import { type Problem, problemsOf } from '../../base/errors.ts'

export interface Reverted {
  /** Why it is not done; empty if it is. */
  readonly left: readonly Problem[]
  /** What stays as it is, because somebody has changed it since. */
  readonly kept: readonly Problem[]
}

/** What an error makes of an attempt. */
export const failed = (error: unknown): Reverted => ({ left: problemsOf(error), kept: [] })
