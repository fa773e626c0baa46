// Compares the zone that is wanted with the RRsets a provider holds, which pass by one at a time.
import { type Place, type Problem, problem } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import { type Name, nameKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { serialOf, withSerial } from '../dns/soa.ts'
import type { Zone } from '../dns/zone.ts'
import { leadsOn } from './access.ts'
import type { Capabilities } from './capabilities.ts'
import { startCoherence } from './coherence.ts'
import { problemsInto } from './objections.ts'
import { keepRegistry, type RegistryKeeper } from './ownership/keep-registry.ts'
import { isOfZone, type Owners, type Ownership, readOwners } from './ownership/owners.ts'
import { isOwnRegistry } from './ownership/registry.ts'
import type { RRsetMatcher } from './pattern.ts'
import type { Change, UnmanagedRRset } from './plan.ts'
import { isApexNs, isProvidersOwn, wantedFrom } from './wanted.ts'

export interface DiffInput {
  readonly wanted: Zone
  readonly capabilities: Capabilities
  /** The RRsets that are somebody else's. */
  readonly ignore: RRsetMatcher
  /** Where a registry says what is the zone file's to change; absent if all is. */
  readonly ownership?: Ownership | undefined
  /** Where the zone file states an RRset. */
  readonly placeOf?: (rrset: RRset) => Place | undefined
}

export interface ZoneDiff {
  /** In no particular order. */
  readonly changes: readonly Change[]
  /** The zone in the form in which the provider is to hold it. */
  readonly after: Zone
  /** Number of RRsets the provider holds. */
  readonly existing: number
  readonly ignored: number
  /**
   * Those of them that are the zone file's alone to change: not ignored, unmanaged or somebody else's, not the SOA,
   * the apex NS or the registry.
   */
  readonly own: number
  /** Those that something else manages at the provider, in no particular order. */
  readonly unmanaged: readonly UnmanagedRRset[]
  /** Those left alone that lead to other names, as CNAMEs do. */
  readonly leads: readonly RRset[]
  /** What was left out or altered, and contradictions of the zone file, which are errors. */
  readonly problems: readonly Problem[]
}

export interface Diff {
  /** Takes the next RRset that the provider holds. */
  meet(held: RRset): void
  /** Gives the result once the provider holds nothing more. */
  finish(): ZoneDiff
}

/**
 * Starts a comparison. Of what the provider holds only the changes' before images are kept, so that its
 * zone need not fit into memory beside ours; with `ownership` it is kept, as a registry may come last.
 *
 * Left alone are: what `ignore` matches, what something else manages at the provider or has by a registry, an SOA or
 * apex NS that the zone file does not state, and what the provider cannot hold as stated. An SOA's serial is the
 * provider's own and never a difference.
 */
export function startDiff(input: DiffInput): Diff {
  const { ownership, wanted } = input
  if (!ownership) return comparison(input, undefined)
  const all: RRset[] = []
  return {
    meet(held) {
      all.push(held)
    },
    finish() {
      const diff = comparison(input, readOwners(all, wanted.origin, ownership))
      for (const held of all) diff.meet(held)
      return diff.finish()
    },
  }
}

function comparison(input: DiffInput, owners: Owners | undefined): Diff {
  const { wanted: stated, capabilities, ignore, ownership, placeOf } = input
  const changes: Change[] = []
  const problems: Problem[] = []
  const unmanaged: UnmanagedRRset[] = []
  const leads: RRset[] = []
  /** By name, what belongs to somebody else or to nobody; no CNAME comes beside it. */
  const rivals = new Map<Name, UnmanagedRRset[]>()
  const met = new Set<RRset>()
  const leftOut = new Set<RRset>()
  let existing = 0
  let ignored = 0
  let own = 0
  const { origin } = stated
  const object = problemsInto(problems, placeOf)
  const isIgnored = ({ owner, type }: RRset): boolean => ignore(owner, type) !== undefined
  const wanted = wantedFrom(stated, capabilities, isIgnored, object)
  const { zone } = wanted
  const coherence = startCoherence(zone)
  const registry: RegistryKeeper | undefined =
    ownership &&
    keepRegistry({ zone, id: ownership.id, minTtl: capabilities.minTtl, ignore }, (rrset, code, why) =>
      object(code, wanted.statedOf(rrset), why),
    )

  /** Leaves an RRset as it is; `why` goes on from its name and type. */
  const leave = (held: RRset, why: string): void => {
    coherence.leave(held, why)
    registry?.keep(held)
    if (leadsOn(held)) leads.push(held)
  }

  const leaveOut = (found: RRset, code: 'plan-unmanaged' | 'plan-unowned', why: string): void => {
    leftOut.add(found)
    object(code, wanted.statedOf(found), why)
  }

  const addRival = (rival: UnmanagedRRset): void => {
    const key = nameKey(rival.owner)
    const others = rivals.get(key)
    if (others) others.push(rival)
    else rivals.set(key, [rival])
  }

  const leaveUnmanaged = (held: RRset, by: string): void => {
    const { owner, type } = held
    unmanaged.push({ owner, type, by })
    addRival({ owner, type, by })
    leave(held, `the provider holds and which belongs to ${by}`)
    const found = zone.get(owner, type)
    if (!found) return
    met.add(found)
    leaveOut(found, 'plan-unmanaged', `is left alone: at the provider it belongs to ${by}`)
  }

  const meetUnowned = (held: RRset): void => {
    const { owner, type } = held
    const found = zone.get(owner, type)
    if (found) met.add(found)
    const after = found && wanted.form(found, held)
    if (found && after && (ownership?.adopt || sameRRset(held, after))) {
      own++
      registry?.claim(found)
      if (!sameRRset(held, after)) changes.push({ action: 'update', owner, type, before: held, after })
      return
    }
    addRival({ owner, type, by: 'nobody' })
    leave(held, 'the provider holds and which belongs to nobody')
    if (found && after)
      leaveOut(
        found,
        'plan-unowned',
        'is left alone: at the provider it is another and belongs to nobody; `ownership: { registry: txt, adopt: true }` takes it over',
      )
  }

  const meetUnstated = (held: RRset): void => {
    const { owner, type } = held
    if (type === 'SOA' || isProvidersOwn(held, origin, capabilities))
      return leave(held, 'the provider sets itself')
    if (wanted.spares(held)) return leave(held, 'stays as it is')
    if (!isApexNs(held, origin)) {
      changes.push({ action: 'delete', owner, type, before: held })
      return
    }
    leave(held, 'stays as it is')
    if (!capabilities.bringsApexNs)
      problems.push(problem('plan-apex-ns-kept', `${owner} NS is not in the zone file and stays as it is`))
  }

  const meetOwn = (held: RRset): void => {
    const { owner, type } = held
    if (!isOfZone(held, origin) && !isOwnRegistry(held)) own++
    const found = zone.get(owner, type)
    if (!found) return meetUnstated(held)
    met.add(found)
    registry?.keep(held)
    const after = wanted.form(found, held)
    if (!after) {
      leftOut.add(found)
      leave(held, 'stays as it is')
    } else if (!sameRRset(held, after))
      changes.push({ action: 'update', owner, type, before: held, after: withSerialOf(held, after) })
  }

  /** Leaves alone what the registry says is somebody else's, and what no registry tells of. */
  const meetByOwner = (held: RRset, { registryStandingOf, standingOf }: Owners): void => {
    const isRecordOf = registryStandingOf(held)
    if (isRecordOf?.of === 'us') return registry?.meet(held, false)
    const standing = isRecordOf ?? (isOfZone(held, origin) ? { of: 'us' as const } : standingOf(held))
    if (standing.of === 'other') leaveUnmanaged(held, standing.by)
    else if (standing.of === 'us') meetOwn(held)
    else meetUnowned(held)
  }

  const create = (found: RRset): void => {
    const { owner, type } = found
    const pattern = ignore(owner, type)
    if (pattern !== undefined) {
      leftOut.add(found)
      const message = `${owner} ${type} is declared, and ignored by the pattern "${pattern}"`
      problems.push(problem('plan-ignored-wanted', message, placeOf?.(wanted.statedOf(found))))
      return
    }
    const standing = isOfZone(found, origin) ? undefined : owners?.standingOf(found)
    if (standing?.of === 'other')
      return leaveOut(
        found,
        'plan-unmanaged',
        `is left out: at the provider the name belongs to ${standing.by}`,
      )
    const rival = rivals.get(nameKey(owner))?.find(other => isEitherCname(other, found))
    if (rival) {
      const why = `is left out: at the provider the name has ${rival.type} records that belong to ${rival.by}`
      return leaveOut(found, 'plan-unmanaged', why)
    }
    const after = wanted.form(found)
    if (!after) {
      leftOut.add(found)
      return
    }
    changes.push({ action: 'create', owner, type, after })
    if (!isOfZone(found, origin)) registry?.claim(found)
  }

  return {
    meet(held) {
      existing++
      const { owner, type, managedBy } = held
      const pattern = ignore(owner, type)
      const isLeft = pattern !== undefined || managedBy !== undefined
      if (registry && type === 'TXT')
        if (owners?.registryStandingOf(held)?.of !== 'us') registry.meetOther(held)
        else if (isLeft) registry.meet(held, true)
      if (pattern !== undefined) {
        ignored++
        leave(held, `the provider holds and the pattern "${pattern}" ignores`)
      } else if (managedBy !== undefined) leaveUnmanaged(held, managedBy)
      else if (owners) meetByOwner(held, owners)
      else meetOwn(held)
    },
    finish() {
      if (met.size < zone.size) for (const found of zone.rrsets()) if (!met.has(found)) create(found)
      coherence.finish(
        found => leftOut.has(found),
        (found, why) => object('plan-conflict', wanted.statedOf(found), why),
      )
      changes.push(...(registry?.finish() ?? []))
      return { changes, after: zone, existing, ignored, own, unmanaged, leads, problems }
    },
  }
}

/** Nothing may stand beside a CNAME (RFC 1034 §3.6.2). */
const isEitherCname = (a: Pick<RRset, 'type'>, b: Pick<RRset, 'type'>): boolean =>
  a.type === 'CNAME' || b.type === 'CNAME'

/** An SOA goes on with the serial it has; the provider counts it up when it applies. */
const withSerialOf = (held: RRset, after: RRset): RRset =>
  after.type === 'SOA' ? withSerial(after, serialOf(held)) : after
