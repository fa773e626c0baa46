// Compares the zone that is wanted with the RRsets a provider holds, which pass by one at a time.
import { type Place, type Problem, problem } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { sameName } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { serialOf, withSerial } from '../dns/soa.ts'
import type { Zone } from '../dns/zone.ts'
import type { Capabilities } from './capabilities.ts'
import { problemsInto } from './objections.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { Change, UnmanagedRRset } from './plan.ts'
import { isApexNs, isProvidersOwn, wantedFrom } from './wanted.ts'

export interface DiffInput {
  readonly wanted: Zone
  readonly capabilities: Capabilities
  /** The RRsets that are somebody else's. */
  readonly ignore: RRsetMatcher
  /** Where the zone file states an RRset. */
  readonly placeOf?: (rrset: RRset) => Place | undefined
}

export interface ZoneDiff {
  /** In no particular order. */
  readonly changes: readonly Change[]
  /** Number of RRsets the provider holds. */
  readonly existing: number
  readonly ignored: number
  /** Those of them that are the zone file's alone to change: not ignored or unmanaged, not the SOA, not the apex NS. */
  readonly own: number
  /** Those that something else manages at the provider, in no particular order. */
  readonly unmanaged: readonly UnmanagedRRset[]
  /** What was left out or altered, and contradictions of the zone file, which are errors. */
  readonly problems: readonly Problem[]
}

export interface Diff {
  /** Takes the next RRset that the provider holds. */
  meet(held: RRset): void
  /** Gives the result once the provider holds nothing more. */
  finish(): ZoneDiff
}

/**
 * Starts a comparison. Of what the provider holds only the changes' before images are kept, so that its
 * zone need not fit into memory beside ours.
 *
 * Left alone are: what `ignore` matches, what something else manages at the provider, an SOA or apex NS that the zone
 * file does not state, and what the provider cannot hold as stated. An SOA's serial is the provider's own and never a
 * difference.
 */
export function startDiff({ wanted: stated, capabilities, ignore, placeOf }: DiffInput): Diff {
  const changes: Change[] = []
  const problems: Problem[] = []
  const unmanaged: UnmanagedRRset[] = []
  const met = new Set<RRset>()
  let existing = 0
  let ignored = 0
  let own = 0
  const { origin } = stated
  const object = problemsInto(problems, placeOf)
  const isIgnored = ({ owner, type }: RRset): boolean => ignore(owner, type) !== undefined
  const wanted = wantedFrom(stated, capabilities, isIgnored, object)
  const { zone } = wanted

  const meetUnstated = (held: RRset): void => {
    const { owner, type } = held
    if (type === 'SOA' || isProvidersOwn(held, origin, capabilities) || wanted.spares(held)) return
    if (!isApexNs(held, origin)) changes.push({ action: 'delete', owner, type, before: held })
    else if (!capabilities.bringsApexNs)
      problems.push(problem('plan-apex-ns-kept', `${owner} NS is not in the zone file and stays as it is`))
  }

  const leaveUnmanaged = ({ owner, type }: RRset, by: string): void => {
    unmanaged.push({ owner, type, by })
    const found = zone.get(owner, type)
    if (!found) return
    met.add(found)
    object('plan-unmanaged', wanted.statedOf(found), `is left alone: at the provider it belongs to ${by}`)
  }

  const create = (found: RRset): void => {
    const { owner, type } = found
    const pattern = ignore(owner, type)
    if (pattern !== undefined) {
      const message = `${owner} ${type} is declared, and ignored by the pattern "${pattern}"`
      problems.push(problem('plan-ignored-wanted', message, placeOf?.(wanted.statedOf(found))))
      return
    }
    const rival = unmanaged.find(other => isEitherCname(other, found) && sameName(other.owner, owner))
    if (rival) {
      const why = `is left out: at the provider the name has ${rival.type} records that belong to ${rival.by}`
      return object('plan-unmanaged', wanted.statedOf(found), why)
    }
    const after = wanted.form(found)
    if (after) changes.push({ action: 'create', owner, type, after })
  }

  return {
    meet(held) {
      existing++
      const { owner, type, managedBy } = held
      if (isIgnored(held)) {
        ignored++
        return
      }
      if (managedBy !== undefined) return leaveUnmanaged(held, managedBy)
      if (type !== 'SOA' && !isApexNs(held, origin)) own++
      const found = zone.get(owner, type)
      if (!found) return meetUnstated(held)
      met.add(found)
      const after = wanted.form(found, held)
      if (after && !sameRRset(held, after))
        changes.push({ action: 'update', owner, type, before: held, after: withSerialOf(held, after) })
    },
    finish() {
      if (met.size < zone.size) for (const found of zone.rrsets()) if (!met.has(found)) create(found)
      return { changes, existing, ignored, own, unmanaged, problems }
    },
  }
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2). */
const isEitherCname = (a: Pick<RRset, 'type'>, b: Pick<RRset, 'type'>): boolean =>
  a.type === 'CNAME' || b.type === 'CNAME'

/** An SOA goes on with the serial it has; the provider counts it up when it applies. */
const withSerialOf = (held: RRset, after: RRset): RRset =>
  after.type === 'SOA' ? withSerial(after, serialOf(held)) : after
