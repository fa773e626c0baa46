// Hosted zones as the store keeps them: a zone, and beside it what Route 53 knows of it. Zones that came into the
// store in another way are hosted zones too, under an id that follows from their name.
import { compareText } from '../../../base/compare-text.ts'
import { type Name, nameKey } from '../../../dns/name.ts'
import { nameToApi } from '../../../route53/names.ts'
import { orderKey } from '../../../route53/order.ts'
import type { StoreTransaction, ZoneHead, ZoneKey } from '../../../store/store.ts'
import { keyOfZone } from '../../../store/zone-key.ts'
import { ApiError } from '../errors.ts'
import { derivedZoneId } from '../ids.ts'
import type { StoreReading } from './transact.ts'

/** A virtual private cloud; nothing but its name is known here. */
export interface Vpc {
  readonly VPCRegion: string
  readonly VPCId: string
}

/** What Route 53 knows of a zone. */
export interface ZoneRecord {
  readonly callerReference: string
  readonly comment?: string
  readonly isPrivate: boolean
  readonly vpcs: readonly Vpc[]
  /** Those of other accounts that may be associated. */
  readonly authorizedVpcs: readonly Vpc[]
  /** The reusable delegation set that it was made with. */
  readonly delegationSet?: string
  /** With their dot at the end. */
  readonly nameServers: readonly string[]
  /** The serial as clients wrote it: the one that is served grows with every change. */
  readonly soaSerial: number
}

export interface HostedZone extends ZoneRecord {
  readonly id: string
  readonly key: ZoneKey
  readonly head: ZoneHead
}

/** The kinds under which the store keeps what belongs to a zone. */
const recordKind = 'route53-zone'
const idKind = 'route53-zone-id'
const referenceKind = 'route53-zone-reference'

interface StoredZone extends ZoneRecord {
  readonly key: ZoneKey
  /** The zone's `returns`: one that was deleted in another way and came again is a zone of its own. */
  readonly returns: number
}

const returnsOf = (head: ZoneHead | undefined): number => head?.returns ?? 0

/** Finds a zone by its id; throws NoSuchHostedZone. */
export function hostedZone(reading: StoreReading, id: string): HostedZone {
  const stored = reading.resource<StoredZone>(recordKind, id)
  const head = stored ? reading.zone(stored.key) : headOfDerived(reading, id)
  if (head && zoneIdOf(reading, head) === id) return hosted(reading, head)
  throw new ApiError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`)
}

const headOfDerived = (reading: StoreReading, id: string): ZoneHead | undefined =>
  reading.zones().find(head => derivedIdOf(head) === id)

function derivedIdOf(head: ZoneHead): string {
  const key = nameKey(keyOfZone(head))
  return derivedZoneId(head.returns === undefined ? key : `${key} ${head.returns}`)
}

/** The id of a zone of the store. */
export function zoneIdOf(reading: StoreReading, head: ZoneHead): string {
  const id = reading.resource<string>(idKind, nameKey(keyOfZone(head)))
  const stored = id === undefined ? undefined : reading.resource<StoredZone>(recordKind, id)
  return id !== undefined && stored?.returns === returnsOf(head) ? id : derivedIdOf(head)
}

/** Every zone, in the order of their ids. */
export const hostedZones = (reading: StoreReading): HostedZone[] =>
  reading
    .zones()
    .map(head => hosted(reading, head))
    .sort((a, b) => compareText(a.id, b.id))

/** The zones of a name, the oldest first. */
export const hostedZonesNamed = (reading: StoreReading, origin: Name): HostedZone[] =>
  reading.zonesNamed(origin).map(head => hosted(reading, head))

function hosted(reading: StoreReading, head: ZoneHead): HostedZone {
  const id = zoneIdOf(reading, head)
  const key = nameKey(keyOfZone(head))
  const {
    key: _,
    returns: _returns,
    ...record
  } = reading.resource<StoredZone>(recordKind, id) ?? {
    key,
    returns: returnsOf(head),
    callerReference: `dnsctl:${key}`,
    isPrivate: false,
    vpcs: [],
    authorizedVpcs: [],
    nameServers: reading.rrset(key, head.origin, 'NS')?.rdatas ?? [],
    soaSerial: 1,
  }
  return { ...record, id, key, head }
}

/** A zone, and what it is listed by before its id. */
export interface ZoneByName {
  readonly order: string
  readonly zone: HostedZone
}

/** Every zone, in the order of ListHostedZonesByName. */
export const hostedZonesByName = (reading: StoreReading): ZoneByName[] =>
  hostedZones(reading)
    .map(zone => ({ order: orderKey(nameToApi(zone.head.origin)), zone }))
    // Those of one name stay in the order of their ids.
    .sort((a, b) => compareText(a.order, b.order))

/** Notes what is known of a zone from now on. */
export function putZoneRecord(t: StoreTransaction, id: string, key: ZoneKey, record: ZoneRecord): void {
  t.put(recordKind, id, { ...record, key, returns: returnsOf(t.zone(key)) })
  t.put(idKind, nameKey(key), id)
  t.put(referenceKind, record.callerReference, id)
}

/** Changes what is known of a zone. */
export function changeZoneRecord(
  t: StoreTransaction,
  { id, key, head: _, ...record }: HostedZone,
  change: Partial<ZoneRecord>,
): void {
  putZoneRecord(t, id, key, { ...record, ...change })
}

/** Forgets a zone. */
export function removeZoneRecord(t: StoreTransaction, { id, key, callerReference }: HostedZone): void {
  t.remove(recordKind, id)
  t.remove(idKind, nameKey(key))
  t.remove(referenceKind, callerReference)
}

/** Says whether a zone that still exists was made with a caller reference. */
export function isZoneReferenceUsed(reading: StoreReading, callerReference: string): boolean {
  const id = reading.resource<string>(referenceKind, callerReference)
  if (id === undefined) return false
  const stored = reading.resource<StoredZone>(recordKind, id)
  const head = stored && reading.zone(stored.key)
  return head !== undefined && zoneIdOf(reading, head) === id
}
