// Names that records point at: they exist, and are no aliases where that is forbidden (RFC 2181 §10.3, RFC 2782).
import { isAtOrBelow, type Name, root } from '../../dns/name.ts'
import type { RRTypeName } from '../../dns/rr/define-type.ts'
import { typeOf } from '../../dns/rr/table.ts'
import type { Finding, ZoneView } from './check.ts'

/** Types whose target is a name that somebody will look up. */
const pointing: readonly RRTypeName[] = [
  'CNAME',
  'DNAME',
  'ALIAS',
  'MX',
  'NS',
  'SRV',
  'SVCB',
  'HTTPS',
  'KX',
  'AFSDB',
  'LP',
]
const neverAlias = new Set<RRTypeName>(['MX', 'NS', 'SRV'])

/** Finds targets in the zone that do not exist, and aliases where none may be. */
export function* targets(view: ZoneView): Iterable<Finding> {
  const { zone } = view
  for (const type of pointing)
    for (const rrset of view.ofType(type))
      for (const [value, rdata] of rrset.rdatas.entries()) {
        const target = typeOf(type).names(rdata)[0]!
        if (target === root || !isAtOrBelow(target, zone.origin)) continue
        if (neverAlias.has(type) && zone.get(target, 'CNAME'))
          yield { code: 'target-is-alias', message: `${type} target ${target} is a CNAME`, rrset, value }
        // The servers of the zone and of its cuts are looked at by name-server-address-missing.
        else if (type !== 'NS' && !view.cutOf(target) && !view.exists(target) && !isBelowDname(view, target))
          yield {
            code: 'target-missing',
            message: `${type} at ${rrset.owner} points at ${target}, which does not exist`,
            rrset,
            value,
          }
      }
}

/** Says whether a name is made by a DNAME above it. */
export const isBelowDname = ({ ofType }: ZoneView, name: Name): boolean =>
  ofType('DNAME').some(({ owner }) => isAtOrBelow(name, owner))
