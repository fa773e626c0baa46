// Aliases at Route 53: to AWS's services, to records of the same zone, and to nothing else (API Reference, AliasTarget).
import { isAtOrBelow, type Name } from '../../../dns/name.ts'
import type { AliasTarget } from '../../../dns/routing.ts'
import type { RRTypeName } from '../../../dns/rr/define-type.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { addressTypes, addressTypesAt, aliasInPlaceOf, targetsOfAlias } from '../../../plan/alias-forms.ts'
import type { HeldForm, Objection } from '../../../plan/capabilities.ts'
import { aliasZoneOf } from '../../../route53/alias-zones.ts'
import type { StatedZone } from './stated-zone.ts'

/** Puts aliases of type A and AAAA in the place of an ALIAS, those of them that its target can have. */
export function aliasesInPlaceOf(rrset: RRset, stated: StatedZone): HeldForm {
  const targets = targetsOfAlias(rrset)
  const types = addressTypes.filter(type => targets.every(target => typesAt(target, stated).includes(type)))
  const objections = targets.flatMap(target => targetRefusal(target, stated) ?? [])
  if (types.length === 0 && objections.length === 0)
    objections.push(unclear(`its targets have neither all A nor all AAAA records: ${targets.join(', ')}`))
  if (objections.length > 0) return { rrsets: [], objections }
  return { rrsets: types.map(type => aliasInPlaceOf(rrset, type)), objections }
}

function targetRefusal(target: Name, stated: StatedZone): Objection | undefined {
  const refusal = unclearTarget(target, stated)
  if (refusal || typesAt(target, stated).length > 0) return refusal
  return unclear(`${target} has neither A nor AAAA records in the zone, which an alias of it could stand for`)
}

const typesAt = (target: Name, { zone }: StatedZone): readonly RRTypeName[] =>
  addressTypesAt(target, zone, name => aliasZoneOf(name)?.types)

/** Says why Route 53 does not hold the aliases of an RRset. */
export function aliasRefusals({ type, policy, alias }: RRset, stated: StatedZone): Objection[] {
  const aliases = policy ? policy.sets.flatMap(set => set.alias ?? []) : alias ? [alias] : []
  if (aliases.length === 0) return []
  if (type === 'NS' || type === 'SOA') return [unsupported(`an alias cannot be of type ${type}`)]
  if (policy?.kind === 'multivalue') return [unsupported('sets of a multivalue policy cannot be aliases')]
  return aliases.flatMap(each => aliasRefusal(type, each, stated) ?? [])
}

function aliasRefusal(
  type: RRTypeName,
  { target, hostedZone }: AliasTarget,
  stated: StatedZone,
): Objection | undefined {
  const service = aliasZoneOf(target)
  if (service && !service.types.includes(type))
    return unsupported(`an alias of ${target} can be of type ${inWords(service.types)}`)
  return hostedZone === undefined ? unclearTarget(target, stated) : undefined
}

/** `A, AAAA or HTTPS` */
const inWords = (types: readonly string[]): string => types.join(', ').replace(/, (?=[^,]*$)/, ' or ')

/** What may be wrong with a target whose hosted zone nobody states. */
function unclearTarget(target: Name, { zone, isPrivate }: StatedZone): Objection | undefined {
  const service = aliasZoneOf(target)
  if (service && !service.hasHealth && isPrivate)
    return unsupported(`a private zone cannot have aliases of ${target}, which is CloudFront's`)
  if (service || isAtOrBelow(target, zone.origin)) return undefined
  return unclear(
    `${target} is neither in this zone nor an AWS service known by its name; an alias of type A or AAAA can state its hosted_zone`,
  )
}

/** Leaves out what Route 53 would refuse or say by itself: a service's health that is none, the zone's own id. */
export function withHeldAliases(rrset: RRset, stated: StatedZone, objections: Objection[]): RRset {
  const held = (alias: AliasTarget): AliasTarget => {
    const { hostedZone, target, evaluateHealth } = alias
    const service = aliasZoneOf(target)
    if (evaluateHealth && service && !service.hasHealth) {
      const why = `does not take over the health of ${target}, as CloudFront has none`
      objections.push({ code: 'route53-altered', why })
      return held({ ...alias, evaluateHealth: false })
    }
    const isOwn = !service && isAtOrBelow(target, stated.zone.origin)
    return { target, evaluateHealth, ...(hostedZone !== undefined && !isOwn && { hostedZone }) }
  }
  const { alias, policy } = rrset
  return {
    ...rrset,
    ...(alias && { alias: held(alias), ttl: 0 }),
    ...(policy && {
      policy: {
        ...policy,
        sets: policy.sets.map(set => (set.alias ? { ...set, alias: held(set.alias) } : set)),
      },
    }),
  }
}

const unclear = (why: string): Objection => ({ code: 'route53-alias-unclear', why: `is left out: ${why}` })

const unsupported = (why: string): Objection => ({
  code: 'route53-alias-unsupported',
  why: `is left out: ${why}`,
})
