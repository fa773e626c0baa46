// What of a zone file a provider is to hold, given what it can hold.
import type { ErrorCode } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, sameName } from '../dns/name.ts'
import { typeOf } from '../dns/rr/table.ts'
import { hasTtl, type RRset } from '../dns/rrset.ts'
import { Zone } from '../dns/zone.ts'
import type { Capabilities } from './capabilities.ts'

/** Hears why a stated RRset is left out or altered; `why` goes on from its name and type. */
export type ObjectionListener = (code: ErrorCode, stated: RRset, why: string) => void

/** A zone as a provider is to hold it. */
export interface Wanted {
  /** The RRsets in the provider's form, and as they are stated those that it is not to hold. */
  readonly zone: Zone
  /**
   * Gives the RRset of `zone` as the provider is to hold it, or undefined if it leaves alone what the provider has at
   * that name and type. `held` is what the provider has there.
   */
  form(rrset: RRset, held?: RRset): RRset | undefined
  /** The RRset of the zone file from which one of `zone` comes. */
  statedOf(rrset: RRset): RRset
  /** Says whether the provider may go on holding an RRset that is not in `zone`, as one that is left out may mean it. */
  spares(held: RRset): boolean
}

/** Says whether the RRset is the zone's own NS, without which it cannot be reached. */
export const isApexNs = ({ owner, type }: RRset, origin: Name): boolean =>
  type === 'NS' && sameName(owner, origin)

/** Says whether the provider sets the RRset itself and takes no change of it. */
export function isProvidersOwn(rrset: RRset, origin: Name, { soa, apexNs }: Capabilities): boolean {
  return rrset.type === 'SOA' ? !soa : !apexNs && isApexNs(rrset, origin)
}

/** Makes of a zone as it is stated what the provider is to hold; what `isIgnored` stays as it is. */
export function wantedFrom(
  stated: Zone,
  capabilities: Capabilities,
  isIgnored: (rrset: RRset) => boolean,
  object: ObjectionListener,
): Wanted {
  const fit = fitting(capabilities, object)
  const isOwn = (rrset: RRset): boolean => isProvidersOwn(rrset, stated.origin, capabilities)
  const objectToOwn = (rrset: RRset, held: RRset | undefined): void => {
    if (held && sameRRset(rrset, held)) return
    const code = rrset.type === 'SOA' ? 'plan-soa-kept' : 'plan-apex-ns-kept'
    object(code, rrset, 'is set by the provider itself, otherwise than the zone file states')
  }
  const { hold } = capabilities
  // A provider that holds RRsets as they are pays for no other form of them.
  const { zone, statedOf, isLeftOut } = hold
    ? inForms(stated, rrset => (isOwn(rrset) || isIgnored(rrset) ? [rrset] : forms(rrset)), object)
    : {
        zone: stated,
        statedOf: (rrset: RRset) => rrset,
        isLeftOut: ({ type }: RRset) => !has(type, capabilities),
      }

  function forms(rrset: RRset): readonly RRset[] {
    const fitted = fit(rrset)
    if (!fitted) return []
    const { rrsets, objections } = hold!(fitted, stated.origin, stated)
    for (const { code, why } of objections) object(code, rrset, why)
    return rrsets
  }

  return {
    zone,
    statedOf,
    form(rrset, held) {
      if (isOwn(rrset)) return void objectToOwn(rrset, held)
      if (!hold) return fit(rrset)
      return isLeftOut(rrset) ? undefined : rrset
    },
    spares: ({ owner, type }) =>
      addressTypes.has(type) && zone.at(owner).some(rrset => typeOf(rrset.type).virtual && isLeftOut(rrset)),
  }
}

/** What an ALIAS stands for: to leave it out and delete these would take the name away. */
const addressTypes: ReadonlySet<string> = new Set(['A', 'AAAA'])

const has = (type: string, { types, virtualTypes = [] }: Capabilities): boolean =>
  typeOf(type).virtual ? virtualTypes.includes(type) : types === 'all' || types.includes(type)

/** Makes the function that gives an RRset within what the provider has of types, policies, aliases and TTLs. */
function fitting(capabilities: Capabilities, object: ObjectionListener): (rrset: RRset) => RRset | undefined {
  const { policies, aliases, minTtl } = capabilities
  return rrset => {
    const { type, ttl, policy } = rrset
    if (!has(type, capabilities))
      object('plan-type-unsupported', rrset, 'is left out: the provider has no such type')
    else if (policy && !policies.includes(policy.kind))
      object('plan-policy-unsupported', rrset, `is left out: the provider has no policy "${policy.kind}"`)
    else if (!aliases && (rrset.alias || policy?.sets.some(set => set.alias)))
      object('plan-alias-unsupported', rrset, 'is left out: the provider has no aliases')
    else return ttl >= minTtl && !policy ? rrset : withTtls(rrset, minTtl, object)
    return undefined
  }
}

/** Raises the TTLs of an RRset and of its sets to the least that the provider takes; aliases have none. */
function withTtls(rrset: RRset, minTtl: number, object: ObjectionListener): RRset {
  const { ttl, policy } = rrset
  const ttls = [...(hasTtl(rrset) ? [ttl] : []), ...(policy?.sets ?? []).flatMap(set => set.ttl ?? [])]
  const least = Math.min(...ttls)
  if (least >= minTtl) return rrset
  object('plan-ttl-raised', rrset, `has the TTL ${least}, which the provider raises to ${minTtl}`)
  const raised = (own: number): number => Math.max(own, minTtl)
  return {
    ...rrset,
    ...(hasTtl(rrset) && { ttl: raised(ttl) }),
    ...(policy && {
      policy: {
        ...policy,
        sets: policy.sets.map(set => (set.ttl === undefined ? set : { ...set, ttl: raised(set.ttl) })),
      },
    }),
  }
}

/** Puts the forms of RRsets into their places; a zone without one that is altered is not copied. */
function inForms(
  stated: Zone,
  forms: (rrset: RRset) => readonly RRset[],
  object: ObjectionListener,
): Pick<Wanted, 'zone' | 'statedOf'> & { readonly isLeftOut: (rrset: RRset) => boolean } {
  const leftOut = new Set<RRset>()
  const altered = new Map<RRset, readonly RRset[]>()
  for (const rrset of stated.rrsets()) {
    const found = forms(rrset)
    if (found.length === 0) leftOut.add(rrset)
    else if (found.length > 1 || found[0] !== rrset) altered.set(rrset, found)
  }
  const isLeftOut = (rrset: RRset): boolean => leftOut.has(rrset)
  if (altered.size === 0) return { zone: stated, statedOf: rrset => rrset, isLeftOut }

  const zone = new Zone(stated.origin)
  const comesFrom = new Map<RRset, RRset>()
  const statedOf = (rrset: RRset): RRset => comesFrom.get(rrset) ?? rrset
  for (const rrset of stated.rrsets()) if (!altered.has(rrset)) zone.add(rrset)
  for (const [rrset, found] of altered)
    for (const form of found) {
      const other = zone.get(form.owner, form.type)
      if (other) object('plan-form-collision', rrset, collision(form, statedOf(other)))
      else {
        zone.add(form)
        comesFrom.set(form, rrset)
      }
    }
  return { zone, statedOf, isLeftOut }
}

const collision = (form: RRset, other: RRset): string =>
  `becomes ${form.owner} ${form.type} at the provider, where ${other.owner} ${other.type} is already`
