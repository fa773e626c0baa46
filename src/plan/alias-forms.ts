// ALIAS as providers with aliases hold it: an alias of type A and one of type AAAA, as far as the target has addresses.
import type { Name } from '../dns/name.ts'
import type { RoutedSet } from '../dns/routing.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Zone } from '../dns/zone.ts'

/** The types that an ALIAS stands for. */
export const addressTypes: readonly RRTypeName[] = ['A', 'AAAA']

/** The names that an ALIAS, or the sets of its policy, lead to. */
export const targetsOfAlias = (rrset: RRset): readonly Name[] =>
  contentsOf(rrset).flatMap(({ rdatas }) => rdatas.flatMap(typeOf('ALIAS').names))

/**
 * The types of the addresses that a target has in its zone; an ALIAS there has those of its own target. `known` gives
 * those of targets that need no look.
 */
export function addressTypesAt(
  target: Name,
  zone: Zone,
  known: (target: Name) => readonly RRTypeName[] | undefined = () => undefined,
  seen: ReadonlySet<string> = new Set(),
): readonly RRTypeName[] {
  const types = known(target)
  if (types) return types
  const found = zone.at(target)
  const alias = found.find(({ type }) => type === 'ALIAS')
  if (!alias) return addressTypes.filter(type => found.some(rrset => rrset.type === type))
  if (seen.has(target)) return []
  const nextSeen = new Set([...seen, target])
  return addressTypes.filter(type =>
    targetsOfAlias(alias).every(next => addressTypesAt(next, zone, known, nextSeen).includes(type)),
  )
}

/** Puts an alias of a type in the place of an ALIAS; aliases have no TTL of their own. */
export function aliasInPlaceOf(rrset: RRset, type: RRTypeName): RRset {
  const { policy } = rrset
  if (!policy) return { ...rrset, type, ttl: 0, ...aliasOf(rrset) }
  const sets = policy.sets.map(({ ttl: _, ...set }) => ({ ...set, ...aliasOf(set) }))
  return { ...rrset, type, ttl: 0, policy: { ...policy, sets } }
}

const aliasOf = ({ rdatas }: Pick<RoutedSet, 'rdatas'>) => ({
  rdatas: [],
  alias: { target: typeOf('ALIAS').names(rdatas[0]!)[0]!, evaluateHealth: false },
})

const contentsOf = ({ policy, ...rrset }: RRset): readonly Pick<RoutedSet, 'rdatas'>[] =>
  policy?.sets ?? [rrset]
