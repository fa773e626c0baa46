// The embedded store: zones as RRsets, their journal and their locks, shared by processes (LMDB).
import type { Clock } from '../base/clock.ts'
import { DnsctlError, fault } from '../base/errors.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { countCommit, watchCommits } from './commit-watch.ts'
import { type Databases, openDatabases, unusable } from './databases.ts'
import {
  addEntry,
  entries,
  imagesOf,
  type JournalEntry,
  type RRsetImages,
  replaceEntry,
  trimJournal,
} from './journal.ts'
import { ownIdentity } from './process-identity.ts'
import { rrsetKeyOctets, zoneRange } from './rrset-key.ts'
import { rowOf, rrsetOf } from './rrset-row.ts'
import type { ZoneHead } from './zone-head.ts'
import { withZoneLock } from './zone-lock.ts'

export { storeExists } from './databases.ts'
export type { JournalEntry, RRsetImages } from './journal.ts'
export type { ZoneHead } from './zone-head.ts'

/** A zone within a write transaction, as it is before the change. */
export interface ZoneView {
  /** Undefined if the store does not hold the zone. */
  readonly head: ZoneHead | undefined
  get(owner: Name, type: RRTypeName): RRset | undefined
}

/** What a commit writes; the images hold the SOA with the new serial. */
export interface Commit {
  readonly images: readonly RRsetImages[]
  readonly serial: number
}

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

const pageSize = 1000
const defaultLockWaitMs = 5000

/** Opens the store in a folder. */
export function openStore(path: string, options: StoreOptions): Store {
  const databases = openDatabases(path, options.create)
  const { root, zones } = databases
  const identity = ownIdentity()
  const lock = { identity, clock: options.clock, waitMs: options.lockWaitMs ?? defaultLockWaitMs }
  const stamp = () => ({
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
    readZone: origin => readPages(databases, origin),
    commit: (origin, decide) =>
      written(() => {
        const head = zones.get(nameKey(origin))
        const commit = decide({ head, get: (owner, type) => readRRset(databases, head, owner, type) })
        const next = nextHead(databases, origin, head, commit)
        writeRRsets(databases, next, commit.images)
        return journalled(databases, next, head?.serial, commit, stamp())
      }),
    announce: (origin, oldSerial, commit) =>
      written(() => {
        const next = nextHead(databases, origin, zones.get(nameKey(origin)), commit)
        return journalled(databases, next, oldSerial, commit, { ...stamp(), state: 'pending' })
      }),
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

function* readPages({ root, zones, rrsets }: Databases, origin: Name): Generator<readonly RRset[]> {
  const transaction = root.useReadTransaction()
  try {
    const head = zones.get(nameKey(origin), { transaction })
    if (!head) throw fault('zone-missing', `the store does not hold ${origin}`)
    let page: RRset[] = []
    for (const { value } of rrsets.getRange({ ...zoneRange(head.id), transaction })) {
      page.push(rrsetOf(value))
      if (page.length < pageSize) continue
      yield page
      page = []
    }
    if (page.length > 0) yield page
  } finally {
    transaction.done()
  }
}

function readRRset(
  { rrsets }: Databases,
  head: ZoneHead | undefined,
  owner: Name,
  type: RRTypeName,
): RRset | undefined {
  const row = head && rrsets.get(rrsetKeyOctets(head.id, owner, type))
  return row === undefined ? undefined : rrsetOf(row)
}

/** The zone's head after a commit; a zone that is new gets the next number. */
function nextHead({ root }: Databases, zone: Name, head: ZoneHead | undefined, commit: Commit): ZoneHead {
  const { id, origin, rrsets, journal } = head ?? {
    id: (root.get('zone') ?? 0) + 1,
    origin: zone,
    rrsets: 0,
    journal: { entries: 0, images: 0 },
  }
  const { images, serial } = commit
  let growth = 0
  for (const { before, after } of images) growth += Number(after !== undefined) - Number(before !== undefined)
  return {
    id,
    origin,
    serial,
    rrsets: rrsets + growth,
    journal: { entries: journal.entries + 1, images: journal.images + images.length },
  }
}

function writeRRsets({ rrsets }: Databases, { id }: ZoneHead, images: readonly RRsetImages[]): void {
  for (const { before, after } of images) {
    const { owner, type } = (after ?? before)!
    const key = rrsetKeyOctets(id, owner, type)
    if (after) rrsets.put(key, rowOf(after))
    else rrsets.remove(key)
  }
}

/** Writes the head and the journal entry of a commit. */
function journalled(
  databases: Databases,
  head: ZoneHead,
  oldSerial: number | undefined,
  { images, serial }: Commit,
  stamp: Pick<JournalEntry, 'time' | 'who' | 'state'>,
): JournalEntry {
  const { root, zones } = databases
  const { id, origin } = head
  const entry: JournalEntry = {
    commit: countCommit(databases, origin),
    zone: origin,
    ...(oldSerial !== undefined && { oldSerial }),
    serial,
    ...stamp,
    images: images.length,
  }
  addEntry(databases, id, entry, images)
  if (id > (root.get('zone') ?? 0)) root.put('zone', id)
  zones.put(nameKey(origin), { ...head, journal: trimJournal(databases, id, head.journal) })
  return entry
}
