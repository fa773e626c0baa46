// What of an RRset a provider is to hold, given what it can hold.
import type { ErrorCode } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, sameName } from '../dns/name.ts'
import { typeOf } from '../dns/rr/table.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Capabilities } from './capabilities.ts'

/** Hears why an RRset is left out or altered. */
export type Objection = (code: ErrorCode, rrset: RRset, why: string) => void

/** Says whether the RRset is the zone's own NS, without which it cannot be reached. */
export const isApexNs = ({ owner, type }: RRset, origin: Name): boolean =>
  type === 'NS' && sameName(owner, origin)

/**
 * Makes the function that gives the RRset as the provider is to hold it, or undefined if it leaves alone
 * what the provider has at that name and type. `held` is what the provider has there.
 */
export function wantedFrom(
  origin: Name,
  capabilities: Capabilities,
  object: Objection,
): (rrset: RRset, held?: RRset) => RRset | undefined {
  const { types, virtualTypes = [], policies, minTtl } = capabilities
  const holds = (type: string): boolean =>
    typeOf(type).virtual ? virtualTypes.includes(type) : types === 'all' || types.includes(type)

  return (rrset, held) => {
    const { type, ttl, policy } = rrset
    if (isProvidersOwn(rrset, origin, capabilities)) {
      if (!held || !sameRRset(rrset, held))
        object(
          type === 'SOA' ? 'plan-soa-kept' : 'plan-apex-ns-kept',
          rrset,
          'is set by the provider itself, otherwise than the zone file states',
        )
      return undefined
    }
    if (!holds(type)) object('plan-type-unsupported', rrset, 'is left out: the provider has no such type')
    else if (policy && !policies.includes(policy.kind))
      object('plan-policy-unsupported', rrset, `is left out: the provider has no policy "${policy.kind}"`)
    else if (ttl >= minTtl) return rrset
    else {
      object('plan-ttl-raised', rrset, `has the TTL ${ttl}, which the provider raises to ${minTtl}`)
      return { ...rrset, ttl: minTtl }
    }
    return undefined
  }
}

/** Says whether the provider sets the RRset itself and takes no change of it. */
export function isProvidersOwn(rrset: RRset, origin: Name, { soa, apexNs }: Capabilities): boolean {
  return rrset.type === 'SOA' ? !soa : !apexNs && isApexNs(rrset, origin)
}
