// What became of a plan that was applied, zone by zone.
import type { Problem } from '../../base/errors.ts'
import type { Name } from '../../dns/name.ts'
import type { Proof } from '../../proof/proof.ts'

/** What became of one zone at one provider. */
export interface ZoneOutcome {
  readonly zone: Name
  readonly provider: string
  /** `partial` if some of the changes are in place, `skipped` because the work was ended before. */
  readonly status: 'applied' | 'partial' | 'failed' | 'skipped'
  readonly changes: number
  /** The new serial, where there is one. */
  readonly serial?: number
  /** Identifies the change set in the provider's journal. */
  readonly id?: string
  /** What the authoritative servers answered; absent if none was asked. */
  readonly proof?: Proof
  /** Why it failed, or what went wrong once it was applied. */
  readonly problems: readonly Problem[]
}

/** A run that was taken back at once. */
export interface TakenBack {
  readonly why: readonly Problem[]
  /** What of it could not be taken back yet, or stays as somebody else has changed it; empty if all is as before. */
  readonly left: readonly Problem[]
}

/** What became of a run. */
export interface ApplyResult {
  /** Its id in the history; absent if there was nothing to do. */
  readonly run?: string
  /** In the order of the plan. */
  readonly zones: readonly ZoneOutcome[]
  /** Why other zones could not be planned. */
  readonly unplanned?: readonly Problem[]
  /** ISO 8601, UTC: when it is taken back unless it is confirmed. */
  readonly confirmBy?: string
  /** Why it was taken back at once. */
  readonly reverted?: TakenBack
}
