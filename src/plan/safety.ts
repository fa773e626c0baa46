// Rules that hold a plan back until somebody says that it is meant (`--force`).
import { nameKey } from '../dns/name.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { Change, SafetyFinding } from './plan.ts'

export interface SafetyLimits {
  /** The most RRsets a plan may delete, in percent of those that are the zone file's to change. */
  readonly maxDeletePercent: number
  /** The same for updates. */
  readonly maxUpdatePercent: number
  /** With fewer deletes (or updates) than this the percentage does not bind: half of two is no alarm. */
  readonly minChanges: number
  /** RRsets that may be neither updated nor deleted. */
  readonly protect: RRsetMatcher
}

/**
 * Finds what is dangerous in one zone's changes. `own` is the number of RRsets at the provider that are the
 * zone file's to change: without those ignored, the SOA and the apex NS.
 *
 * A delete at a name that gets another record in the same plan (a CNAME that gives way to an A) replaces and
 * counts as an update. Taking all that a zone has is dangerous however small the zone is.
 */
export function safetyFindings(
  changes: readonly Change[],
  own: number,
  limits: SafetyLimits,
): SafetyFinding[] {
  const { removed, altered } = tally(changes)
  const findings: SafetyFinding[] = []
  if (removed > 0 && removed >= own)
    findings.push({ guard: 'empty', message: `deletes all ${own} RRsets of the zone` })
  else if (exceeds(removed, own, limits.maxDeletePercent, limits.minChanges))
    findings.push({
      guard: 'deletes',
      message: `deletes ${share(removed, own)}; the most is ${limits.maxDeletePercent} %`,
    })
  if (exceeds(altered, own, limits.maxUpdatePercent, limits.minChanges))
    findings.push({
      guard: 'updates',
      message: `updates ${share(altered, own)}; the most is ${limits.maxUpdatePercent} %`,
    })
  return [...findings, ...protectedFindings(changes, limits.protect)]
}

/** Counts what is gone afterwards, and what says something else. */
function tally(changes: readonly Change[]): { removed: number; altered: number } {
  const gaining = new Set(
    changes.flatMap(({ action, owner }) => (action === 'create' ? [nameKey(owner)] : [])),
  )
  let removed = 0
  let altered = 0
  for (const { action, owner } of changes)
    if (action === 'update' || (action === 'delete' && gaining.has(nameKey(owner)))) altered++
    else if (action === 'delete') removed++
  return { removed, altered }
}

const exceeds = (count: number, own: number, percent: number, least: number): boolean =>
  count >= Math.max(least, 1) && count * 100 > own * percent

const share = (count: number, own: number): string =>
  `${count} of ${own} RRsets (${own === 0 ? 100 : Math.round((count * 100) / own)} %)`

function protectedFindings(changes: readonly Change[], protect: RRsetMatcher): SafetyFinding[] {
  return changes.flatMap(({ action, owner, type }) => {
    const pattern = action === 'create' ? undefined : protect(owner, type)
    if (pattern === undefined) return []
    return [{ guard: 'protected', message: `${action}s ${owner} ${type}, which "${pattern}" protects` }]
  })
}
