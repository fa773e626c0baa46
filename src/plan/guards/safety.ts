// Guards: rules that hold a plan back until somebody says by their names that it is meant (`--force=deletes`).
import { type Name, nameKey } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import { claimedFindings } from '../ownership/claimed-findings.ts'
import { isOfZone } from '../ownership/owners.ts'
import { isOwnRegistry } from '../ownership/registry.ts'
import type { RRsetMatcher } from '../pattern.ts'
import type { Change, SafetyFinding } from '../plan.ts'
import { isApexNs } from '../wanted.ts'
import { type AccessPoint, accessFindings } from './access.ts'

export interface SafetyLimits {
  /** The most RRsets a plan may delete, in percent of those that are the zone file's to change. */
  readonly maxDeletePercent: number
  /** The same for updates. */
  readonly maxUpdatePercent: number
  /** With fewer deletes (or updates) than this the percentage does not bind, but see `safetyFindings`. */
  readonly minChanges: number
  /** RRsets that may be neither updated nor deleted. */
  readonly protect: RRsetMatcher
  /** What one's own access depends on. */
  readonly access: readonly AccessPoint[]
}

/** One zone's changes as guards look at them. */
export interface GuardedChanges {
  readonly changes: readonly Change[]
  /** The RRsets of the zone as they are to be, as far as they are known. */
  readonly after: Zone
  /**
   * Number of RRsets at the provider that are the zone file's to change: without those left alone, the SOA, the apex
   * NS and the registry of owners.
   */
  readonly own: number
  /** The RRsets left alone at the provider that lead to other names, as CNAMEs do. */
  readonly leads?: readonly RRset[]
  /** True if the changes keep a registry of owners, so that what others have is not among them. */
  readonly keepsRegistry?: boolean
  /** True if the provider does not hold the zone yet; then there is nothing to guard. */
  readonly createsZone: boolean
  /** True if the zone goes with all that it has. */
  readonly deletesZone?: boolean
}

/**
 * Finds what is dangerous in one zone's changes.
 *
 * A delete at a name that gets another record in the same plan (a CNAME that gives way to an A) replaces and
 * counts as an update. Below `minChanges` the percentages do not bind; half of a zone is too much to delete however
 * small it is, and so is all of it to update where it has more than one RRset.
 */
export function safetyFindings(guarded: GuardedChanges, limits: SafetyLimits): SafetyFinding[] {
  const { changes, own, createsZone, deletesZone, keepsRegistry, after, leads } = guarded
  if (createsZone) return []
  if (deletesZone) return [{ guard: 'empty', message: `deletes the zone with its ${own} RRsets` }]
  return [
    ...thresholdFindings(guarded, limits),
    ...(keepsRegistry ? [] : claimedFindings(changes, after.origin)),
    ...protectedFindings(changes, limits.protect),
    ...apexFindings(changes, after),
    ...accessFindings(changes, after, limits.access, leads),
  ]
}

function thresholdFindings(
  { changes, own, after: { origin } }: GuardedChanges,
  limits: SafetyLimits,
): SafetyFinding[] {
  const { maxDeletePercent, maxUpdatePercent, minChanges } = limits
  const { removed, altered } = tally(changes, origin)
  const findings: SafetyFinding[] = []
  const find = (guard: 'deletes' | 'updates', count: number, most: string): void => {
    findings.push({ guard, message: `${guard} ${share(count, own)}; the most is ${most}` })
  }
  if (removed > 0 && removed >= own)
    findings.push({ guard: 'empty', message: `deletes all ${own} RRsets of the zone` })
  else if (exceeds(removed, own, maxDeletePercent))
    if (removed >= minChanges) find('deletes', removed, `${maxDeletePercent} %`)
    else if (removed * 2 >= own) find('deletes', removed, 'less than half')
  if (exceeds(altered, own, maxUpdatePercent))
    if (altered >= minChanges) find('updates', altered, `${maxUpdatePercent} %`)
    else if (altered >= own && own > 1) find('updates', altered, 'all but one')
  return findings
}

/**
 * Counts what is gone afterwards, and what says something else: each RRset that is created at a name takes the place of one
 * that is deleted there. The SOA and the apex NS have a guard of their own, and the registry goes with what it tells of.
 */
function tally(changes: readonly Change[], origin: Name): { removed: number; altered: number } {
  const gained = new Map<Name, number>()
  for (const { action, owner } of changes)
    if (action === 'create') gained.set(nameKey(owner), (gained.get(nameKey(owner)) ?? 0) + 1)
  let removed = 0
  let altered = 0
  for (const change of changes) {
    if (change.action === 'create' || isOfZone(change, origin) || isOwnRegistry(change.before)) continue
    const key = nameKey(change.owner)
    const inPlace = gained.get(key) ?? 0
    if (change.action === 'delete') gained.set(key, inPlace - 1)
    if (change.action === 'update' || inPlace > 0) altered++
    else removed++
  }
  return { removed, altered }
}

const exceeds = (count: number, own: number, percent: number): boolean =>
  count > 0 && count * 100 > own * percent

const share = (count: number, own: number): string =>
  `${count} of ${own} RRsets (${own === 0 ? 100 : Math.round((count * 100) / own)} %)`

function protectedFindings(changes: readonly Change[], protect: RRsetMatcher): SafetyFinding[] {
  return changes.flatMap(({ action, owner, type }) => {
    const pattern = action === 'create' ? undefined : protect(owner, type)
    if (pattern === undefined) return []
    return [{ guard: 'protected', message: `${action}s ${owner} ${type}, which "${pattern}" protects` }]
  })
}

/** An SOA's serial alone is no change, so none of it comes here. */
function apexFindings(changes: readonly Change[], { origin }: Zone): SafetyFinding[] {
  return changes.flatMap(change => {
    const { action, owner, type } = change
    if (action === 'create' || !(type === 'SOA' || isApexNs(change.before, origin))) return []
    return [{ guard: 'apex', message: `${action}s ${owner} ${type}, by which the zone is found` }]
  })
}
