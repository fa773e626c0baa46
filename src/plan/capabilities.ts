// What a provider can hold: plans leave out the rest, so that no provider has to filter or compare again.
import type { ErrorCode } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import { type PolicyKind, policyParameters } from '../dns/routing.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'

export interface Capabilities {
  /** Mnemonics, or `all`: whatever can stand on the wire, TYPEnnn included, but no virtual type. */
  readonly types: 'all' | readonly RRTypeName[]
  /** Types that never go on the wire (ALIAS) and that it holds nevertheless; none if absent. */
  readonly virtualTypes?: readonly RRTypeName[]
  readonly policies: readonly PolicyKind[]
  /** True if the records of another name may stand in for values. */
  readonly aliases: boolean
  /** TTLs are raised to this; seconds. */
  readonly minTtl: number
  /** True if the zone file's SOA is held too (its serial never is: the provider manages it). */
  readonly soa: boolean
  /** True if each change set counts up the SOA's serial. */
  readonly serials: boolean
  /** True if the apex NS are ours to set. */
  readonly apexNs: boolean
  /** True if a zone comes with apex NS of the provider's, which a zone file need not state then. */
  readonly bringsApexNs?: true
  /** True if its zones are answered within networks of one's own only. */
  readonly isPrivate?: true
  /** True if the letter case of names is kept. */
  readonly letterCase: boolean
  /** True if a change set of a zone is applied whole or not at all. */
  readonly atomic: boolean
  /**
   * The form in which it holds an RRset that is otherwise within its capabilities, if that may be another than the one
   * stated: none, one or several RRsets, and why. `zone` is what is stated as a whole. It must leave its own result as
   * it is.
   */
  readonly hold?: (rrset: RRset, origin: Name, zone: Zone) => HeldForm
}

/** An RRset as a provider holds it. */
export interface HeldForm {
  readonly rrsets: readonly RRset[]
  readonly objections: readonly Objection[]
}

/** Why an RRset is left out or altered; `why` goes on from its name and type, "is left out: …". */
export interface Objection {
  readonly code: ErrorCode
  readonly why: string
}

/** What holds every record as it is stated, and applies a change set whole; no policies and no aliases. */
export const everyRecord: Capabilities = {
  types: 'all',
  policies: [],
  aliases: false,
  minTtl: 0,
  soa: true,
  serials: true,
  apexNs: true,
  letterCase: true,
  atomic: true,
}

/** What holds policies and aliases too. */
export const everythingModelled: Capabilities = {
  ...everyRecord,
  policies: Object.keys(policyParameters) as PolicyKind[],
  aliases: true,
}
