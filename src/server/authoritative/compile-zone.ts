// Compiles a zone a few records at a time, so that queries are answered in between.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Name } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Snapshot } from './snapshot.ts'
import { createZoneBuilder } from './zone-builder.ts'

/** RRsets that are compiled in about a millisecond. */
const rrsetsInTurn = 256

/** Compiles a zone from its RRsets; `seed` is that of the directory. Throws `zone-unservable`. */
export async function compileZone(origin: Name, rrsets: Iterable<RRset>, seed: number): Promise<Snapshot> {
  const builder = createZoneBuilder(origin, seed)
  let count = 0
  for (const rrset of rrsets) {
    builder.add(rrset)
    if (++count % rrsetsInTurn === 0) await nextTurn()
  }
  return builder.finish()
}
