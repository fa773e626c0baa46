// What a provider is: the one interface that planning and applying know.
import type { Clock } from '../base/clock.ts'
import type { Problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { JsonSchema } from '../dns/rr/field-kind.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Capabilities } from '../plan/capabilities.ts'
import type { ChangeSet, WriteStep } from '../plan/change-set.ts'
import type { Lease, LeaseRecord, LeaseTerms } from './lease/lease.ts'
import type { LeaseKeeper } from './lease/lease-keeper.ts'

export type { Capabilities } from '../plan/capabilities.ts'
export type { ChangeSet } from '../plan/change-set.ts'

export interface ZoneInfo {
  readonly origin: Name
  /** What the provider calls it, where that is not its name. */
  readonly id?: string
  /** Of the SOA; undefined where the provider does not show one. */
  readonly serial?: number
  readonly rrsets?: number
  /** Why no more of it is known; it cannot be read. */
  readonly problems?: readonly Problem[]
}

/** What a provider knows of a zone beside its records, by the name of each thing: for people to read. */
export type ZoneDetails = Readonly<Record<string, string | readonly string[]>>

export interface Applied {
  /** The new SOA serial, where there is one. */
  readonly serial?: number
  /** Identifies the change set in the provider's journal or log, where it has one. */
  readonly id?: string
  /** What went wrong once the change was in place. */
  readonly problems?: readonly Problem[]
}

/** What a provider needs to write. */
export interface WriteContext {
  readonly lease: Lease
  readonly listener: Listener
  /** Writes a step down; what it tells of must not begin before this resolves. */
  readonly record: (step: WriteStep) => Promise<void>
  /** The reference of a creation of the zone that was written down, and interrupted before the zone was whole. */
  readonly begun?: string
}

/** RRsets of a zone as they are now. */
export interface HeldZone {
  /** False if the provider does not hold the zone. */
  readonly exists: boolean
  get(owner: Name, type: RRTypeName): RRset | undefined
}

/** Names an RRset. */
export interface RRsetKey {
  readonly owner: Name
  readonly type: RRTypeName
}

/** An opened provider. */
export interface Provider {
  /** Its name in the configuration. */
  readonly name: string
  readonly capabilities: Capabilities
  listZones(): AsyncIterable<ZoneInfo>
  /** Undefined if the provider does not hold the zone; of serial and size only what costs nothing to know. */
  findZone(origin: Name): Promise<ZoneInfo | undefined>
  /** The zone's RRsets, the SOA included, in pages of any size. Throws `zone-missing`. */
  readZone(origin: Name): AsyncIterable<readonly RRset[]>
  /** Reads some RRsets of a zone as they are at this moment. */
  readRRsets(origin: Name, keys: readonly RRsetKey[]): Promise<HeldZone>
  /**
   * Runs `work` under the zone's lease, which is renewed meanwhile and given back in the end; the zone need not exist.
   * Throws `zone-locked`, naming the holder.
   */
  withLease<T>(origin: Name, terms: LeaseTerms, work: (lease: Lease) => Promise<T>): Promise<T>
  /** Who holds the zone's lease, or held it and has not given it back. */
  leaseOf(origin: Name): Promise<LeaseRecord | undefined>
  /** Takes a lease away from its holder, who can write nothing more; false if it is not the one that was seen. */
  breakLease(origin: Name, seen: LeaseRecord): Promise<boolean>
  /**
   * Applies a change set. Where what the zone holds differs from a change's before image, it throws
   * `plan-stale` with one problem for each RRset that moved, and nothing is written. Throws `apply-partial` if some is
   * written, `lease-lost` if the lease is no longer held; then nothing more is written.
   */
  apply(changes: ChangeSet, context: WriteContext): Promise<Applied>
  /** Creates a zone with nothing but what the provider gives it; throws `zone-exists`. */
  createZone(origin: Name, context: WriteContext): Promise<ZoneInfo>
  /**
   * Deletes a zone with all that `expected` says it holds: the fingerprint of its RRsets, as plans have it. Throws
   * `zone-missing`, and `plan-stale` if it holds something else; then it is as it was.
   */
  deleteZone(origin: Name, expected: string, context: WriteContext): Promise<void>
  /**
   * Tells whoever answers the zone that it has changed, as `apply` and `deleteZone` do in their end: for a change that was
   * interrupted before. Absent where nobody has to be told.
   */
  tellServer?(origin: Name): Promise<readonly Problem[]>
  /** What there is to tell of a zone beside its records. Throws `zone-missing`. */
  describeZone(origin: Name): Promise<ZoneDetails>
  close(): Promise<void>
}

export interface ProviderDependencies {
  readonly name: string
  readonly clock: Clock
  /** Paths in the configuration are relative to this folder. */
  readonly baseDir: string
  /** Hears what is waited for, where a method is given no listener of its own. */
  readonly listener?: Listener
  /** How leases are kept, where not by this process and the system's time. */
  readonly leases?: Partial<LeaseKeeper>
}

/** What a provider's module exports; `registry.ts` maps `type:` in dnsctl.yaml to it. */
export interface ProviderKind<C = unknown> {
  readonly id: string
  /** JSON Schema of its part of dnsctl.yaml, without `type`. */
  readonly configSchema: JsonSchema
  /** What it can hold, known without opening it. */
  capabilities(config: C): Capabilities
  /** True if the zone's NS records name the servers that answer what it holds; they are asked after an apply. */
  isAnsweredByNameServers?(config: C): boolean
  open(config: C, dependencies: ProviderDependencies): Promise<Provider>
}
