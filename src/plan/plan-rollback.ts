// Plans how a zone is brought back to what it was before a run: a plan like any other, made from what is there now.
import { type Problem, problem, throwIfAny } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, sameName } from '../dns/name.ts'
import { type RRset, rrsetKey } from '../dns/rrset.ts'
import type { SerialPolicy } from '../dns/serial.ts'
import { negativeTtl } from '../dns/soa.ts'
import { Zone } from '../dns/zone.ts'
import { cachedFor } from './cached-for.ts'
import { Fingerprint } from './fingerprint.ts'
import { serversAsAccess } from './guards/access.ts'
import { type SafetyLimits, safetyFindings } from './guards/safety.ts'
import { imageText } from './image-text.ts'
import { inverseOf } from './inverse.ts'
import { orderChanges } from './order.ts'
import { isOwnRegistry } from './ownership/registry.ts'
import type { Change, ZonePlan } from './plan.ts'
import { isApexNs } from './wanted.ts'

/** What a run did with a zone. */
export interface ZoneRun {
  readonly zone: Name
  /** The provider's name in the configuration. */
  readonly provider: string
  readonly createdZone: boolean
  readonly deletedZone: boolean
  readonly serial: SerialPolicy
  /** From what was there before to what the run left; each RRset once. */
  readonly changes: readonly Change[]
  /** What it did on the way to that, where it had several stages: it may have been interrupted there. */
  readonly onTheWay?: readonly Change[]
}

/**
 * Plans the way back. `existing` is what the provider holds, in pages; undefined if it does not hold the zone. What is
 * as it was before already needs no change; an RRset that is neither that nor as the run left it is a
 * `rollback-conflict`, and all of these are thrown.
 */
export async function planZoneRollback(
  run: ZoneRun,
  existing: AsyncIterable<readonly RRset[]> | undefined,
  limits: SafetyLimits,
): Promise<ZonePlan> {
  const { zone, provider, serial } = run
  const held = new Zone(zone)
  const fingerprint = new Fingerprint()
  for await (const page of existing ?? [])
    for (const rrset of page) {
      fingerprint.add(rrset)
      held.add(rrset)
    }
  const way = existing ? wayBack(run, held) : wayBackToNothing(run)
  throwIfAny(way.conflicts)
  const { createsZone, deletesZone } = way
  const changes = orderChanges(way.changes)
  const soa = held.get(zone, 'SOA')
  const access = [...limits.access, ...serversAsAccess(held.get(zone, 'NS'))]
  return {
    zone,
    provider,
    createsZone,
    ...(deletesZone && { deletesZone }),
    serial,
    fingerprint: existing ? fingerprint.digest() : '',
    existing: held.size,
    ignored: 0,
    unmanaged: [],
    changes,
    cachedFor: cachedFor(changes, soa ? negativeTtl(soa) : 0),
    safety: safetyFindings(
      // What the run has written to a registry is its own to take back.
      { changes, after: way.after, own: ownOf(held), createsZone, deletesZone, keepsRegistry: true },
      { ...limits, access },
    ),
    warnings: [],
  }
}

interface WayBack {
  readonly createsZone: boolean
  readonly deletesZone: boolean
  readonly changes: readonly Change[]
  /** The zone as it will be. */
  readonly after: Zone
  readonly conflicts: readonly Problem[]
}

function wayBack(run: ZoneRun, held: Zone): WayBack {
  if (run.createdZone) return wayBackFromCreation(run, held)
  const changes: Change[] = []
  const conflicts: Problem[] = []
  const onTheWay = imagesOnTheWay(run)
  for (const undo of inverseOf(run.changes)) {
    const found = held.get(undo.owner, undo.type)
    if (isSame(found, afterOf(undo))) continue
    const left = [beforeOf(undo), ...(onTheWay.get(rrsetKey(undo)) ?? [])]
    const isOurs = left.some(image => isSame(found, image)) && found?.managedBy === undefined
    if (isOurs) changes.push(withBefore(undo, found))
    else conflicts.push(conflict(undo, found, run.deletedZone))
  }
  const after = applied(held, changes)
  conflicts.push(...changes.flatMap(change => besideCname(change, after)))
  return { createsZone: false, deletesZone: false, changes, after, conflicts }
}

/** What each RRset was between the stages of the run. */
function imagesOnTheWay({ onTheWay = [] }: ZoneRun): Map<string, readonly (RRset | undefined)[]> {
  const images = new Map<string, readonly (RRset | undefined)[]>()
  for (const change of onTheWay) {
    const key = rrsetKey(change)
    images.set(key, [...(images.get(key) ?? []), afterOf(change)])
  }
  return images
}

/** The zone was not there, so it goes with all that the run has put into it, and with the SOA and NS it came with. */
function wayBackFromCreation({ zone, changes }: ZoneRun, held: Zone): WayBack {
  const put = new Map(changes.map(change => [rrsetKey(change), change]))
  const deletes: Change[] = []
  const conflicts: Problem[] = []
  for (const before of held.rrsets()) {
    const { owner, type } = before
    const undo = inverseOf([put.get(rrsetKey(before))].filter(change => change !== undefined))[0]
    if (!undo && isBrought(before, zone)) continue
    if (undo && isSame(before, beforeOf(undo)) && before.managedBy === undefined)
      deletes.push({ action: 'delete', owner, type, before })
    else conflicts.push(conflict(undo ?? { action: 'create', owner, type, after: before }, before, false))
  }
  const after = new Zone(zone)
  return { createsZone: false, deletesZone: true, changes: deletes, after, conflicts }
}

/** The provider does not hold the zone. */
function wayBackToNothing({ zone, createdZone, deletedZone, changes }: ZoneRun): WayBack {
  const way: WayBack = {
    createsZone: false,
    deletesZone: false,
    changes: [],
    after: new Zone(zone),
    conflicts: [],
  }
  if (createdZone) return way
  if (!deletedZone) return { ...way, conflicts: [problem('rollback-conflict', `${zone} has gone since`)] }
  const undo = inverseOf(changes)
  return { ...way, createsZone: true, changes: undo, after: applied(way.after, undo) }
}

const isBrought = (rrset: RRset, origin: Name): boolean =>
  isApexNs(rrset, origin) || (rrset.type === 'SOA' && sameName(rrset.owner, origin))

const isSame = (a: RRset | undefined, b: RRset | undefined): boolean => (a && b ? sameRRset(a, b) : a === b)

const beforeOf = (change: Change): RRset | undefined =>
  change.action === 'create' ? undefined : change.before
const afterOf = (change: Change): RRset | undefined => (change.action === 'delete' ? undefined : change.after)

/** What goes is what is there, as far as that is told apart: with the serial that an SOA has now. */
function withBefore(undo: Change, found: RRset | undefined): Change {
  if (!found) return undo
  // A run that was to delete it has come no further than to lower its TTL.
  return undo.action === 'create' ? { ...undo, action: 'update', before: found } : { ...undo, before: found }
}

function conflict(undo: Change, found: RRset | undefined, wasDeleted: boolean): Problem {
  const { owner, type } = undo
  if (found?.managedBy !== undefined)
    return problem('rollback-conflict', `${owner} ${type} belongs to ${found.managedBy} by now`)
  const left = wasDeleted ? undefined : beforeOf(undo)
  const since = `the run left ${imageText(left, found)}, the zone has ${imageText(found, left)}`
  return problem('rollback-conflict', `${owner} ${type}: ${since}`)
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2): what came to the name since is in the way. */
function besideCname({ action, owner, type }: Change, after: Zone): Problem[] {
  if (action !== 'create') return []
  const others = after
    .at(owner)
    .filter(other => other.type !== type && (type === 'CNAME' || other.type === 'CNAME'))
  return others.map(other =>
    problem(
      'rollback-conflict',
      `${owner} ${type} cannot come back beside ${other.type} ${imageText(other, undefined)}`,
    ),
  )
}

function applied(held: Zone, changes: readonly Change[]): Zone {
  const after = new Zone(held.origin, held.rrsets())
  for (const change of changes)
    if (change.action === 'delete') after.delete(change.owner, change.type)
    else after.replace(change.after)
  return after
}

/** Number of RRsets that are people's to change. */
function ownOf(held: Zone): number {
  let own = 0
  for (const rrset of held.rrsets())
    if (rrset.managedBy === undefined && !isBrought(rrset, held.origin) && !isOwnRegistry(rrset)) own++
  return own
}
