// CNAME, DNAME and ALIAS: where they may stand, and where they lead (RFC 1034 §3.6.2, RFC 6672).
import { isAtOrBelow, type Name, nameKey, parentOf, sameName } from '../../dns/name.ts'
import { typeOf } from '../../dns/rr/table.ts'
import { CNAME } from '../../dns/rr/types/cname.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Finding, ZoneView } from './check.ts'

/** What may stand beside a CNAME: the records that sign it (RFC 4035 §2.5). */
const besideCname = new Set(['CNAME', 'RRSIG', 'NSEC'])
const notBesideAlias = new Set(['A', 'AAAA', 'CNAME'])

/** Finds CNAMEs at the apex and beside other data. */
export function* cnamePlace({ zone, ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('CNAME')) {
    if (sameName(rrset.owner, zone.origin)) {
      yield { code: 'cname-at-apex', message: `CNAME at the apex ${zone.origin}`, rrset }
      continue
    }
    const others = zone.at(rrset.owner).filter(({ type }) => !besideCname.has(type))
    if (others.length > 0)
      yield {
        code: 'cname-and-other-data',
        message: `CNAME at ${rrset.owner} stands beside ${others.map(({ type }) => type).join(', ')}`,
        rrset,
      }
  }
}

/** Finds CNAMEs that lead back to themselves within the zone; a loop is told once. */
export function* cnameLoop({ zone, ofType }: ZoneView): Iterable<Finding> {
  const settled = new Set<Name>()
  const next = ({ rdatas: [rdata] }: RRset): RRset | undefined =>
    rdata && zone.get(CNAME.toFields(rdata).target, 'CNAME')
  for (const rrset of ofType('CNAME')) {
    if (!next(rrset)) continue
    const path = new Set<Name>()
    for (let at: RRset | undefined = rrset; at && !settled.has(nameKey(at.owner)); ) {
      const key = nameKey(at.owner)
      if (path.has(key)) {
        yield { code: 'cname-loop', message: `CNAME loop through ${[...path].join(' ')}`, rrset: at }
        break
      }
      path.add(key)
      at = next(at)
    }
    for (const key of path) settled.add(key)
  }
}

/** Finds ALIAS records beside addresses. */
export function* aliasPlace({ zone, ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('ALIAS')) {
    const others = zone.at(rrset.owner).filter(({ type }) => notBesideAlias.has(type))
    if (others.length > 0)
      yield {
        code: 'alias-and-address',
        message: `ALIAS at ${rrset.owner} stands beside ${others.map(({ type }) => type).join(', ')}`,
        rrset,
      }
  }
}

/** Finds sets of several records of a type that has one. */
export function* singletons({ ofType }: ZoneView): Iterable<Finding> {
  for (const type of ['CNAME', 'DNAME', 'SOA', 'ALIAS'])
    for (const rrset of ofType(type)) {
      if (!typeOf(type).singleton) continue
      const { owner, rdatas, policy } = rrset
      const code = 'several-singletons'
      if (rdatas.length > 1)
        yield { code, message: `${owner} has ${rdatas.length} ${type} records`, rrset, value: 1 }
      for (const set of policy?.sets ?? [])
        if (set.rdatas.length > 1) {
          const message = `set "${set.id}" of ${owner} has ${set.rdatas.length} ${type} records`
          yield { code, message, rrset }
        }
    }
}

/** Finds names that a DNAME hides. */
export function* hiddenByDname({ zone, rrsets, ofType }: ZoneView): Iterable<Finding> {
  const dnames = new Set(ofType('DNAME').map(({ owner }) => nameKey(owner)))
  if (dnames.size === 0) return
  for (const rrset of rrsets)
    for (
      let above = parentOf(nameKey(rrset.owner));
      isAtOrBelow(above, zone.origin);
      above = parentOf(above)
    ) {
      if (dnames.has(above))
        yield { code: 'dname-hides-name', message: `${rrset.owner} lies below the DNAME at ${above}`, rrset }
      if (sameName(above, zone.origin)) break
    }
}
