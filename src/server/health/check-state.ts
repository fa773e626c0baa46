// What a check's results say of the server: well or ill, once enough of them in a row agree.
import type { ProbeCheck } from '../../dns/routing.ts'

/** What one look at a server found. */
export interface ProbeResult {
  readonly isGood: boolean
  /** For people: "HTTP status 200", "connection refused". */
  readonly detail: string
}

export interface CheckState {
  /** A server is held well until it was found otherwise. */
  readonly isWell: boolean
  /** Results in a row that say the opposite. */
  readonly against: number
}

/** Nothing is known yet. */
export const unchecked: CheckState = { isWell: true, against: 0 }

/** The state after one more result. */
export function afterResult(
  { isWell, against }: CheckState,
  { isGood }: ProbeResult,
  { failures, successes, inverted }: Pick<ProbeCheck, 'failures' | 'successes' | 'inverted'>,
): CheckState {
  const speaksWell = isGood !== (inverted ?? false)
  if (speaksWell === isWell) return { isWell, against: 0 }
  // With `inverted`, failures of the server are what make the set well again.
  const needed = isGood ? successes : failures
  return against + 1 < needed ? { isWell, against: against + 1 } : { isWell: speaksWell, against: 0 }
}
