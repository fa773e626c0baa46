// What the store keeps as it is stated, though the bundled server does not answer it as it is meant.
import { isAtOrBelow, type Name } from '../../dns/name.ts'
import type { AliasTarget } from '../../dns/routing.ts'
import type { RRset } from '../../dns/rrset.ts'
import type { HeldForm, Objection } from '../../plan/capabilities.ts'

/** Holds every RRset as it is; objects to aliases that lead out of the zone, and to policies that need distances. */
export function hold(rrset: RRset, origin: Name): HeldForm {
  return { rrsets: [rrset], objections: rrset.policy || rrset.alias ? objections(rrset, origin) : none }
}

const none: readonly Objection[] = []

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
