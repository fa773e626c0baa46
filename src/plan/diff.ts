// Compares the zone that is wanted with the RRsets a provider holds, which pass by one at a time.
import { type Place, type Problem, problem } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import type { RRset } from '../dns/rrset.ts'
import { serialOf, withSerial } from '../dns/soa.ts'
import type { Zone } from '../dns/zone.ts'
import type { Capabilities } from './capabilities.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { Change } from './plan.ts'
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
  /** Those of them that are the zone file's alone to change: not ignored, not the SOA, not the apex NS. */
  readonly own: number
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
 * Left alone are: what `ignore` matches, an SOA or apex NS that the zone file does not state, and what the
 * provider cannot hold as stated. An SOA's serial is the provider's own and never a difference.
 */
export function startDiff({ wanted: zone, capabilities, ignore, placeOf }: DiffInput): Diff {
  const changes: Change[] = []
  const problems: Problem[] = []
  const met = new Set<RRset>()
  let existing = 0
  let ignored = 0
  let own = 0
  const wantedForm = wantedFrom(zone.origin, capabilities, (code, rrset, why) =>
    problems.push(problem(code, `${rrset.owner} ${rrset.type} ${why}`, placeOf?.(rrset))),
  )

  const meetUnstated = (held: RRset): void => {
    const { owner, type } = held
    if (type === 'SOA' || isProvidersOwn(held, zone.origin, capabilities)) return
    if (!isApexNs(held, zone.origin)) changes.push({ action: 'delete', owner, type, before: held })
    else problems.push(problem('plan-apex-ns-kept', `${owner} NS is not in the zone file and stays as it is`))
  }

  const create = (stated: RRset): void => {
    const { owner, type } = stated
    const pattern = ignore(owner, type)
    if (pattern !== undefined) {
      const message = `${owner} ${type} is declared, and ignored by the pattern "${pattern}"`
      problems.push(problem('plan-ignored-wanted', message, placeOf?.(stated)))
      return
    }
    const after = wantedForm(stated)
    if (after) changes.push({ action: 'create', owner, type, after })
  }

  return {
    meet(held) {
      existing++
      const { owner, type } = held
      if (ignore(owner, type) !== undefined) {
        ignored++
        return
      }
      if (type !== 'SOA' && !isApexNs(held, zone.origin)) own++
      const stated = zone.get(owner, type)
      if (!stated) return meetUnstated(held)
      met.add(stated)
      const after = wantedForm(stated, held)
      if (after && !sameRRset(held, after))
        changes.push({ action: 'update', owner, type, before: held, after: withSerialOf(held, after) })
    },
    finish() {
      if (met.size < zone.size) for (const stated of zone.rrsets()) if (!met.has(stated)) create(stated)
      return { changes, existing, ignored, own, problems }
    },
  }
}

/** An SOA goes on with the serial it has; the provider counts it up when it applies. */
const withSerialOf = (held: RRset, after: RRset): RRset =>
  after.type === 'SOA' ? withSerial(after, serialOf(held)) : after
