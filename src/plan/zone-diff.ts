// What a comparison of a zone file with a provider's zone takes and gives.
import type { Place, Problem } from '../base/errors.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'
import type { Capabilities } from './capabilities.ts'
import type { Ownership } from './ownership/owners.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { Change, UnmanagedRRset } from './plan.ts'

export interface DiffInput {
  readonly wanted: Zone
  readonly capabilities: Capabilities
  /** The RRsets that are somebody else's. */
  readonly ignore: RRsetMatcher
  /** Where a registry says what is the zone file's to change; absent if all is. */
  readonly ownership?: Ownership | undefined
  /** Where the zone file states an RRset. */
  readonly placeOf?: (rrset: RRset) => Place | undefined
}

export interface ZoneDiff {
  /** In no particular order. */
  readonly changes: readonly Change[]
  /** The zone in the form in which the provider is to hold it. */
  readonly after: Zone
  /** Number of RRsets the provider holds. */
  readonly existing: number
  readonly ignored: number
  /**
   * Those of them that are the zone file's alone to change: not ignored, unmanaged or somebody else's, not the SOA,
   * the apex NS or the registry.
   */
  readonly own: number
  /** Those that something else manages at the provider, in no particular order. */
  readonly unmanaged: readonly UnmanagedRRset[]
  /** Those left alone that lead to other names, as CNAMEs do. */
  readonly leads: readonly RRset[]
  /** What was left out or altered, and contradictions of the zone file, which are errors. */
  readonly problems: readonly Problem[]
}

export interface Diff {
  /** Takes the next RRset that the provider holds. */
  meet(held: RRset): void
  /** Gives the result once the provider holds nothing more. */
  finish(): ZoneDiff
}
