// Decides which health checks have to be created, updated or deleted for the records of a zone; asks nobody.
import { canonicalText } from '../../../dns/canonical.ts'
import type { CalculatedCheck, HealthCheck, ProbeCheck } from '../../../dns/routing.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { healthConfigOf } from '../../../route53/health.ts'
import type { HeldHealthCheck } from './read-health-checks.ts'
import { healthNameTag } from './resources.ts'

/** The tag that says which zone a health check of ours was made for, by the zone's id. */
export const healthZoneTag = 'dnsctl:zone'

/** A check whose definition is known, which therefore can be made. */
export type StatedCheck = ProbeCheck | CalculatedCheck

/** What the account holds, as far as it matters to a zone. */
export interface HeldChecks {
  readonly zoneId: string
  /** All of the account. */
  readonly checks: ReadonlyMap<string, HeldHealthCheck>
  /** What a check of the account is in zone files. */
  definitionOf(id: string): HealthCheck
  /** Ids in record sets of the zone that do not change. */
  readonly keptBySets: ReadonlySet<string>
  /** Ids in record sets of the zone that change, as they were. */
  readonly replaced: ReadonlySet<string>
}

export interface HealthCheckPlan {
  /** The ids of the checks that are there and stay as they are or are updated, by `keyOf`. */
  readonly ids: ReadonlyMap<string, string>
  /** Those that a calculated check sums up come before it. */
  readonly creates: readonly StatedCheck[]
  readonly updates: readonly HealthCheckUpdate[]
  /** Ours that are replaced, and that nothing needs then; calculated ones come before what they sum up. */
  readonly deletes: readonly string[]
}

export interface HealthCheckUpdate {
  readonly held: HeldHealthCheck
  readonly check: StatedCheck
}

/** Identifies a definition, its name included. */
export const keyOf = (check: HealthCheck): string => canonicalText(check)

/**
 * Plans for what the RRsets that come or change refer to. A check of ours with the same definition is used again; one
 * of the same name that no other record needs is updated, where Route 53 allows that; all else is created anew.
 */
export function planHealthChecks(wanted: readonly HealthCheck[], held: HeldChecks): HealthCheckPlan {
  const stated = statedChecks(wanted)
  const own = [...held.checks.values()].filter(check => isOwn(check, held.zoneId))
  const ids = new Map<string, string>()
  for (const check of stated) {
    const same = own.find(({ id }) => keyOf(held.definitionOf(id)) === keyOf(check))
    if (same) ids.set(keyOf(check), same.id)
  }
  const kept = keptChecks(held, ids.values())
  const creates: StatedCheck[] = []
  const updates: HealthCheckUpdate[] = []
  for (const check of stated) {
    if (ids.has(keyOf(check))) continue
    const free = own.find(
      other => !kept.has(other.id) && other.tags[healthNameTag] === check.name && isUpdatable(other, check),
    )
    if (free) {
      ids.set(keyOf(check), free.id)
      kept.add(free.id)
      updates.push({ held: free, check })
    } else creates.push(check)
  }
  const stays = keptChecks(held, ids.values())
  const goes = withChildren(held.checks, held.replaced)
  const deletes = own.filter(({ id }) => goes.has(id) && !stays.has(id))
  return { ids, creates, updates, deletes: parentsFirst(deletes) }
}

/** The checks of an RRset's sets. */
export const healthChecksOf = ({ policy }: RRset): HealthCheck[] =>
  (policy?.sets ?? []).flatMap(({ health }) => (health ? [health] : []))

/** All definitions, once each; those that a calculated check sums up come before it. */
function statedChecks(wanted: readonly HealthCheck[]): StatedCheck[] {
  const stated = new Map<string, StatedCheck>()
  const add = (check: HealthCheck): void => {
    if (check.type === 'reference') return
    if (check.type === 'calculated') for (const child of check.checks) add(child)
    stated.set(keyOf(check), check)
  }
  for (const check of wanted) add(check)
  return [...stated.values()]
}

const isOwn = ({ tags }: HeldHealthCheck, zoneId: string): boolean =>
  tags[healthZoneTag] === zoneId && tags[healthNameTag] !== undefined

/** What must stay as it is: others' checks, those that records need, and whatever these sum up. */
function keptChecks({ checks, keptBySets, zoneId }: HeldChecks, used: Iterable<string>): Set<string> {
  const others = [...checks.values()].filter(check => !isOwn(check, zoneId)).map(({ id }) => id)
  return withChildren(checks, [...others, ...keptBySets, ...used])
}

/** Some checks, and all that they sum up. */
export function withChildren(checks: HeldChecks['checks'], ids: Iterable<string>): Set<string> {
  const all = new Set<string>()
  const add = (id: string): void => {
    if (all.has(id)) return
    all.add(id)
    for (const child of checks.get(id)?.config.ChildHealthChecks ?? []) add(child)
  }
  for (const id of ids) add(id)
  return all
}

/** Type and interval of a check are fixed, and whether it has an address (API Reference, UpdateHealthCheck). */
function isUpdatable({ config }: HeldHealthCheck, check: StatedCheck): boolean {
  const wanted = healthConfigOf(check, () => '')
  return (
    config.Type === wanted.Type &&
    (config.RequestInterval ?? 30) === (wanted.RequestInterval ?? 30) &&
    (config.IPAddress === undefined) === (wanted.IPAddress === undefined)
  )
}

/** The ids of some checks, calculated ones before what they sum up. */
export function parentsFirst(checks: readonly HeldHealthCheck[]): string[] {
  const ordered = new Set<string>()
  const byId = new Map(checks.map(check => [check.id, check]))
  const add = (check: HeldHealthCheck): void => {
    if (ordered.has(check.id)) return
    for (const child of check.config.ChildHealthChecks ?? []) if (byId.has(child)) add(byId.get(child)!)
    ordered.add(check.id)
  }
  for (const check of checks) add(check)
  return [...ordered].reverse()
}
