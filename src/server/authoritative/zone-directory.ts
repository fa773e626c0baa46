// The zones of a server, found by the closest one that encloses a name. A zone is swapped whole, between two packets.
import { types } from './codes.ts'
import type { LookupName } from './lookup-name.ts'
import { isInZone, type Snapshot } from './snapshot.ts'

/** What answering needs of them. */
export interface ServedZones {
  /** What hashes start from, in every zone; it is secret, so that nobody can aim at one slot. */
  readonly seed: number
  /** The zone that answers for a name and type. */
  find(name: LookupName, type: number): Snapshot | undefined
  zones(): Iterable<Snapshot>
}

export interface ZoneDirectory extends ServedZones {
  /** Serves a zone, in place of the one of the same origin; says whether there was one. */
  set(zone: Snapshot): boolean
  /** No longer serves a zone. */
  delete(zone: Snapshot): void
}

export function createZoneDirectory(seed: number): ZoneDirectory {
  /** Zones by the hash of their origin. */
  const zonesOf = new Map<number, readonly Snapshot[]>()
  /** No origin has more labels. */
  let deepest = 0

  /** The closest zone at or above the suffix that starts with a label. */
  function closest(name: LookupName, from: number): Snapshot | undefined {
    for (let label = Math.max(from, name.labels - deepest); label <= name.labels; label++) {
      const candidates = zonesOf.get(name.hashes[label]!)
      if (candidates === undefined) continue
      for (let i = 0; i < candidates.length; i++) if (isInZone(candidates[i]!, name)) return candidates[i]
    }
    return undefined
  }

  function find(name: LookupName, type: number): Snapshot | undefined {
    const zone = closest(name, 0)
    // The DS of an apex is data of the parent (RFC 4035 §3.1.4.1), which may be served here too.
    if (type === types.DS && zone !== undefined && zone.labels === name.labels && zone.labels > 0)
      return closest(name, 1) ?? zone
    return zone
  }

  const others = (zone: Snapshot): readonly Snapshot[] =>
    (zonesOf.get(zone.hash) ?? []).filter(other => !sameOctets(other.origin, zone.origin))

  return {
    seed,
    find,
    set(zone) {
      const before = zonesOf.get(zone.hash)?.length ?? 0
      const after = [...others(zone), zone]
      zonesOf.set(zone.hash, after)
      deepest = Math.max(deepest, zone.labels)
      return after.length === before
    },
    delete(zone) {
      zonesOf.set(zone.hash, others(zone))
    },
    *zones() {
      for (const zones of zonesOf.values()) yield* zones
    },
  }
}

const sameOctets = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0
