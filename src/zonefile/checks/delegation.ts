// Delegations: what belongs at a cut and below it, and how its servers are reached (RFC 1034 §4.2.1).
import { isAtOrBelow, nameKey, sameName } from '../../dns/name.ts'
import type { Rdata } from '../../dns/rr/define-type.ts'
import { NS } from '../../dns/rr/types/ns.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Finding, ZoneView } from './check.ts'

const atCut = new Set(['NS', 'DS', 'A', 'AAAA', 'NSEC', 'RRSIG'])
const glueTypes = new Set(['A', 'AAAA'])

const serverOf = (rdata: Rdata) => NS.toFields(rdata).nsdname

/** Finds a zone without NS of its own. */
export function* apexServers({ zone }: ZoneView): Iterable<Finding> {
  if (!zone.get(zone.origin, 'NS'))
    yield { code: 'apex-ns-missing', message: `zone ${zone.origin} has no NS at its apex` }
}

/** Finds name servers in the zone, or below the cut they serve, that have no address here. */
export function* serverAddresses(view: ZoneView): Iterable<Finding> {
  const { zone, ofType } = view
  for (const rrset of ofType('NS'))
    for (const [value, rdata] of rrset.rdatas.entries()) {
      const server = serverOf(rdata)
      if (!isAtOrBelow(server, zone.origin) || zone.get(server, 'CNAME')) continue
      const cut = view.cutOf(server)
      // A server below another cut may get its glue there; below its own it must have some.
      if (cut && !sameName(cut, rrset.owner)) continue
      const { origin } = zone
      const hasAddress =
        zone.get(server, 'A') || zone.get(server, 'AAAA') || (!cut && wildcardAddress(view, server))
      if (!hasAddress)
        yield {
          code: 'name-server-address-missing',
          message: `name server ${server} of ${rrset.owner} has no A or AAAA in ${origin}`,
          rrset,
          value,
        }
    }
}

const wildcardAddress = ({ zone, exists }: ZoneView, server: Parameters<typeof exists>[0]): boolean =>
  zone.at(server).length === 0 && exists(server)

/** Finds data that a referral hides: beside the NS of a cut, and below it. */
export function* dataAtCuts(view: ZoneView): Iterable<Finding> {
  if (!view.hasCuts) return
  const glue = new Set<string>()
  for (const { rdatas } of view.ofType('NS')) for (const rdata of rdatas) glue.add(nameKey(serverOf(rdata)))
  for (const rrset of view.rrsets) {
    const cut = view.cutOf(rrset.owner)
    if (!cut) continue
    if (sameName(cut, rrset.owner)) {
      if (!atCut.has(rrset.type) || (glueTypes.has(rrset.type) && !glue.has(nameKey(rrset.owner))))
        yield {
          code: 'data-at-cut',
          message: `${rrset.type} at ${rrset.owner}, which is delegated, is never answered`,
          rrset,
        }
    } else if (!glueTypes.has(rrset.type) || !glue.has(nameKey(rrset.owner)))
      yield {
        code: 'name-below-cut',
        message: `${rrset.owner} ${rrset.type} lies below the delegation of ${cut} and is never answered`,
        rrset,
      }
  }
}

/** Finds DS records that belong to no delegation. */
export function* danglingDs({ zone, ofType }: ZoneView): Iterable<Finding> {
  for (const rrset of ofType('DS')) {
    const isApex = sameName(rrset.owner, zone.origin)
    if (isApex || !zone.get(rrset.owner, 'NS'))
      yield {
        code: 'ds-without-delegation',
        message: `DS at ${rrset.owner} ${isApex ? 'belongs into the parent zone' : 'has no NS beside it'}`,
        rrset,
      }
  }
}

/** Finds delegations and redirections at wildcards. */
export function* wildcardDelegation({ ofType }: ZoneView): Iterable<Finding> {
  const isWildcard = ({ owner }: RRset): boolean => owner.startsWith('*.')
  for (const rrset of [...ofType('NS'), ...ofType('DNAME')].filter(isWildcard))
    yield { code: 'wildcard-delegation', message: `${rrset.type} at the wildcard ${rrset.owner}`, rrset }
}
