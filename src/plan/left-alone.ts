// What a plan leaves alone at a provider, and what that keeps out.
import { type Name, nameKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'
import { type ConflictListener, startCoherence } from './coherence.ts'
import { leadsOn } from './guards/access.ts'
import type { RegistryKeeper } from './ownership/keep-registry.ts'
import type { UnmanagedRRset } from './plan.ts'

/** Keeps of the RRsets that are left alone what still matters of them. */
export interface LeftAlone {
  /** Those that lead to other names, as CNAMEs do. */
  readonly leads: readonly RRset[]
  /** Takes an RRset that stays as it is; `why` goes on from its name and type, `which …`. */
  add(held: RRset, why: string): void
  /** Takes one that belongs to somebody else, or to nobody. */
  addOf(held: RRset, by: string): void
  /** What belongs to others, or nobody, and cannot stand beside an RRset that is to be created. */
  rivalOf(found: RRset): UnmanagedRRset | undefined
  /** RRsets of the zone that the provider is not to get, or not to change. */
  readonly leftOut: Set<RRset>
  /** Tells what of the zone contradicts what is left alone. */
  finish(conflict: ConflictListener): void
}

/** Starts to keep what is left alone beside a zone that is wanted. */
export function keepLeftAlone(zone: Zone, registry: RegistryKeeper | undefined): LeftAlone {
  const coherence = startCoherence(zone)
  const leads: RRset[] = []
  const leftOut = new Set<RRset>()
  const rivals = new Map<Name, UnmanagedRRset[]>()
  const add = (held: RRset, why: string): void => {
    coherence.leave(held, why)
    registry?.keep(held)
    if (leadsOn(held)) leads.push(held)
  }
  return {
    leads,
    leftOut,
    add,
    addOf(held, by) {
      add(held, `the provider holds and which belongs to ${by}`)
      const { owner, type } = held
      const key = nameKey(owner)
      const others = rivals.get(key)
      if (others) others.push({ owner, type, by })
      else rivals.set(key, [{ owner, type, by }])
    },
    rivalOf: found => rivals.get(nameKey(found.owner))?.find(other => isEitherCname(other, found)),
    finish: conflict => coherence.finish(found => leftOut.has(found), conflict),
  }
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2). */
const isEitherCname = (a: Pick<RRset, 'type'>, b: Pick<RRset, 'type'>): boolean =>
  a.type === 'CNAME' || b.type === 'CNAME'
