// Checks a change set against what a zone holds, and makes of it what is to be written: the same for every provider.
import { type Problem, problem, throwIfAny } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, sameName } from '../dns/name.ts'
import type { RRTypeName } from '../dns/rr/define-type.ts'
import { rrTypes } from '../dns/rr/table.ts'
import { type RRset, rrsetKey } from '../dns/rrset.ts'
import { bumpSerial, compareSerials, type SerialPolicy } from '../dns/serial.ts'
import { defaultSoa, serialOf, withSerial } from '../dns/soa.ts'
import { besideCname as mayStandBesideCname } from '../plan/coherence.ts'
import { imageText } from '../plan/image-text.ts'
import type { Change } from '../plan/plan.ts'
import type { Commit, RRsetImages } from '../store/store.ts'
import type { ChangeSet, HeldZone } from './contract.ts'

/**
 * Makes the commit of a change set, a new SOA included; throws `plan-stale` with all that has moved, and with what came
 * since and cannot stand beside what is created. `held` has every RRset of the zone.
 */
export function checkedCommit(changes: ChangeSet, held: HeldZone, now: number): Commit {
  refuseMoved(changes, held)
  throwIfAny(besideCname(changes, held))
  const soa = nextSoa(changes, held, now)
  const isSoa = ({ owner, type }: Change): boolean => type === 'SOA' && sameName(owner, changes.zone)
  const images = changes.changes.filter(change => !isSoa(change)).map(change => imagesOf(change, held))
  return { images: [...images, soa], serial: serialOf(soa.after!) }
}

/** Throws `plan-stale` with all that is no longer as the change set's before images have it. */
export function refuseMoved(changes: ChangeSet, held: HeldZone): void {
  throwIfAny(movedSince(changes, held))
}

/** The change set that creates a zone with nothing but an SOA. */
export const creationOf = (zone: Name): ChangeSet => ({
  zone,
  createsZone: true,
  changes: [],
  serial: 'increment',
})

/** What is no longer as the change set's before images have it. */
export function movedSince({ zone, createsZone, changes }: ChangeSet, held: HeldZone): Problem[] {
  if (createsZone && held.exists) return [problem('plan-stale', `${zone} has been created since the plan`)]
  if (!createsZone && !held.exists) return [problem('plan-stale', `${zone} has gone since the plan`)]
  return changes.flatMap(change => {
    const saw = change.action === 'create' ? undefined : change.before
    const has = held.get(change.owner, change.type)
    if (saw && has ? sameRRset(saw, has) : saw === has) return []
    const message = `${change.owner} ${change.type}: the plan saw ${imageText(saw, has)}, the zone has ${imageText(has, saw)}`
    return [problem('plan-stale', message)]
  })
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2): who asks for one type does not see what came of another. */
function besideCname({ zone, changes }: ChangeSet, held: HeldZone): Problem[] {
  if (!held.exists) return []
  const goes = new Set(changes.flatMap(change => (change.action === 'delete' ? [rrsetKey(change)] : [])))
  return changes.flatMap(({ action, owner, type }) => {
    if (action !== 'create' || sameName(owner, zone) || mayStandBesideCname.has(type)) return []
    const rivals = type === 'CNAME' ? notBesideCname : (['CNAME'] as const)
    const rival = rivals.find(other => !goes.has(rrsetKey({ owner, type: other })) && held.get(owner, other))
    if (rival === undefined) return []
    const has = `the zone has ${rival} ${imageText(held.get(owner, rival), undefined)} there`
    return [problem('plan-stale', `${owner} ${type}: the plan saw nothing beside it, ${has}`)]
  })
}

const notBesideCname: readonly RRTypeName[] = rrTypes
  .map(({ name }) => name)
  .filter(name => name !== 'CNAME' && !mayStandBesideCname.has(name))

function imagesOf(change: Change, held: HeldZone): RRsetImages {
  const before = held.get(change.owner, change.type)
  return {
    ...(before && { before }),
    ...(change.action !== 'delete' && { after: change.after }),
  }
}

/** The SOA as stated, as it was, or the default one, with the new serial. */
function nextSoa({ zone, changes, serial }: ChangeSet, held: HeldZone, now: number): RRsetImages {
  const stated = (type: RRTypeName): Change | undefined =>
    changes.find(change => change.type === type && sameName(change.owner, zone))
  const afterOf = (type: RRTypeName): RRset | undefined => {
    const change = stated(type)
    if (!change) return held.get(zone, type)
    return change.action === 'delete' ? undefined : change.after
  }
  const before = held.get(zone, 'SOA')
  const after = afterOf('SOA') ?? defaultSoa(zone, afterOf('NS'))
  const next = nextSerial(before && serialOf(before), serialOf(after), serial, now)
  return { ...(before && { before }), after: withSerial(after, next) }
}

/** A zone that moves here goes on with the serial its file states, as secondaries know it. */
function nextSerial(old: number | undefined, stated: number, policy: SerialPolicy, now: number): number {
  const next = bumpSerial(old, policy, now)
  if (old === undefined) return stated || next
  return compareSerials(next, stated) < 0 ? stated : next
}
