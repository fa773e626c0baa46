// Looks at one server again and again, once an interval, until it is told to end.
import type { Clock } from '../../base/clock.ts'
import type { ProbeCheck } from '../../dns/routing.ts'
import { afterResult, type CheckState, unchecked } from './check-state.ts'
import type { Probe } from './probe.ts'

/** What is known of a check. */
export interface HealthReport {
  readonly isWell: boolean
  /** Milliseconds since the Unix epoch of the last look; absent if there was none, or none of its own. */
  readonly checkedAt?: number
  /** What the last look found. */
  readonly detail: string
}

/** Calls back once, after so many milliseconds, unless what it returns is called before. */
export type Schedule = (ms: number, work: () => void) => () => void

export interface Looking {
  readonly probe: Probe
  readonly clock: Clock
  readonly schedule: Schedule
  /** From 0 up to 1: spreads first looks, so that checks do not all start at once. */
  readonly random: () => number
}

/** Starts to look, the first time within so many milliseconds or an interval; returns what ends it. */
export function lookRegularly(
  check: ProbeCheck,
  firstWithinMs: number,
  { probe, clock, schedule, random }: Looking,
  onReport: (report: HealthReport) => void,
): () => void {
  const stopping = new AbortController()
  const intervalMs = check.interval * 1000
  let state: CheckState = unchecked
  const look = async (): Promise<void> => {
    const begun = clock()
    const result = await probe(check, stopping.signal)
    if (stopping.signal.aborted) return
    state = afterResult(state, result, check)
    onReport({ isWell: state.isWell, checkedAt: clock(), detail: result.detail })
    const rest = intervalMs - (clock() - begun)
    // The clock may have been set meanwhile, forwards or backwards.
    cancel = schedule(Math.min(Math.max(0, rest), intervalMs), look)
  }
  let cancel = schedule(random() * Math.min(firstWithinMs, intervalMs), look)
  return () => {
    stopping.abort()
    cancel()
  }
}
