// Compiles zones: whole, a few records at a time so that no other zone waits for a large one, or from what has changed.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Name, nameFromWire } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Snapshot } from './snapshot.ts'
import { createZoneBuilder } from './zone-builder.ts'

/** RRsets that are compiled in about a millisecond. */
const rrsetsInTurn = 256

/**
 * Compiles a zone from its RRsets; `seed` is that of the directory, and `spare` a snapshot that nobody answers from
 * any more, whose memory is taken. Throws `zone-unservable`.
 */
export async function compileZone(
  origin: Name,
  rrsets: Iterable<RRset>,
  seed: number,
  spare?: Snapshot,
): Promise<Snapshot> {
  const builder = createZoneBuilder(origin, seed, undefined, spare)
  let count = 0
  for (const rrset of rrsets) {
    builder.put(rrset)
    if (++count % rrsetsInTurn === 0) await nextTurn()
  }
  return builder.finish()
}

/** One RRset before and after; it was created if `before` is absent, deleted if `after` is. */
export interface RRsetChange {
  readonly before?: RRset
  readonly after?: RRset
}

/** Compiles a zone from its last snapshot, which stays as it is, and what has changed since. Throws `zone-unservable`. */
export function recompileZone(from: Snapshot, changes: Iterable<RRsetChange>, spare?: Snapshot): Snapshot {
  const builder = createZoneBuilder(nameFromWire(from.origin).name, from.seed, from, spare)
  for (const { before, after } of changes) {
    if (after) builder.put(after)
    else if (before) builder.delete(before.owner, before.type)
  }
  return builder.finish()
}

/** Says whether so many changes are worth a copy of the snapshot, and whether what changes left behind is bearable. */
export const isWorthRecompiling = ({ records, used, waste }: Snapshot, changes: number): boolean =>
  changes * 8 < records && waste * 4 < used
