// What a check sees and what it finds.
import type { ErrorCode } from '../../base/errors.ts'
import { isAtOrBelow, type Name, nameKey, parentOf, sameName } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'

export interface Finding {
  readonly code: ErrorCode
  readonly message: string
  /** Absent where the zone itself is at fault. */
  readonly rrset?: RRset
  /** Index of the value that is wrong, if it is one. */
  readonly value?: number
}

/** Looks at a zone and yields what is wrong with it. */
export type Check = (view: ZoneView) => Iterable<Finding>

/** A zone as checks look at it: by type, with its cuts. */
export interface ZoneView {
  readonly zone: Zone
  /** Milliseconds since the epoch. */
  readonly now: number
  /** All of the zone, as a list that is made once. */
  readonly rrsets: readonly RRset[]
  /** Whether anything is delegated. */
  readonly hasCuts: boolean
  ofType(type: RRTypeName): readonly RRset[]
  /** The delegation that holds a name: at or above it, below the apex. */
  cutOf(name: Name): Name | undefined
  /** Whether a name has data, lies between names that have, or is made by a wildcard. */
  exists(name: Name): boolean
  /** The RRsets that answer for a name: its own, or those of the wildcard that makes it. */
  answering(name: Name): readonly RRset[]
}

export function viewZone(zone: Zone, now: number): ZoneView {
  const byType = new Map<RRTypeName, RRset[]>()
  const rrsets = [...zone.rrsets()]
  for (const rrset of rrsets) {
    const sets = byType.get(rrset.type)
    if (sets) sets.push(rrset)
    else byType.set(rrset.type, [rrset])
  }
  const ofType = (type: RRTypeName): readonly RRset[] => byType.get(type) ?? []
  const cuts = new Set(ofType('NS').map(({ owner }) => nameKey(owner)))
  cuts.delete(nameKey(zone.origin))
  let emptyNonTerminals: Set<Name> | undefined
  /** Whether a name has data, or names below it have. */
  const isNode = (name: Name): boolean => {
    if (zone.at(name).length > 0) return true
    emptyNonTerminals ??= findEmptyNonTerminals(zone)
    return emptyNonTerminals.has(nameKey(name))
  }
  const wildcardFor = (name: Name): readonly RRset[] => {
    const closest = ancestors(name, zone.origin).slice(1).find(isNode) ?? zone.origin
    return zone.at(`*.${closest}` as Name)
  }

  return {
    zone,
    now,
    rrsets,
    hasCuts: cuts.size > 0,
    ofType,
    cutOf(name) {
      if (cuts.size === 0) return undefined
      return ancestors(name, zone.origin).findLast(ancestor => cuts.has(ancestor))
    },
    exists: name => isNode(name) || wildcardFor(name).length > 0,
    answering: name => (isNode(name) ? zone.at(name) : wildcardFor(name)),
  }
}

/** The keys of a name and of what lies above it, up to the apex and without it. */
function ancestors(name: Name, apex: Name): Name[] {
  const names: Name[] = []
  if (!isAtOrBelow(name, apex)) return names
  for (let at = nameKey(name); !sameName(at, apex); at = parentOf(at)) names.push(at)
  return names
}

function findEmptyNonTerminals(zone: Zone): Set<Name> {
  const found = new Set<Name>()
  for (const owner of zone.owners())
    for (const ancestor of ancestors(owner, zone.origin).slice(1)) {
      if (found.has(ancestor)) break
      if (zone.at(ancestor).length === 0) found.add(ancestor)
    }
  return found
}
