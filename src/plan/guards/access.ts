// Names that one's own way to the servers depends on: what they resolve by is not changed unseen.
import { isAtOrBelow, type Name, nameKey, parentOf, root, sameName } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import type { Change, SafetyFinding } from '../plan.ts'

/** A name, in any zone, and how messages call what depends on it: `"vpn.example.com" in safety.access`. */
export interface AccessPoint {
  readonly name: Name
  readonly as: string
}

/** Where a name leads, and by what it is reached over the web. */
const addressTypes: ReadonlySet<RRTypeName> = new Set(['A', 'AAAA', 'ALIAS', 'CNAME', 'HTTPS'])
/** What hands over all below it to somebody else. */
const handOvers: ReadonlySet<RRTypeName> = new Set(['NS', 'DNAME'])

/**
 * Finds the changes that alter where the names of `points` lead: their addresses and those along their CNAMEs and
 * aliases within the zone, a delegation or DNAME above them, and what takes a name out of the wildcard that made it.
 * `after` is the zone as it is to be; `leads` are the RRsets left alone that lead to other names.
 */
export function accessFindings(
  changes: readonly Change[],
  after: Zone,
  points: readonly AccessPoint[],
  leads: readonly RRset[] = [],
): SafetyFinding[] {
  const inZone = points.filter(({ name }) => isAtOrBelow(name, after.origin))
  if (inZone.length === 0 || changes.length === 0) return []
  const before = viewBefore(changes, after, leads)
  const dependents = new Map<Name, string>()
  const wildcards = new Map<Name, Set<Name>>()
  for (const { name, as } of inZone)
    for (const { key, wildcard } of before.chainOf(name)) {
      if (!dependents.has(key)) dependents.set(key, as)
      if (wildcard === undefined) continue
      if (!dependents.has(wildcard)) dependents.set(wildcard, as)
      const made = wildcards.get(wildcard)
      if (made) made.add(key)
      else wildcards.set(wildcard, new Set([key]))
    }
  return changes.flatMap(change => {
    const as = dependentOf(change, after.origin, dependents, wildcards)
    if (as === undefined) return []
    const { action, owner, type } = change
    return [{ guard: 'access', message: `${action}s ${owner} ${type}, which ${as} depends on` }]
  })
}

/** What depends on a change, as messages call it. */
function dependentOf(
  { action, owner, type }: Change,
  origin: Name,
  dependents: ReadonlyMap<Name, string>,
  wildcards: ReadonlyMap<Name, ReadonlySet<Name>>,
): string | undefined {
  const key = nameKey(owner)
  if (action !== 'create' && addressTypes.has(type) && dependents.has(key)) return dependents.get(key)
  if (handOvers.has(type) && !sameName(owner, origin))
    for (const [name, as] of dependents)
      if (isAtOrBelow(name, key) && !(type === 'DNAME' && name === key)) return as
  if (action !== 'create') return undefined
  // What is new at, below or above a name makes it exist, and then no wildcard answers for it.
  for (const [wildcard, made] of wildcards)
    for (const name of made) if (isAtOrBelow(key, closestChild(name, wildcard))) return dependents.get(name)
  return undefined
}

/** The name at or above `name` that lies directly below the wildcard's parent. */
function closestChild(name: Name, wildcard: Name): Name {
  const above = parentOf(wildcard)
  let at = name
  while (parentOf(at) !== above && at !== root) at = parentOf(at)
  return at
}

/** A step on a name's way to its addresses. */
interface Step {
  readonly key: Name
  /** The wildcard that makes the name, if one does. */
  readonly wildcard: Name | undefined
}

interface Before {
  /** The names in the zone by which a name resolves, itself first. */
  chainOf(name: Name): readonly Step[]
}

/** Looks at the zone as it is before the changes. */
function viewBefore(changes: readonly Change[], after: Zone, leads: readonly RRset[]): Before {
  const { origin } = after
  const changed = new Map<Name, Change[]>()
  for (const change of changes) {
    const key = nameKey(change.owner)
    changed.set(key, [...(changed.get(key) ?? []), change])
  }
  const alone = new Map(leads.map(rrset => [nameKey(rrset.owner), rrset]))
  const own = (key: Name): readonly RRset[] => {
    const found = alone.get(key)
    return found ? [...after.at(key), found] : after.at(key)
  }
  const at = (key: Name): readonly RRset[] => {
    const altered = changed.get(key)
    if (!altered) return own(key)
    return [
      ...own(key).filter(({ type }) => !altered.some(change => change.type === type)),
      ...altered.flatMap(change => (change.action === 'create' ? [] : [change.before])),
    ]
  }
  let nodes: ReadonlySet<Name> | undefined
  const exists = (key: Name): boolean => {
    if (at(key).length > 0) return true
    nodes ??= nodesOf(
      [...after.owners(), ...changed.keys()].filter(owner => at(owner).length > 0),
      origin,
    )
    return nodes.has(key)
  }
  const wildcardOf = (key: Name): Name | undefined => {
    if (exists(key)) return undefined
    let above = parentOf(key)
    while (above !== root && !sameName(above, origin) && !exists(above)) above = parentOf(above)
    const wildcard = `*.${above}` as Name
    return at(wildcard).length > 0 ? wildcard : undefined
  }
  return {
    chainOf(name) {
      const steps = new Map<Name, Step>()
      const open = [nameKey(name)]
      for (let key = open.pop(); key !== undefined; key = open.pop()) {
        if (steps.has(key) || !isAtOrBelow(key, origin)) continue
        const wildcard = wildcardOf(key)
        steps.set(key, { key, wildcard })
        open.push(...at(wildcard ?? key).flatMap(targetsOf))
      }
      return [...steps.values()]
    },
  }
}

/** The names that have data, and those between them and the apex. */
function nodesOf(owners: readonly Name[], origin: Name): Set<Name> {
  const nodes = new Set<Name>()
  const apex = nameKey(origin)
  for (const owner of owners)
    for (let at = owner; at !== apex && at !== root && !nodes.has(at); at = parentOf(at)) nodes.add(at)
  return nodes
}

function targetsOf(rrset: RRset): Name[] {
  if (!addressTypes.has(rrset.type)) return []
  const { names } = typeOf(rrset.type)
  return [rrset, ...(rrset.policy?.sets ?? [])]
    .flatMap(({ rdatas, alias }) => [...rdatas.flatMap(names), ...(alias ? [alias.target] : [])])
    .map(nameKey)
}

/** The name servers of a zone, by which all of it is reached. */
export const serversAsAccess = (apexNs: RRset | undefined): AccessPoint[] =>
  (apexNs?.rdatas ?? []).flatMap(typeOf('NS').names).map(name => ({ name, as: `the name server ${name}` }))

/** Says whether an RRset leads to addresses at another name. */
export const leadsOn = (rrset: RRset): boolean => targetsOf(rrset).length > 0
