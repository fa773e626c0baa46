// What is written down of each run that changes zones: who did what when, and how far it came.
import type { Problem } from '../base/errors.ts'
import type { ProcessIdentity } from '../base/process-identity.ts'
import type { Name } from '../dns/name.ts'
import type { ChangeSet, WriteStep } from '../plan/change-set.ts'
import type { Change } from '../plan/plan.ts'

/** What began a run. */
export type RunKind = 'apply' | 'rollback' | 'revert' | 'deletion'

/** The head of a run, written before anything else of it. */
export interface RunHead {
  /** `20261122-023012-7f3a`: when it began, UTC, and four digits that tell it from others of that second. */
  readonly id: string
  readonly kind: RunKind
  /** ISO 8601, UTC. */
  readonly began: string
  /** The process that carries it out. */
  readonly by: ProcessIdentity
  /** On whose behalf, where CI says that: the name it has for the person. */
  readonly actor?: string
  /** Version of dnsctl. */
  readonly tool: string
  /** SHA-256 (hex) of the plan. */
  readonly plan: string
  /** The commit of the checkout, where it is one of git. */
  readonly commit?: string
  /** The run that this one takes back. */
  readonly undoes?: string
  /** It is held, before anything is changed, to be taken back unless it is confirmed in this time; milliseconds. */
  readonly confirmWithinMs?: number
}

/** One of the change sets that a zone goes through, one after the other. */
export interface Stage extends ChangeSet {
  /** True if it deletes the zone, whose content has this fingerprint. */
  readonly deletesZone?: { readonly fingerprint: string }
  /** How long to wait after it, so that no resolver has the old TTL any more; seconds. */
  readonly waitFor?: number
}

/** What a run is going to do with one zone at one provider: the write-ahead intent. */
export interface ZoneIntent {
  readonly zone: Name
  readonly provider: string
  /** More than one where TTLs are lowered first. */
  readonly stages: readonly Stage[]
}

/** How work on a zone ended. `superseded`: it was interrupted, and a later run made a new plan. */
export type ZoneEnd = 'applied' | 'partial' | 'failed' | 'skipped' | 'superseded'

/** How many RRsets of each kind change; one that several stages change counts once. */
export type ChangeTotals = Readonly<Record<Change['action'], number>>

/** What is written down while a zone is worked on; `stage` counts from 0. */
export type JournalStep =
  /** Another process goes on with the zone; the history says so by itself before that one's first step. */
  | { readonly step: 'resumed'; readonly by: ProcessIdentity }
  | { readonly step: 'leased'; readonly token: number }
  | (WriteStep & { readonly stage: number })
  | {
      readonly step: 'applied'
      readonly stage: number
      readonly serial?: number
      readonly id?: string
      readonly problems: readonly Problem[]
    }
  /** The old TTLs run out; `until` is ISO 8601, UTC. */
  | { readonly step: 'waiting'; readonly stage: number; readonly until: string }
  | { readonly step: 'verified'; readonly problems: readonly Problem[] }
  | { readonly step: 'ended'; readonly status: ZoneEnd; readonly problems: readonly Problem[] }

/** A step and when it was written down (ISO 8601, UTC). */
export type JournalRecord = JournalStep & { readonly at: string }

/** The journal of one zone of a run. */
export interface ZoneJournal {
  /** Its stages are read when they are first asked for; throws `history-unusable` then if they cannot be. */
  readonly intent: ZoneIntent
  readonly totals: ChangeTotals
  /** In order; those of this process are added as they are written. */
  readonly records: readonly JournalRecord[]
  /** Resolves once the step is on the disk. */
  append(step: JournalStep): Promise<void>
}

/** What was decided about a run that waits to be confirmed; exactly one decision is ever made. */
export interface Decision {
  readonly verdict: 'confirmed' | 'reverted'
  /** ISO 8601, UTC. */
  readonly at: string
  /** `user@host` or why: "nobody confirmed it in time", "the canary failed". */
  readonly by: string
}

/** A run as it is kept. */
export interface Run {
  readonly head: RunHead
  /** In the order of the plan. */
  readonly zones: readonly ZoneJournal[]
  /** ISO 8601, UTC: when it is reverted unless it is confirmed; undefined if it does not wait for that. */
  readonly confirmBy: string | undefined
  readonly decision: Decision | undefined
  /** Says until when it may be confirmed; resolves once that is on the disk. */
  awaitConfirmation(until: string): Promise<void>
  /** Decides, unless that has been done: gives the decision that holds. */
  decide(decision: Decision): Promise<Decision>
}

/** The runs of a checkout, kept as files in its folder of state. */
export interface History {
  /** Writes down what is going to be done, with fsync, and gives the journal to fill. */
  begin(head: Omit<RunHead, 'id' | 'began' | 'by'>, intents: readonly ZoneIntent[]): Promise<Run>
  /** All runs, the newest first; what is broken of them is told to the listener and passed over. */
  runs(): AsyncIterable<Run>
  /**
   * The runs of which something may still come, and those that are newer; the newest first. Runs that are found to be
   * settled are marked, and not read again.
   */
  unsettled(): AsyncIterable<Run>
  /** The run of an id, or of the start of one that no other has; throws `run-unknown`. */
  run(id: string): Promise<Run>
}
