// What is left alone at a provider and what a zone file states have to get on with each other: CNAMEs stand alone
// (RFC 1034 §3.6.2), and nothing is answered below a delegation or a DNAME (RFC 1034 §4.2.1, RFC 6672 §2.4).
import { type Name, nameKey, parentOf, root, sameName } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'

/** Hears of an RRset of the zone that cannot stand with one that is left alone; `why` goes on from name and type. */
export type ConflictListener = (wanted: RRset, why: string) => void

/** Looks at what is left alone as it passes by. */
export interface Coherence {
  /** Takes the next RRset that is left alone; `as` says why it is: "is ignored". */
  leave(held: RRset, as: string): void
  /** Tells what cannot stand together, but for RRsets that are left out. */
  finish(isLeftOut: (wanted: RRset) => boolean, conflict: ConflictListener): void
}

/** What may stand beside a CNAME: the records that sign it (RFC 4035 §2.5). */
export const besideCname: ReadonlySet<RRTypeName> = new Set(['RRSIG', 'NSEC'])
/** What belongs to the parent at a cut, and what is glue there and below. */
const atCut: ReadonlySet<RRTypeName> = new Set(['NS', 'DS', 'NSEC', 'RRSIG'])
const glueTypes: ReadonlySet<RRTypeName> = new Set(['A', 'AAAA'])
const notBesideAlias: ReadonlySet<RRTypeName> = new Set(['A', 'AAAA', 'CNAME', 'ALIAS'])

interface Conflict {
  readonly wanted: RRset
  readonly why: string
}

/** An RRset left alone that takes all below it out of the zone. */
interface Cut {
  readonly held: RRset
  readonly as: string
}

/**
 * Starts to look. Since the zone is known as a whole, of what is left alone only delegations and DNAMEs are kept, and
 * what contradicts.
 */
export function startCoherence(zone: Zone): Coherence {
  const conflicts: Conflict[] = []
  const cuts = new Map<Name, Cut[]>()
  let own: OwnCuts | undefined
  const apex = nameKey(zone.origin)

  const leaveAtName = (held: RRset, as: string): void => {
    for (const wanted of zone.at(held.owner))
      if (wanted.type !== held.type && cannotStandBeside(held, wanted))
        conflicts.push({ wanted, why: `cannot stand beside ${nameOf(held)}, which ${as}` })
  }

  return {
    leave(held, as) {
      leaveAtName(held, as)
      const key = nameKey(held.owner)
      own ??= ownCutsOf(zone)
      if (own.cuts.size > 0)
        for (const wanted of above(key, apex, own.cuts))
          if (!sameRRsetKey(held, wanted) && hides(wanted, held, own.servers))
            conflicts.push({ wanted, why: `would hide ${nameOf(held)}, which ${as}` })
      if (isCut(held, zone.origin)) cuts.set(key, [...(cuts.get(key) ?? []), { held, as }])
    },
    finish(isLeftOut, conflict) {
      for (const { wanted, why } of conflicts) if (!isLeftOut(wanted)) conflict(wanted, why)
      if (cuts.size === 0 || !own) return
      const servers = new Set([
        ...own.servers,
        ...[...cuts.values()].flat().flatMap(({ held }) => serversOf(held)),
      ])
      // At the same name, and as itself, it has been told already or is one RRset.
      for (const wanted of zone.rrsets())
        for (const { held, as } of above(nameKey(wanted.owner), apex, cuts))
          if (!sameRRsetKey(held, wanted) && hides(held, wanted, servers) && !isLeftOut(wanted))
            conflict(wanted, `would be hidden by ${nameOf(held)}, which ${as}`)
    },
  }
}

const nameOf = ({ owner, type }: RRset): string => `${owner} ${type}`

const sameRRsetKey = (a: RRset, b: RRset): boolean => a.type === b.type && sameName(a.owner, b.owner)

const cannotStandBeside = (a: RRset, b: RRset): boolean =>
  (a.type === 'CNAME' && !besideCname.has(b.type)) ||
  (b.type === 'CNAME' && !besideCname.has(a.type)) ||
  (a.type === 'ALIAS' && notBesideAlias.has(b.type)) ||
  (b.type === 'ALIAS' && notBesideAlias.has(a.type))

const isCut = ({ type, owner }: RRset, origin: Name): boolean =>
  type === 'DNAME' || (type === 'NS' && !sameName(owner, origin))

/** The cuts of the zone itself, and the name servers that it names, whose addresses are glue below a cut. */
interface OwnCuts {
  readonly cuts: ReadonlyMap<Name, readonly RRset[]>
  readonly servers: ReadonlySet<Name>
}

function ownCutsOf(zone: Zone): OwnCuts {
  const cuts = new Map<Name, RRset[]>()
  const servers = new Set<Name>()
  for (const rrset of zone.rrsets()) {
    for (const server of serversOf(rrset)) servers.add(server)
    if (!isCut(rrset, zone.origin)) continue
    const key = nameKey(rrset.owner)
    cuts.set(key, [...(cuts.get(key) ?? []), rrset])
  }
  return { cuts, servers }
}

const serversOf = ({ type, rdatas }: RRset): readonly Name[] =>
  type === 'NS' ? rdatas.flatMap(typeOf(type).names).map(nameKey) : []

/** The cuts at a name and above it, as far as the apex. */
function* above<T>(key: Name, apex: Name, cuts: ReadonlyMap<Name, readonly T[]>): Iterable<T> {
  for (let at = key; at !== root; at = parentOf(at)) {
    yield* cuts.get(at) ?? []
    if (at === apex) return
  }
}

/** Says whether one RRset, at or above the other's name, takes it out of the zone. */
function hides(cut: RRset, other: RRset, servers: ReadonlySet<Name>): boolean {
  const isAtCut = sameName(cut.owner, other.owner)
  if (cut.type === 'DNAME') return !isAtCut
  // A CNAME at a cut is told as one that does not stand alone.
  if (isAtCut && (atCut.has(other.type) || other.type === 'CNAME')) return false
  return !(glueTypes.has(other.type) && servers.has(nameKey(other.owner)))
}
