// What the store knows of a zone beside its RRsets.
import type { Name } from '../dns/name.ts'

export interface ZoneHead {
  /** Counts the zones of the store in the order in which they came. */
  readonly id: number
  readonly origin: Name
  /** Tells it from other zones of its name; absent if it goes by its name alone. */
  readonly view?: string
  /** True once it is deleted: it holds nothing, but its journal is kept. */
  readonly deleted?: true
  /** How often it has come again after it was deleted; absent before the first time. */
  readonly returns?: number
  readonly serial: number
  /** Number of RRsets. */
  readonly rrsets: number
  readonly journal: JournalSize
}

/** How much the journal of a zone holds. */
export interface JournalSize {
  readonly entries: number
  readonly images: number
}

/** The zone's head, unless it is deleted. */
export const living = (head: ZoneHead | undefined): ZoneHead | undefined => (head?.deleted ? undefined : head)
