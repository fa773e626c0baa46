// In which form the store keeps what is stated, and what of it the bundled server does not answer as it is meant.
import { isAtOrBelow, type Name } from '../../dns/name.ts'
import type { AliasTarget } from '../../dns/routing.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { Zone } from '../../dns/zone.ts'
import { addressTypes, addressTypesAt, aliasInPlaceOf, targetsOfAlias } from '../../plan/alias-forms.ts'
import type { HeldForm, Objection } from '../../plan/capabilities.ts'

/**
 * Holds every RRset as it is, but for ALIAS, of which aliases are made; objects to aliases that lead out of the zone,
 * and to policies that need distances.
 */
export function hold(rrset: RRset, origin: Name, zone: Zone): HeldForm {
  if (rrset.type === 'ALIAS') return formOfAlias(rrset, origin, zone)
  return { rrsets: [rrset], objections: rrset.policy || rrset.alias ? objections(rrset, origin) : none }
}

const none: readonly Objection[] = []

/** Aliases to the addresses that all of its targets have; none if those of one are not in the zone. */
function formOfAlias(rrset: RRset, origin: Name, zone: Zone): HeldForm {
  const targets = targetsOfAlias(rrset)
  const typesAt = (target: Name) => addressTypesAt(target, zone)
  const types = addressTypes.filter(type => targets.every(target => typesAt(target).includes(type)))
  const rrsets = types.map(type => aliasInPlaceOf(rrset, type))
  if (rrsets.length > 0) return { rrsets, objections: rrset.policy ? objections(rrset, origin) : none }
  const lost = targets.find(target => typesAt(target).length === 0)
  return { rrsets, objections: [leftOut(lost, origin)] }
}

function leftOut(lost: Name | undefined, origin: Name): Objection {
  const what =
    lost === undefined
      ? 'its targets have neither all A nor all AAAA records'
      : isAtOrBelow(lost, origin)
        ? `${lost} has neither A nor AAAA records of its own in the zone`
        : `${lost} is outside the zone, where the bundled server knows no addresses`
  return { code: 'plan-alias-unserved', why: `is left out: ${what}` }
}

function objections({ policy, alias, type }: RRset, origin: Name): Objection[] {
  const aliases = [alias, ...(policy?.sets ?? []).map(set => set.alias)].filter(found => found !== undefined)
  const outside = new Set(
    aliases.filter(({ target }) => !isAtOrBelow(target, origin)).map(({ target }) => target),
  )
  return [
    ...[...outside].map(target => unserved(target, type)),
    ...(policy?.kind === 'latency' || policy?.kind === 'geoproximity' ? [distanceless(policy.kind)] : []),
  ]
}

const unserved = (target: AliasTarget['target'], type: string): Objection => ({
  code: 'plan-alias-unserved',
  why: `is an alias of ${target}, outside the zone, whose ${type} records the bundled server does not know; it answers none`,
})

const distanceless = (kind: string): Objection => ({
  code: 'plan-policy-distance',
  why: `has the policy "${kind}", which the bundled server answers without knowing distances`,
})
