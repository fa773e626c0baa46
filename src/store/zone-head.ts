// What the store knows of a zone beside its RRsets.
import type { Name } from '../dns/name.ts'

export interface ZoneHead {
  readonly id: number
  readonly origin: Name
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
