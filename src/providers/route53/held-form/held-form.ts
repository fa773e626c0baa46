// The form in which Route 53 holds an RRset, and why it may not hold it at all.
import { typeOf } from '../../../dns/rr/table.ts'
import type { RRset } from '../../../dns/rrset.ts'
import type { HeldForm, Objection } from '../../../plan/capabilities.ts'
import { aliasesInPlaceOf, aliasRefusals, withHeldAliases } from './held-aliases.ts'
import { healthChanges, healthRefusals } from './held-health.ts'
import { normalForm } from './normal-form.ts'
import { policyRefusals } from './policy-refusals.ts'
import type { StatedZone } from './stated-zone.ts'
import { valueRefusals } from './value-refusals.ts'

/** Gives the RRsets that Route 53 holds in the place of a stated one, and says what is left out or altered. */
export function heldForm(rrset: RRset, stated: StatedZone): HeldForm {
  if (rrset.type === 'ALIAS') return formOfAlias(rrset, stated)
  const refusals = [
    ...valueRefusals(rrset, stated),
    ...policyRefusals(rrset, stated),
    ...healthRefusals(rrset),
    ...aliasRefusals(rrset, stated),
  ]
  if (refusals.length > 0) return { rrsets: [], objections: refusals }
  if (!rrset.policy && !rrset.alias) return { rrsets: [withoutTwins(rrset)], objections: [] }
  const objections: Objection[] = healthChanges(rrset)
  const altered = withHeldAliases(withOneTtl(rrset, objections), stated, objections)
  return { rrsets: [normalForm(altered)], objections }
}

/** What is said of one of the aliases that take its place is said of all. */
function formOfAlias(rrset: RRset, stated: StatedZone): HeldForm {
  const { rrsets, objections } = aliasesInPlaceOf(rrset, stated)
  const forms = rrsets.map(alias => heldForm(alias, stated))
  return {
    rrsets: forms.flatMap(form => form.rrsets),
    objections: [...objections, ...(forms[0]?.objections ?? [])],
  }
}

/** Values that differ in letter case alone are one value to Route 53, which refuses to hold it twice. */
function withoutTwins(rrset: RRset): RRset {
  if (rrset.rdatas.length < 2) return rrset
  const { canonical } = typeOf(rrset.type)
  const kept = new Map(rrset.rdatas.toReversed().map(rdata => [canonical(rdata), rdata]))
  return kept.size === rrset.rdatas.length ? rrset : { ...rrset, rdatas: [...kept.values()].toReversed() }
}

/** All sets of a weighted policy have one TTL (API Reference, ResourceRecordSet, TTL). */
function withOneTtl(rrset: RRset, objections: Objection[]): RRset {
  const { policy, ttl } = rrset
  if (policy?.kind !== 'weighted' || policy.sets.every(set => set.alias || (set.ttl ?? ttl) === ttl))
    return rrset
  objections.push({
    code: 'route53-altered',
    why: `gets the TTL ${ttl} in all its sets, as weighted sets have the same`,
  })
  const sets = policy.sets.map(({ ttl: _, ...set }) => set)
  return { ...rrset, policy: { ...policy, sets } }
}
