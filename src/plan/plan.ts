// A plan is data: what to change in which zone at which provider, with the RRsets before and after.
import type { Problem } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import type { SerialPolicy } from '../dns/serial.ts'

/** One RRset that is created, updated or deleted. */
export type Change = { readonly owner: Name; readonly type: RRTypeName } & (
  | { readonly action: 'create'; readonly after: RRset }
  | { readonly action: 'update'; readonly before: RRset; readonly after: RRset }
  | { readonly action: 'delete'; readonly before: RRset }
)

/** What plan files say they are. */
export const planFileFormat = 'dnsctl-plan'

/** Says whether a text begins as a plan file does. */
export const looksLikePlanFile = (text: string): boolean => /^\s*\{\s*"format"/.test(text)

/** What may make a plan dangerous, by the name that lifts it: `--force=deletes,access`. */
export const guards = {
  deletes: 'deletes more RRsets of a zone than `max_delete_percent` allows',
  updates: 'updates more RRsets of a zone than `max_update_percent` allows',
  empty: 'deletes all that a zone has, or the zone itself',
  protected: 'updates or deletes what `protect` names',
  apex: 'changes the NS or the SOA of a zone’s apex',
  access: 'changes the addresses of names that one’s own access depends on',
} as const

export type Guard = keyof typeof guards

/** Why a plan is held dangerous; applying it needs `--force` with the guard’s name (exit 4). */
export interface SafetyFinding {
  readonly guard: Guard
  readonly message: string
}

/** An RRset that something else manages at the provider; plans leave it alone. */
export interface UnmanagedRRset {
  readonly owner: Name
  readonly type: RRTypeName
  /** "traffic policy instance 1234" */
  readonly by: string
}

/** What is to change in one zone at one provider. */
export interface ZonePlan {
  readonly zone: Name
  /** The provider's name in the configuration. */
  readonly provider: string
  /** True if the provider does not hold the zone yet, so that applying creates it. */
  readonly createsZone: boolean
  /** True if applying deletes the zone; the changes then say what goes with it. */
  readonly deletesZone?: true
  /** How applying bumps the serial. */
  readonly serial: SerialPolicy
  /** SHA-256 (hex) over the canonical forms of what was read; empty string if the zone was not there. */
  readonly fingerprint: string
  /** Number of RRsets the provider holds. */
  readonly existing: number
  /** RRsets that the zone's `ignore` left alone. */
  readonly ignored: number
  /** In canonical order of their names. */
  readonly unmanaged: readonly UnmanagedRRset[]
  /** In the order in which they are applied. */
  readonly changes: readonly Change[]
  /** Seconds for which resolvers may go on serving what was there before; 0 if nothing changes. */
  readonly cachedFor: number
  readonly safety: readonly SafetyFinding[]
  /** What the provider cannot hold and was left out, and what else a reader of the plan should know. */
  readonly warnings: readonly Problem[]
}

export interface Plan {
  readonly version: 2
  /** ISO 8601, UTC. */
  readonly created: string
  /** ISO 8601, UTC; from then on it is no longer applied. Absent if it was not saved. */
  readonly expires?: string
  /** The version of dnsctl that made it; another one may mean something else by it. */
  readonly tool: string
  /** SHA-256 (hex) over the settings, as written: a plan is applied with those it was made with. */
  readonly configuration: string
  /** The commit of the checkout, where it is one of git. */
  readonly commit?: string
  readonly zones: readonly ZonePlan[]
}

/** How many changes of each kind a plan has, and in how many zones (a zone on two providers counts once). */
export interface PlanTotals {
  readonly create: number
  readonly update: number
  readonly delete: number
  readonly zones: number
}

/** Counts the changes of a plan. */
export function totalsOf(zones: readonly ZonePlan[]): PlanTotals {
  const totals = { create: 0, update: 0, delete: 0 }
  const changed = new Set<Name>()
  for (const zone of zones) {
    for (const { action } of zone.changes) totals[action]++
    if (hasWork(zone)) changed.add(zone.zone)
  }
  return { ...totals, zones: changed.size }
}

/** Says whether applying a zone's plan would do anything. */
export const hasWork = ({ createsZone, deletesZone, changes }: ZonePlan): boolean =>
  createsZone || deletesZone === true || changes.length > 0

/** Says whether applying the plan would do anything. */
export const isEmptyPlan = (plan: Plan): boolean => !plan.zones.some(hasWork)
