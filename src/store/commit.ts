// One commit: what it writes, and the head and the journal entry that go with it.
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { countCommit } from './commit-watch.ts'
import type { Databases } from './databases.ts'
import { addEntry, type JournalEntry, type RRsetImages, trimJournal } from './journal.ts'
import type { ZoneHead } from './zone-head.ts'
import { readRRset, writeRRsets } from './zone-rrsets.ts'

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
  origin: Name,
  decide: (zone: ZoneView) => Commit,
  stamp: Stamp,
): JournalEntry {
  const head = databases.zones.get(nameKey(origin))
  const commit = decide({ head, get: (owner, type) => readRRset(databases, head, owner, type) })
  const next = nextHead(databases, origin, head, commit)
  writeRRsets(databases, next, commit.images)
  return journalled(databases, next, head?.serial, commit, stamp)
}

/** Journals a change that is going to be made outside of the store; must run in a write transaction. */
export function announceChange(
  databases: Databases,
  origin: Name,
  oldSerial: number | undefined,
  commit: Commit,
  stamp: Stamp,
): JournalEntry {
  const next = nextHead(databases, origin, databases.zones.get(nameKey(origin)), commit)
  return journalled(databases, next, oldSerial, commit, { ...stamp, state: 'pending' })
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

/** Writes the head and the journal entry of a commit. */
function journalled(
  databases: Databases,
  head: ZoneHead,
  oldSerial: number | undefined,
  { images, serial }: Commit,
  stamp: Stamp & Pick<JournalEntry, 'state'>,
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
