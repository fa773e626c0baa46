// One write transaction over zones and what is kept beside them: all of it is written, or nothing.
import { type Name, nameKey } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import type { RRset } from '../dns/rrset.ts'
import { type Commit, commitChange, commitDeletion, type Stamp, type ZoneView } from './commit.ts'
import { countResources } from './commit-watch.ts'
import type { Databases } from './databases.ts'
import type { JournalEntry } from './journal.ts'
import { type Resource, readResource, readResources } from './resources.ts'
import { living, type ZoneHead } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'
import { notHeld, readRRset, rrsetsOfZone } from './zone-rrsets.ts'
import { livingZones, zonesNamed } from './zones-named.ts'

export interface StoreTransaction {
  zones(): readonly ZoneHead[]
  /** The zones of a name, the oldest first. */
  zonesNamed(origin: Name): readonly ZoneHead[]
  zone(zone: ZoneKey): ZoneHead | undefined
  rrset(zone: ZoneKey, owner: Name, type: RRTypeName): RRset | undefined
  /** All of a zone in canonical order; throws `zone-missing`. */
  rrsets(zone: ZoneKey): Iterable<RRset>
  commit(zone: ZoneKey, decide: (zone: ZoneView) => Commit): JournalEntry
  /** Throws `zone-missing`. */
  deleteZone(zone: ZoneKey): JournalEntry
  resource<T>(kind: string, id: string): T | undefined
  /** In the order of their ids, those behind `after` only. */
  resources<T>(kind: string, after?: string): Iterable<Resource<T>>
  put(kind: string, id: string, value: unknown): void
  remove(kind: string, id: string): void
}

/** What may be done in the write transaction that is open. */
export function openTransaction(databases: Databases, stamp: Stamp): StoreTransaction {
  const headOf = (zone: ZoneKey): ZoneHead | undefined => living(databases.zones.get(nameKey(zone)))
  return {
    zones: () => livingZones(databases),
    zonesNamed: origin => zonesNamed(databases, origin),
    zone: headOf,
    rrset: (zone, owner, type) => readRRset(databases, headOf(zone), owner, type),
    rrsets(zone) {
      const head = headOf(zone)
      if (!head) throw notHeld(zone)
      return rrsetsOfZone(databases, head)
    },
    commit: (zone, decide) => commitChange(databases, zone, decide, stamp),
    deleteZone: zone => commitDeletion(databases, zone, () => {}, stamp),
    resource: <T>(kind: string, id: string) => readResource<T>(databases, kind, id),
    resources: <T>(kind: string, after?: string) => readResources<T>(databases, kind, after),
    put(kind, id, value) {
      databases.resources.put([kind, id], value)
      countResources(databases)
    },
    remove(kind, id) {
      databases.resources.remove([kind, id])
      countResources(databases)
    },
  }
}
