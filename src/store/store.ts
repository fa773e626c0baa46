// The embedded store: zones as RRsets, their journal and their locks, shared by processes (LMDB).
import type { Clock } from '../base/clock.ts'
import { DnsctlError } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { announceChange, type Commit, commitChange, type Stamp, type ZoneView } from './commit.ts'
import { watchCommits } from './commit-watch.ts'
import { openDatabases, unusable } from './databases.ts'
import { entries, imagesOf, type JournalEntry, type RRsetImages, replaceEntry } from './journal.ts'
import { ownIdentity } from './process-identity.ts'
import type { ZoneHead } from './zone-head.ts'
import { withZoneLock } from './zone-lock.ts'
import { readRRset, readZone } from './zone-rrsets.ts'

export type { Commit } from './commit.ts'
export { storeExists } from './databases.ts'
export type { JournalEntry, RRsetImages } from './journal.ts'
export type { ZoneHead } from './zone-head.ts'

export interface Store {
  zones(): readonly ZoneHead[]
  zone(origin: Name): ZoneHead | undefined
  rrset(zone: Name, owner: Name, type: RRTypeName): RRset | undefined
  /** Pages of a zone's RRsets in canonical order, all of one commit. Throws `zone-missing`. */
  readZone(origin: Name): Generator<readonly RRset[]>
  /**
   * Changes a zone in one transaction and returns its journal entry once that is on the disk. `decide` sees the
   * zone as it is and says what to write; if it throws, nothing is written.
   */
  commit(origin: Name, decide: (zone: ZoneView) => Commit): Promise<JournalEntry>
  /** Journals a change of a zone whose records are kept elsewhere, as pending until `settle` is called. */
  announce(origin: Name, oldSerial: number | undefined, commit: Commit): Promise<JournalEntry>
  /** Notes in the journal whether an announced change came about. */
  settle(entry: JournalEntry, isDone: boolean): Promise<void>
  /** The journal of a zone, the newest entry first. */
  journal(origin: Name): Iterable<JournalEntry>
  /** The RRsets before and after an entry's commit. */
  images(entry: JournalEntry): Iterable<RRsetImages>
  /** Runs `work` under the zone's lock; throws `zone-locked`. */
  withLock<T>(origin: Name, work: () => Promise<T>): Promise<T>
  /** Tells of zones that changed, in any process, within 20 ms; returns what ends it. */
  onCommit(listener: (zones: readonly Name[]) => void): () => void
  close(): Promise<void>
}

export interface StoreOptions {
  /** Makes the store if there is none; otherwise that throws `store-missing`. */
  readonly create: boolean
  readonly clock: Clock
  /** How long to wait for another's lock. */
  readonly lockWaitMs?: number | undefined
}

const defaultLockWaitMs = 5000

/** Opens the store in a folder. */
export function openStore(path: string, options: StoreOptions): Store {
  const databases = openDatabases(path, options.create)
  const { root, zones } = databases
  const identity = ownIdentity()
  const lock = { identity, clock: options.clock, waitMs: options.lockWaitMs ?? defaultLockWaitMs }
  const stamp = (): Stamp => ({
    time: new Date(options.clock()).toISOString(),
    who: `${identity.user}@${identity.host}`,
  })
  const idOf = (origin: Name): number => zones.get(nameKey(origin))?.id ?? -1
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
    zones: () => [...zones.getRange({})].map(({ value }) => value),
    zone: origin => zones.get(nameKey(origin)),
    rrset: (zone, owner, type) => readRRset(databases, zones.get(nameKey(zone)), owner, type),
    readZone: origin => readZone(databases, origin),
    commit: (origin, decide) => written(() => commitChange(databases, origin, decide, stamp())),
    announce: (origin, oldSerial, commit) =>
      written(() => announceChange(databases, origin, oldSerial, commit, stamp())),
    settle: ({ state: _, ...entry }, isDone) =>
      written(() =>
        replaceEntry(databases, idOf(entry.zone), isDone ? entry : { ...entry, state: 'abandoned' }),
      ),
    journal: origin => entries(databases, idOf(origin)),
    images: ({ zone, commit }) => imagesOf(databases, idOf(zone), commit),
    withLock: (origin, work) => withZoneLock(databases, origin, lock, work),
    onCommit: listener => watchCommits(databases, listener),
    close: () => root.close(),
  }
}
