// What a plan may not say although it has the shape of one: a plan file may have been written by hand.
import { type Problem, problem } from '../../base/errors.ts'
import { isAtOrBelow, type Name, nameKey, sameName } from '../../dns/name.ts'
import { type RRset, rrsetKey } from '../../dns/rrset.ts'
import { besideCname } from '../coherence.ts'
import type { Change, Plan, ZonePlan } from '../plan.ts'

/** Gives a `plan-file-invalid` for all that no plan of ours says, whoever made its digest. */
export function contradictionsIn({ zones }: Plan): Problem[] {
  const seen = new Set<string>()
  return zones.flatMap(zone => {
    const title = `${zone.zone} at ${zone.provider}`
    const key = `${nameKey(zone.zone)} at ${zone.provider}`
    const again = seen.has(key) ? ['is planned twice'] : []
    seen.add(key)
    return [...again, ...contradictionsOf(zone)].map(why => problem('plan-file-invalid', `${title} ${why}`))
  })
}

function contradictionsOf({ zone, changes, createsZone, deletesZone }: ZonePlan): string[] {
  const keys = new Set<string>()
  const found = changes.flatMap(change => {
    const key = rrsetKey(change)
    const again = keys.has(key) ? ['is changed twice'] : []
    keys.add(key)
    return [...again, ...contradictionsOfChange(change, zone)].map(
      why => `has a plan by which ${change.owner} ${change.type} ${why}`,
    )
  })
  const both = createsZone && deletesZone ? ['is created and deleted'] : []
  return [...both, ...found, ...cnameContradictions(changes)]
}

function contradictionsOfChange(change: Change, zone: Name): string[] {
  const { action, owner } = change
  const images = [
    ...(action === 'create' ? [] : [change.before]),
    ...(action === 'delete' ? [] : [change.after]),
  ]
  return [
    ...(isAtOrBelow(owner, zone) ? [] : ['is changed, which is not in the zone']),
    ...images.flatMap(image => (sameName(image.owner, owner) ? [] : [`is ${image.owner} too`])),
    ...(images.some(({ managedBy }) => managedBy !== undefined) ? ['is changed, which others manage'] : []),
    ...(action === 'delete' || hasValues(change.after) ? [] : ['has no values, or values of several kinds']),
  ]
}

/** Says whether an RRset, and each set of its policy, has values of one kind. */
function hasValues({ rdatas, alias, policy }: RRset): boolean {
  if (!policy) return rdatas.length > 0 !== (alias !== undefined)
  const isOnlyPolicy = rdatas.length === 0 && alias === undefined
  const sets = policy.sets.map(set => set.rdatas.length > 0 !== (set.alias !== undefined))
  return isOnlyPolicy && sets.length > 0 && sets.every(Boolean)
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2). */
function cnameContradictions(changes: readonly Change[]): string[] {
  const afters = changes.flatMap(change => (change.action === 'delete' ? [] : [change.after]))
  const cnames = new Set(afters.filter(({ type }) => type === 'CNAME').map(({ owner }) => nameKey(owner)))
  return afters.flatMap(({ owner, type }) =>
    type !== 'CNAME' && cnames.has(nameKey(owner)) && !besideCname.has(type)
      ? [`has a plan by which ${owner} ${type} stands beside a CNAME`]
      : [],
  )
}
