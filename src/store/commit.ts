// One commit: what it writes, and the head and the journal entry that go with it.
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { countCommit } from './commit-watch.ts'
import type { Databases } from './databases.ts'
import { addEntry, type JournalEntry, type RRsetImages, trimJournal } from './journal.ts'
import { living, type ZoneHead } from './zone-head.ts'
import { keyOfZone, partsOf, type ZoneKey } from './zone-key.ts'
import { notHeld, readRRset, rrsetsOfZone, writeRRsets } from './zone-rrsets.ts'

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

/** Who commits and when, in the words of the journal. */
export type Stamp = Pick<JournalEntry, 'time' | 'who'>

/** Changes a zone as `decide` says, which sees it as it is; must run in a write transaction. */
export function commitChange(
  databases: Databases,
  zone: ZoneKey,
  decide: (zone: ZoneView) => Commit,
  stamp: Stamp,
): JournalEntry {
  const known = databases.zones.get(nameKey(zone))
  const head = living(known)
  const commit = decide({ head, get: (owner, type) => readRRset(databases, head, owner, type) })
  const next = nextHead(databases, zone, known, commit)
  writeRRsets(databases, next, commit.images)
  return journalled(databases, next, head?.serial, commit, stamp)
}

/**
 * Deletes a zone unless `check`, which sees all of it, throws; its journal stays, and goes on should the zone come
 * again. Throws `zone-missing`; must run in a write transaction.
 */
export function commitDeletion(
  databases: Databases,
  zone: ZoneKey,
  check: (rrsets: Iterable<RRset>) => void,
  stamp: Stamp,
): JournalEntry {
  const head = living(databases.zones.get(nameKey(zone)))
  if (!head) throw notHeld(zone)
  const rrsets = [...rrsetsOfZone(databases, head)]
  check(rrsets)
  const commit = { images: rrsets.map(before => ({ before })), serial: head.serial }
  const next: ZoneHead = { ...nextHead(databases, zone, head, commit), deleted: true }
  writeRRsets(databases, next, commit.images)
  return journalled(databases, next, head.serial, commit, { ...stamp, deletes: true })
}

/** Journals a change that is going to be made outside of the store; must run in a write transaction. */
export function announceChange(
  databases: Databases,
  zone: ZoneKey,
  oldSerial: number | undefined,
  commit: Commit,
  stamp: Stamp & Pick<JournalEntry, 'deletes'>,
): JournalEntry {
  const next = nextHead(databases, zone, databases.zones.get(nameKey(zone)), commit)
  return journalled(databases, next, oldSerial, commit, { ...stamp, state: 'pending' })
}

/** The zone's head after a commit; a zone that is new gets the next number. */
function nextHead(
  { root }: Databases,
  zone: ZoneKey,
  known: ZoneHead | undefined,
  { images, serial }: Commit,
): ZoneHead {
  const { deleted, ...head }: Omit<ZoneHead, 'serial'> = known ?? {
    id: (root.get('zone') ?? 0) + 1,
    ...partsOf(zone),
    rrsets: 0,
    journal: { entries: 0, images: 0 },
  }
  let growth = 0
  for (const { before, after } of images) growth += Number(after !== undefined) - Number(before !== undefined)
  return {
    ...head,
    ...(deleted && { returns: (head.returns ?? 0) + 1 }),
    serial,
    rrsets: head.rrsets + growth,
    journal: { entries: head.journal.entries + 1, images: head.journal.images + images.length },
  }
}

/** Writes the head and the journal entry of a commit. */
function journalled(
  databases: Databases,
  head: ZoneHead,
  oldSerial: number | undefined,
  { images, serial }: Commit,
  stamp: Stamp & Pick<JournalEntry, 'state' | 'deletes'>,
): JournalEntry {
  const { root, zones } = databases
  const { id } = head
  const zone = keyOfZone(head)
  const entry: JournalEntry = {
    commit: countCommit(databases, zone),
    zone,
    ...(oldSerial !== undefined && { oldSerial }),
    serial,
    ...stamp,
    images: images.length,
  }
  addEntry(databases, id, entry, images)
  if (id > (root.get('zone') ?? 0)) root.put('zone', id)
  zones.put(nameKey(zone), { ...head, journal: trimJournal(databases, id, head.journal) })
  return entry
}
