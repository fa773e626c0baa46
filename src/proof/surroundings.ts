// What else of a zone decides how one of its names is answered: cuts, DNAMEs, wildcards, what aliases lead to.
import { isAtOrBelow, type Name, nameKey, parentOf, parseName, sameName } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import { NS } from '../dns/rr/types/ns.ts'
import { type RRset, rrsetKey } from '../dns/rrset.ts'
import type { Expectation } from './proof.ts'

/** RRsets of the zone as it is to be answered; at least those that `keysAround` names. */
export interface Surroundings {
  get(owner: Name, type: RRTypeName): RRset | undefined
}

interface Key {
  readonly owner: Name
  readonly type: RRTypeName
}

/** The names from `name` up to the apex, both included. */
function* upToApex(name: Name, origin: Name): Generator<Name> {
  for (let at = name; isAtOrBelow(at, origin); at = parentOf(at)) {
    yield at
    if (sameName(at, origin)) return
  }
}

const wildcardAt = (name: Name): Name => parseName('*', name)

/** Names the RRsets that the comparison of an unclear answer may look at. */
export function keysAround({ owner, type, rrset }: Expectation, origin: Name): Key[] {
  const keys: Key[] = [{ owner, type: 'CNAME' }]
  for (const name of upToApex(owner, origin)) {
    if (!sameName(name, origin)) keys.push({ owner: name, type: 'NS' })
    if (name === owner) continue
    keys.push({ owner: name, type: 'DNAME' })
    if (rrset) continue
    keys.push({ owner: wildcardAt(name), type }, { owner: wildcardAt(name), type: 'CNAME' })
  }
  return [...keys, ...aliasTargets(rrset, origin).map(target => ({ owner: target, type }))]
}

/** Names within the zone whose records stand in for those of an RRset. */
export function aliasTargets(rrset: RRset | undefined, origin: Name): Name[] {
  const aliases = [rrset?.alias, ...(rrset?.policy?.sets ?? []).map(({ alias }) => alias)]
  return aliases.flatMap(alias => (alias && isAtOrBelow(alias.target, origin) ? [alias.target] : []))
}

/** The cut that hides a name from queries of a type; the parent answers for the NS and DS of the cut itself. */
export function cutOver(
  owner: Name,
  type: RRTypeName,
  origin: Name,
  around: Surroundings,
): RRset | undefined {
  let cut: RRset | undefined
  for (const name of upToApex(owner, origin)) {
    const isOwn = name === owner && (type === 'NS' || type === 'DS')
    if (!isOwn && !sameName(name, origin)) cut = around.get(name, 'NS') ?? cut
  }
  return cut
}

/** Says whether a DNAME above a name hides it. */
export function isUnderDname(owner: Name, origin: Name, around: Surroundings): boolean {
  for (const name of upToApex(owner, origin)) if (name !== owner && around.get(name, 'DNAME')) return true
  return false
}

/** The wildcards of a type above a name, from which a server may make its answer. */
export function* wildcardsOver(
  owner: Name,
  type: RRTypeName,
  origin: Name,
  around: Surroundings,
): Generator<RRset> {
  for (const name of upToApex(owner, origin)) {
    const rrset = name === owner ? undefined : around.get(wildcardAt(name), type)
    if (rrset) yield rrset
  }
}

/** Says whether a cut's servers cannot be found without the addresses of a name at or below it (RFC 9471). */
export const isGlueOf = (cut: RRset, owner: Name): boolean =>
  isAtOrBelow(owner, cut.owner) && cut.rdatas.some(rdata => sameName(NS.toFields(rdata).nsdname, owner))

/**
 * Keeps, of all RRsets of a zone, those that decide how others are answered: little of most zones. What aliases lead
 * to is not among them.
 */
export class ZoneOutline implements Surroundings {
  readonly #origin: Name
  readonly #rrsets = new Map<string, RRset>()

  constructor(origin: Name) {
    this.#origin = origin
  }

  add(rrset: RRset): void {
    const { owner, type } = rrset
    const isCut = type === 'NS' && !sameName(owner, this.#origin)
    if (isCut || type === 'DNAME' || type === 'CNAME' || nameKey(owner).startsWith('*.'))
      this.#rrsets.set(rrsetKey(rrset), rrset)
  }

  get(owner: Name, type: RRTypeName): RRset | undefined {
    return this.#rrsets.get(rrsetKey({ owner, type }))
  }
}
