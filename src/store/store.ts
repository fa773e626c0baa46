// The embedded store: zones as RRsets, their journal and their leases, shared by processes (LMDB).
import type { Clock } from '../base/clock.ts'
import { DnsctlError } from '../base/errors.ts'
import type { Fence, LeaseRecord } from '../base/lease-record.ts'
import { ownIdentity } from '../base/process-identity.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import {
  announceChange,
  type Commit,
  commitChange,
  commitDeletion,
  type Stamp,
  type ZoneView,
} from './commit.ts'
import { watchCommits, watchResources } from './commit-watch.ts'
import { openDatabases, unusable } from './databases.ts'
import { entries, imagesOf, type JournalEntry, type RRsetImages, replaceEntry } from './journal.ts'
import { type Resource, readResource, readResources } from './resources.ts'
import { openTransaction, type StoreTransaction } from './transaction.ts'
import { living, type ZoneHead } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'
import { assertLeased, readLease, swapLease } from './zone-leases.ts'
import { readRRset, readZone } from './zone-rrsets.ts'
import { livingZones, zonesNamed } from './zones-named.ts'

export type { Commit, ZoneView } from './commit.ts'
export { storeExists } from './databases.ts'
export type { JournalEntry, RRsetImages } from './journal.ts'
export type { Resource } from './resources.ts'
export type { StoreTransaction } from './transaction.ts'
export type { ZoneHead } from './zone-head.ts'
export { type ZoneKey, zoneKey } from './zone-key.ts'

export interface Store {
  zones(): readonly ZoneHead[]
  /** The zones of a name, the oldest first: that one is served. */
  zonesNamed(origin: Name): readonly ZoneHead[]
  zone(zone: ZoneKey): ZoneHead | undefined
  rrset(zone: ZoneKey, owner: Name, type: RRTypeName): RRset | undefined
  /** Pages of a zone's RRsets in canonical order, all of one commit. Throws `zone-missing`. */
  readZone(zone: ZoneKey): Generator<readonly RRset[]>
  /**
   * Changes a zone in one transaction and returns its journal entry once that is on the disk. `decide` sees the
   * zone as it is and says what to write; if it throws, nothing is written. Nor is it if the zone's lease is not the
   * one of the fence: that throws `lease-lost`.
   */
  commit(zone: ZoneKey, decide: (zone: ZoneView) => Commit, fence?: Fence): Promise<JournalEntry>
  /**
   * Deletes a zone, unless `check`, which sees all of it, throws; its journal stays. Throws `zone-missing`, and
   * `lease-lost` as `commit` does.
   */
  deleteZone(zone: ZoneKey, check: (rrsets: Iterable<RRset>) => void, fence?: Fence): Promise<JournalEntry>
  /** Several reads and changes as one; if `work` throws, nothing is written. */
  transact<T>(work: (transaction: StoreTransaction) => T): Promise<T>
  /** One of the values that are kept beside zones. */
  resource<T>(kind: string, id: string): T | undefined
  /** The values of a kind in the order of their ids, those behind `after` only. */
  resources<T>(kind: string, after?: string): Iterable<Resource<T>>
  /**
   * Journals a change of a zone whose records are kept elsewhere, as pending until `settle` is called; `deletes` says
   * that the zone goes with all that the commit removes.
   */
  announce(
    zone: ZoneKey,
    oldSerial: number | undefined,
    commit: Commit,
    deletes?: true,
  ): Promise<JournalEntry>
  /** Notes in the journal whether an announced change came about. */
  settle(entry: JournalEntry, isDone: boolean): Promise<void>
  /** The journal of a zone, the newest entry first. */
  journal(zone: ZoneKey): Iterable<JournalEntry>
  /** The RRsets before and after an entry's commit. */
  images(entry: JournalEntry): Iterable<RRsetImages>
  /** The lease of a zone as it is kept, over or not. */
  lease(zone: ZoneKey): LeaseRecord | undefined
  /** Puts a lease, or none, in the place of the one that was seen; false if another is there by now. */
  swapLease(zone: ZoneKey, seen: LeaseRecord | undefined, next: LeaseRecord | undefined): Promise<boolean>
  /** Tells of zones that changed, in any process, within 20 ms; returns what ends it. */
  onCommit(listener: (zones: readonly ZoneKey[]) => void): () => void
  /** Tells that what is kept beside zones has changed, in any process, within 20 ms; returns what ends it. */
  onResources(listener: () => void): () => void
  close(): Promise<void>
}

export interface StoreOptions {
  /** Makes the store if there is none; otherwise that throws `store-missing`. */
  readonly create: boolean
  readonly clock: Clock
}

/** Opens the store in a folder. */
export function openStore(path: string, options: StoreOptions): Store {
  const databases = openDatabases(path, options.create)
  const { root, zones } = databases
  const identity = ownIdentity()
  const stamp = (): Stamp => ({
    time: new Date(options.clock()).toISOString(),
    who: `${identity.user}@${identity.host}`,
  })
  const idOf = (zone: ZoneKey): number => zones.get(nameKey(zone))?.id ?? -1
  const headOf = (zone: ZoneKey): ZoneHead | undefined => living(zones.get(nameKey(zone)))
  const written = async <T>(work: () => T): Promise<T> => {
    try {
      const result = root.transactionSync(work)
      await root.flushed
      return result
    } catch (error) {
      throw error instanceof DnsctlError ? error : unusable(path, error as Error)
    }
  }

  return {
    zones: () => livingZones(databases),
    zonesNamed: origin => zonesNamed(databases, origin),
    zone: headOf,
    rrset: (zone, owner, type) => readRRset(databases, headOf(zone), owner, type),
    readZone: zone => readZone(databases, zone),
    commit: (zone, decide, fence) =>
      written(() => {
        assertLeased(databases, zone, fence)
        return commitChange(databases, zone, decide, stamp())
      }),
    deleteZone: (zone, check, fence) =>
      written(() => {
        assertLeased(databases, zone, fence)
        return commitDeletion(databases, zone, check, stamp())
      }),
    transact: work => written(() => work(openTransaction(databases, stamp()))),
    resource: <T>(kind: string, id: string) => readResource<T>(databases, kind, id),
    resources: <T>(kind: string, after?: string) => readResources<T>(databases, kind, after),
    announce: (zone, oldSerial, commit, deletes) =>
      written(() =>
        announceChange(databases, zone, oldSerial, commit, { ...stamp(), ...(deletes && { deletes }) }),
      ),
    settle: ({ state: _, ...entry }, isDone) =>
      written(() =>
        replaceEntry(databases, idOf(entry.zone), isDone ? entry : { ...entry, state: 'abandoned' }),
      ),
    journal: zone => entries(databases, idOf(zone)),
    images: ({ zone, commit }) => imagesOf(databases, idOf(zone), commit),
    lease(zone) {
      // Otherwise it may be as it was when this turn of the event loop began.
      root.resetReadTxn()
      return readLease(databases, zone)
    },
    swapLease: (zone, seen, next) => written(() => swapLease(databases, zone, seen, next)),
    onCommit: listener => watchCommits(databases, listener),
    onResources: listener => watchResources(databases, listener),
    close: () => root.close(),
  }
}
