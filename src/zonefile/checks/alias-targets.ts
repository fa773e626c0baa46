// Where aliases lead within the zone: to records of their own type, and never back to themselves.
import { isAtOrBelow, type Name } from '../../dns/name.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Finding, ZoneView } from './check.ts'
import { isBelowDname } from './targets.ts'

/** A loop is told by so many of its names. */
const mostNamed = 10
const addresses = new Set(['A', 'AAAA'])

/** Finds aliases to a name of the zone that has no records of their type. */
export function* aliasTargets(view: ZoneView): Iterable<Finding> {
  for (const rrset of view.rrsets) {
    const { owner, type } = rrset
    for (const target of targetsOf(rrset)) {
      if (!isAtOrBelow(target, view.zone.origin) || view.cutOf(target) || isBelowDname(view, target)) continue
      const there = view.answering(target).map(other => other.type)
      if (there.includes(type) || (addresses.has(type) && there.includes('ALIAS'))) continue
      const has = there.length > 0 ? `which has ${there.join(', ')} only` : 'which does not exist'
      const message = `${type} at ${owner} is an alias of ${target}, ${has}`
      yield { code: 'target-missing', message, rrset }
    }
  }
}

/** Finds aliases that lead back to themselves within the zone; a loop is told once. */
export function* aliasLoop(view: ZoneView): Iterable<Finding> {
  const next = inLoops(view)
  const settled = new Set<RRset>()
  for (const start of next.keys()) {
    const path = new Set<RRset>()
    let at = start
    while (!settled.has(at) && !path.has(at)) {
      path.add(at)
      at = next.get(at)!
    }
    for (const rrset of path) settled.add(rrset)
    if (!path.has(at)) continue
    const loop = [...path].slice([...path].indexOf(at))
    const names = loop.slice(0, mostNamed).map(({ owner }) => owner)
    const more = loop.length > mostNamed ? ` and ${loop.length - mostNamed} more` : ''
    const message = `alias loop of ${at.type} through ${names.join(' ')}${more}`
    yield { code: 'alias-loop', message, rrset: at }
  }
}

/** Of the RRsets from which a loop is reached, each with one that it leads to and that is among them. */
function inLoops(view: ZoneView): ReadonlyMap<RRset, RRset> {
  const leadsTo = new Map<RRset, Set<RRset>>()
  const reachedFrom = new Map<RRset, RRset[]>()
  for (const rrset of view.rrsets) {
    const others = targetsOf(rrset).flatMap(target => ofType(view, target, rrset.type) ?? [])
    if (others.length === 0) continue
    leadsTo.set(rrset, new Set(others))
    for (const other of new Set(others)) {
      const from = reachedFrom.get(other)
      if (from) from.push(rrset)
      else reachedFrom.set(other, [rrset])
    }
  }
  // What leads nowhere is taken away until all that is left leads on for ever.
  const ends = [...reachedFrom.keys()].filter(rrset => !leadsTo.has(rrset))
  for (let end = ends.pop(); end; end = ends.pop())
    for (const from of reachedFrom.get(end) ?? []) {
      const left = leadsTo.get(from)!
      left.delete(end)
      if (left.size > 0) continue
      leadsTo.delete(from)
      ends.push(from)
    }
  return new Map(Array.from(leadsTo, ([rrset, [other]]) => [rrset, other!]))
}

const ofType = (view: ZoneView, target: Name, type: string): RRset | undefined =>
  isAtOrBelow(target, view.zone.origin)
    ? view.answering(target).find(other => other.type === type)
    : undefined

/** The targets of an RRset's own alias and of those in its policy. */
function targetsOf({ alias, policy }: RRset): readonly Name[] {
  if (alias) return [alias.target]
  return policy ? policy.sets.flatMap(set => set.alias?.target ?? []) : none
}

const none: readonly Name[] = []
