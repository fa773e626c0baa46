// The comparison itself: what becomes of each RRset that a provider holds, and of each that a zone file states.
import { type Problem, problem } from '../base/errors.ts'
import { sameRRset } from '../dns/canonical.ts'
import type { Name } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { serialOf, withSerial } from '../dns/soa.ts'
import type { Zone } from '../dns/zone.ts'
import { keepLeftAlone, type LeftAlone } from './left-alone.ts'
import { problemsInto } from './objections.ts'
import { keepRegistry, type RegistryKeeper } from './ownership/keep-registry.ts'
import { isOfZone, type Owners } from './ownership/owners.ts'
import { isOwnRegistry } from './ownership/registry.ts'
import type { Change, UnmanagedRRset } from './plan.ts'
import { isApexNs, isProvidersOwn, type ObjectionListener, type Wanted, wantedFrom } from './wanted.ts'
import type { Diff, DiffInput, ZoneDiff } from './zone-diff.ts'

/** Compares; with `owners`, only what they say is ours is changed. */
export class Comparison implements Diff {
  readonly #input: DiffInput
  readonly #owners: Owners | undefined
  readonly #origin: Name
  readonly #wanted: Wanted
  readonly #zone: Zone
  readonly #registry: RegistryKeeper | undefined
  readonly #alone: LeftAlone
  readonly #object: ObjectionListener
  readonly #changes: Change[] = []
  readonly #problems: Problem[] = []
  readonly #unmanaged: UnmanagedRRset[] = []
  /** RRsets of the zone that the provider holds in some form. */
  readonly #met = new Set<RRset>()
  #existing = 0
  #ignored = 0
  #own = 0

  constructor(input: DiffInput, owners: Owners | undefined) {
    const { wanted: stated, capabilities, ignore, ownership, placeOf } = input
    const isIgnored = ({ owner, type }: RRset): boolean => ignore(owner, type) !== undefined
    this.#input = input
    this.#owners = owners
    this.#origin = stated.origin
    this.#object = problemsInto(this.#problems, placeOf)
    this.#wanted = wantedFrom(stated, capabilities, isIgnored, this.#object)
    this.#zone = this.#wanted.zone
    this.#registry =
      ownership &&
      keepRegistry(
        { zone: this.#zone, id: ownership.id, minTtl: capabilities.minTtl, ignore },
        (rrset, code, why) => this.#object(code, this.#wanted.statedOf(rrset), why),
      )
    this.#alone = keepLeftAlone(this.#zone, this.#registry)
  }

  meet(held: RRset): void {
    this.#existing++
    const { owner, type, managedBy } = held
    const pattern = this.#input.ignore(owner, type)
    this.#readRecord(held, pattern !== undefined || managedBy !== undefined)
    if (pattern !== undefined) {
      this.#ignored++
      this.#alone.add(held, `the provider holds and the pattern "${pattern}" ignores`)
    } else if (managedBy !== undefined) this.#leaveUnmanaged(held, managedBy)
    else if (this.#owners) this.#meetByOwner(held, this.#owners)
    else this.#meetOwn(held)
  }

  finish(): ZoneDiff {
    if (this.#met.size < this.#zone.size)
      for (const found of this.#zone.rrsets()) if (!this.#met.has(found)) this.#create(found)
    this.#alone.finish((found, why) => this.#object('plan-conflict', this.#wanted.statedOf(found), why))
    return {
      changes: [...this.#changes, ...(this.#registry?.finish() ?? [])],
      after: this.#zone,
      existing: this.#existing,
      ignored: this.#ignored,
      own: this.#own,
      unmanaged: this.#unmanaged,
      leads: this.#alone.leads,
      problems: this.#problems,
    }
  }

  /** Tells the registry what stands under its names; what is left alone is read, and stays. */
  #readRecord(held: RRset, isLeftAlone: boolean): void {
    if (!this.#registry || held.type !== 'TXT') return
    if (this.#owners?.registryStandingOf(held)?.of !== 'us') this.#registry.meetOther(held)
    else this.#registry.meet(held, isLeftAlone)
  }

  /** Leaves alone what the registry says is somebody else's, and what no registry tells of. */
  #meetByOwner(held: RRset, { registryStandingOf, standingOf }: Owners): void {
    const ofRecord = registryStandingOf(held)
    if (ofRecord?.of === 'us') return
    const standing = ofRecord ?? (isOfZone(held, this.#origin) ? undefined : standingOf(held))
    if (standing?.of === 'other') this.#leaveUnmanaged(held, standing.by)
    else if (standing?.of === 'nobody') this.#meetUnowned(held)
    else this.#meetOwn(held)
  }

  #meetOwn(held: RRset): void {
    const { owner, type } = held
    if (!isOfZone(held, this.#origin) && !isOwnRegistry(held)) this.#own++
    const found = this.#zone.get(owner, type)
    if (!found) return this.#meetUnstated(held)
    this.#met.add(found)
    this.#registry?.keep(held)
    const after = this.#wanted.form(found, held)
    if (!after) {
      this.#alone.leftOut.add(found)
      this.#alone.add(held, 'stays as it is')
    } else if (!sameRRset(held, after))
      this.#changes.push({ action: 'update', owner, type, before: held, after: withSerialOf(held, after) })
  }

  #meetUnstated(held: RRset): void {
    const { owner, type } = held
    const { capabilities } = this.#input
    if (type === 'SOA' || isProvidersOwn(held, this.#origin, capabilities))
      return this.#alone.add(held, 'the provider sets itself')
    if (this.#wanted.spares(held)) return this.#alone.add(held, 'stays as it is')
    if (!isApexNs(held, this.#origin)) {
      this.#changes.push({ action: 'delete', owner, type, before: held })
      return
    }
    this.#alone.add(held, 'stays as it is')
    if (!capabilities.bringsApexNs)
      this.#problems.push(
        problem('plan-apex-ns-kept', `${owner} NS is not in the zone file and stays as it is`),
      )
  }

  #meetUnowned(held: RRset): void {
    const { owner, type } = held
    const found = this.#zone.get(owner, type)
    if (found) this.#met.add(found)
    const after = found && this.#wanted.form(found, held)
    if (found && after && (this.#input.ownership?.adopt || sameRRset(held, after))) {
      this.#own++
      this.#registry?.claim(found)
      if (!sameRRset(held, after)) this.#changes.push({ action: 'update', owner, type, before: held, after })
      return
    }
    this.#alone.addOf(held, 'nobody')
    if (!found) return
    this.#alone.leftOut.add(found)
    if (after) this.#object('plan-unowned', this.#wanted.statedOf(found), unownedWhy)
  }

  #leaveUnmanaged(held: RRset, by: string): void {
    const { owner, type } = held
    this.#unmanaged.push({ owner, type, by })
    this.#alone.addOf(held, by)
    const found = this.#zone.get(owner, type)
    if (!found) return
    this.#met.add(found)
    this.#leaveOut(found, `is left alone: at the provider it belongs to ${by}`)
  }

  #create(found: RRset): void {
    const { owner, type } = found
    const pattern = this.#input.ignore(owner, type)
    if (pattern !== undefined) return this.#refuseIgnored(found, pattern)
    const isOfRegistry = !isOfZone(found, this.#origin)
    const standing = isOfRegistry ? this.#owners?.standingOf(found) : undefined
    if (standing?.of === 'other')
      return this.#leaveOut(found, `is left out: at the provider the name belongs to ${standing.by}`)
    const rival = this.#alone.rivalOf(found)
    if (rival) {
      const why = `is left out: at the provider the name has ${rival.type} records that belong to ${rival.by}`
      return this.#leaveOut(found, why)
    }
    const after = this.#wanted.form(found)
    if (!after) {
      this.#alone.leftOut.add(found)
      return
    }
    this.#changes.push({ action: 'create', owner, type, after })
    if (isOfRegistry) this.#registry?.claim(found)
  }

  #refuseIgnored(found: RRset, pattern: string): void {
    this.#alone.leftOut.add(found)
    const message = `${found.owner} ${found.type} is declared, and ignored by the pattern "${pattern}"`
    const place = this.#input.placeOf?.(this.#wanted.statedOf(found))
    this.#problems.push(problem('plan-ignored-wanted', message, place))
  }

  #leaveOut(found: RRset, why: string): void {
    this.#alone.leftOut.add(found)
    this.#object('plan-unmanaged', this.#wanted.statedOf(found), why)
  }
}

const unownedWhy =
  'is left alone: at the provider it is another and belongs to nobody; `ownership: { registry: txt, adopt: true }` takes it over'

/** An SOA goes on with the serial it has; the provider counts it up when it applies. */
const withSerialOf = (held: RRset, after: RRset): RRset =>
  after.type === 'SOA' ? withSerial(after, serialOf(held)) : after
