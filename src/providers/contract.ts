// What a provider is: the one interface that planning and applying know.
import type { Clock } from '../base/clock.ts'
import type { Problem } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { JsonSchema } from '../dns/rr/field-kind.ts'
import type { RRset } from '../dns/rrset.ts'
import type { SerialPolicy } from '../dns/serial.ts'
import type { Capabilities } from '../plan/capabilities.ts'
import type { Change } from '../plan/plan.ts'

export type { Capabilities } from '../plan/capabilities.ts'

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

/** A change set of one zone, as a plan has it; it creates the zone or has changes. */
export interface ChangeSet {
  readonly zone: Name
  readonly createsZone: boolean
  readonly changes: readonly Change[]
  readonly serial: SerialPolicy
}

export interface Applied {
  /** The new SOA serial, where there is one. */
  readonly serial?: number
  /** Identifies the change set in the provider's journal or log, where it has one. */
  readonly id?: string
  /** What went wrong once the change was in place. */
  readonly problems?: readonly Problem[]
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
  /** Runs `work` while nobody else may change the zone; throws `zone-locked`, naming the holder. */
  withLock<T>(origin: Name, work: () => Promise<T>): Promise<T>
  /** Says ahead of `apply`, without a lock, what of the before images no longer holds. */
  movedSince(changes: ChangeSet): Promise<readonly Problem[]>
  /**
   * Applies a change set. Where what the zone holds differs from a change's before image, it throws
   * `plan-stale` with one problem for each RRset that moved, and nothing is written.
   */
  apply(changes: ChangeSet, listener: Listener): Promise<Applied>
  /** Creates a zone with nothing but what the provider gives it; throws `zone-exists`. Runs under the zone's lock. */
  createZone(origin: Name, listener: Listener): Promise<ZoneInfo>
  /**
   * Deletes a zone with all that `expected` says it holds: the fingerprint of its RRsets, as plans have it. Throws
   * `zone-missing`, and `plan-stale` if it holds something else; then it is as it was. Runs under the zone's lock.
   */
  deleteZone(origin: Name, expected: string, listener: Listener): Promise<void>
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
  /** How long to wait for somebody else's lock; the provider's own choice if absent. */
  readonly lockWaitMs?: number | undefined
}

/** What a provider's module exports; `registry.ts` maps `type:` in dnsctl.yaml to it. */
export interface ProviderKind<C = unknown> {
  readonly id: string
  /** JSON Schema of its part of dnsctl.yaml, without `type`. */
  readonly configSchema: JsonSchema
  /** What it can hold, known without opening it. */
  capabilities(config: C): Capabilities
  open(config: C, dependencies: ProviderDependencies): Promise<Provider>
}
