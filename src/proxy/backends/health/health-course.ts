// What a server's checks have come to: it takes several failures to be down, and several successes to be up again.

/** What one check found. */
export interface ProbeResult {
  readonly isGood: boolean
  /** Why it is not, or what came, for people. */
  readonly detail: string
}

export interface HealthCourse {
  readonly isHealthy: boolean
  /** It has been up since it is known at its address. */
  readonly wasHealthy: boolean
  /** Checks in a row, up to the last, that were good or that failed; one of both is 0. */
  readonly good: number
  readonly failed: number
  /** All checks, and those that failed. */
  readonly checks: number
  readonly failures: number
  /** What the last one that failed found. */
  readonly lastFailure: string | undefined
}

export interface HealthThresholds {
  readonly maxFailures: number
  readonly rise: number
}

/** Of a server that was not checked yet. */
export const unchecked: HealthCourse = {
  isHealthy: false,
  wasHealthy: false,
  good: 0,
  failed: 0,
  checks: 0,
  failures: 0,
  lastFailure: undefined,
}

/** Goes on by one check. A server that was never up is up with its first good one. */
export function afterCheck(
  course: HealthCourse,
  { isGood, detail }: ProbeResult,
  { maxFailures, rise }: HealthThresholds,
): HealthCourse {
  const good = isGood ? course.good + 1 : 0
  const failed = isGood ? 0 : course.failed + 1
  const hasRisen = good >= rise || (isGood && !course.wasHealthy)
  const isHealthy = course.isHealthy ? failed < maxFailures : hasRisen
  return {
    isHealthy,
    wasHealthy: course.wasHealthy || isHealthy,
    good,
    failed,
    checks: course.checks + 1,
    failures: course.failures + (isGood ? 0 : 1),
    lastFailure: isGood ? course.lastFailure : detail,
  }
}
