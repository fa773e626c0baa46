// Routing policies that are right in form and seldom what was meant.
import type { Finding, ZoneView } from './check.ts'

/** Finds policies that answer some queries with nothing. */
export function* withoutRest({ rrsets }: ZoneView): Iterable<Finding> {
  for (const rrset of rrsets) {
    const { owner, type, policy } = rrset
    if (policy?.kind !== 'geolocation' && policy?.kind !== 'ip') continue
    const hasRest = policy.sets.some(({ location, networks }) => location === '*' || networks?.includes('*'))
    const message = `the "${policy.kind}" policy of ${owner} ${type} has no set "*" for other queries`
    if (!hasRest) yield { code: 'policy-without-rest', message, rrset }
  }
}

/** Finds weighted policies of which every set has the weight 0. */
export function* allZero({ rrsets }: ZoneView): Iterable<Finding> {
  for (const rrset of rrsets) {
    const { owner, type, policy } = rrset
    if (policy?.kind === 'weighted' && policy.sets.every(({ weight }) => weight === 0))
      yield { code: 'policy-all-zero', message: `all sets of ${owner} ${type} have the weight 0`, rrset }
  }
}
