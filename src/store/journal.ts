// The journal: what each commit changed, with the images before and after, kept to a bounded length.
import type { RRset } from '../dns/rrset.ts'
import type { Databases } from './databases.ts'
import { rowOf, rrsetOf } from './rrset-row.ts'
import type { JournalSize } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'

/** One RRset before and after a commit; it was created if `before` is absent, deleted if `after` is. */
export interface RRsetImages {
  readonly before?: RRset
  readonly after?: RRset
}

/** What a commit says of itself. */
export interface JournalEntry {
  /** Unique in the store, and growing. */
  readonly commit: number
  readonly zone: ZoneKey
  /** Undefined if the commit created the zone. */
  readonly oldSerial?: number
  readonly serial: number
  /** ISO 8601, UTC. */
  readonly time: string
  /** `user@host`. */
  readonly who: string
  /** Number of RRset images, the SOA's included. */
  readonly images: number
  /** True if the commit deleted the zone. */
  readonly deletes?: true
  /** Of changes made outside of the store: not known to have come about yet, or known not to have. */
  readonly state?: 'pending' | 'abandoned'
}

/** A zone keeps its newest entry, and older ones up to these bounds. */
const maxEntries = 1000
const maxImages = 1_000_000

const imagesInChunk = 1000

/** Adds an entry with its images; must run in a write transaction. */
export function addEntry(
  { journal }: Databases,
  zoneId: number,
  entry: JournalEntry,
  images: readonly RRsetImages[],
): void {
  journal.put([zoneId, entry.commit, 0], entry)
  for (let at = 0, chunk = 1; at < images.length; at += imagesInChunk, chunk++)
    journal.put(
      [zoneId, entry.commit, chunk],
      images
        .slice(at, at + imagesInChunk)
        .map(({ before, after }) => [before ? rowOf(before) : null, after ? rowOf(after) : null]),
    )
}

/** Replaces an entry's head; must run in a write transaction. */
export function replaceEntry({ journal }: Databases, zoneId: number, entry: JournalEntry): void {
  journal.put([zoneId, entry.commit, 0], entry)
}

/** The entries of a zone, the newest first. */
export function* entries({ journal }: Pick<Databases, 'journal'>, zoneId: number): Generator<JournalEntry> {
  let before = [zoneId + 1]
  for (;;) {
    // Chunks lie behind their head, so each step goes from a last chunk to the head before it.
    const [last] = journal.getKeys({
      start: before,
      end: [zoneId],
      reverse: true,
      exclusiveStart: true,
      limit: 1,
    })
    if (!last) return
    before = [zoneId, last[1]!, 0]
    yield journal.get(before) as JournalEntry
  }
}

/** The images of an entry, in the order they were given. */
export function* imagesOf({ journal }: Databases, zoneId: number, commit: number): Generator<RRsetImages> {
  const chunks = journal.getRange({ start: [zoneId, commit, 1], end: [zoneId, commit + 1] })
  for (const { value } of chunks)
    for (const [before, after] of value as [string | null, string | null][])
      yield { ...(before && { before: rrsetOf(before) }), ...(after && { after: rrsetOf(after) }) }
}

/** Forgets the oldest entries until the bounds are kept; must run in a write transaction. */
export function trimJournal(databases: Databases, zoneId: number, size: JournalSize): JournalSize {
  let { entries, images } = size
  while (entries > 1 && (entries > maxEntries || images > maxImages)) {
    const [oldest] = databases.journal.getRange({ start: [zoneId], end: [zoneId + 1], limit: 1 })
    const entry = oldest?.value as JournalEntry
    removeEntry(databases, zoneId, entry.commit)
    entries--
    images -= entry.images
  }
  return { entries, images }
}

function removeEntry({ journal }: Databases, zoneId: number, commit: number): void {
  for (const key of [...journal.getKeys({ start: [zoneId, commit], end: [zoneId, commit + 1] })])
    journal.remove(key)
}
