// A zone as its files have it: the records, what the files say beside them, and where each thing stands.
import type { Place, Problem } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { HealthCheck } from '../dns/routing.ts'
import type { RRset } from '../dns/rrset.ts'
import type { SerialPolicy } from '../dns/serial.ts'
import type { Zone } from '../dns/zone.ts'

/** Where it is written which RRsets of the zone are the file's to change. */
export interface OwnershipSettings {
  /** By which the registry calls the file's. */
  readonly id: string
  /** True if what nobody has is taken over where the file states it otherwise. */
  readonly adopt: boolean
  /** What external-dns puts before or behind the names of its registry, and in place of `*`. */
  readonly externalDns: { readonly prefix?: string; readonly suffix?: string; readonly wildcard?: string }
}

/** What a zone file says that is not a record. */
export interface ZoneSettings {
  readonly serial: SerialPolicy
  /** Patterns `name/TYPE` of RRsets that are left alone at the provider; names relative to the zone. */
  readonly ignore: readonly string[]
  /** Absent if all that the provider holds is the file's to change. */
  readonly ownership?: OwnershipSettings
  /** Codes of checks that are turned off for the whole zone. */
  readonly checksOff: readonly string[]
  /** Health checks by name. */
  readonly health: Readonly<Record<string, HealthCheck>>
}

export interface LoadedZone {
  readonly origin: Name
  /** SOA only if the file has one; its serial is 0 if it is left to the provider. */
  readonly zone: Zone
  readonly settings: ZoneSettings
  /** The main file first, then what it includes. */
  readonly files: readonly string[]
  /** Where an RRset stands, or one of its values (index into `rdatas`). */
  placeOf(rrset: RRset, value?: number): Place | undefined
  /** Codes of checks turned off at an RRset. */
  checksOffAt(rrset: RRset): readonly string[]
}

/** What reading a file gives: the zone if it could be read at all, and every problem found. */
export interface LoadResult {
  readonly zone?: LoadedZone
  readonly problems: readonly Problem[]
}
