// The zone that is being read from one or more YAML files, and what all its readers share.
import type { Name } from '../../../dns/name.ts'
import type { TextContext } from '../../../dns/rr/text.ts'
import type { RRset } from '../../../dns/rrset.ts'
import { Zone } from '../../../dns/zone.ts'
import { makePlaces, type Places } from '../../places.ts'
import { nameInValue } from '../names.ts'
import type { HealthDirectory } from './health.ts'
import { placeText, type Reading } from './reading.ts'
import type { Expand } from './variables.ts'

export interface ZoneBuilder {
  readonly origin: Name
  readonly zone: Zone
  readonly places: Places
  readonly checksOff: Map<RRset, readonly string[]>
}

/** One file whose records are added to a zone. */
export interface RecordFile {
  readonly builder: ZoneBuilder
  readonly reading: Reading
  readonly expand: Expand
  /** How names in values are read. */
  readonly names: TextContext
  /** TTL of records that state none. */
  readonly ttl: number
  /** The health checks of all files of the zone. */
  readonly health: HealthDirectory
}

/** Starts a zone. */
export function startZone(origin: Name): ZoneBuilder {
  return { origin, zone: new Zone(origin), places: makePlaces(), checksOff: new Map() }
}

/** Starts to read the records of one file. */
export const recordFile = (
  builder: ZoneBuilder,
  parts: Omit<RecordFile, 'builder' | 'names'>,
): RecordFile => ({
  ...parts,
  builder,
  names: { name: text => nameInValue(text, builder.origin) },
})

/** Adds an RRset to the zone; reports it if its name and type are there already. */
export function addRRset(
  file: RecordFile,
  rrset: RRset,
  position: number,
  valuePositions: readonly number[],
): boolean {
  const { builder, reading } = file
  const first = builder.zone.get(rrset.owner, rrset.type)
  if (first) {
    const place = reading.placeAt(builder.places.positionOf(first)!)
    const isSameKey = place.file === reading.file && first.owner === rrset.owner
    const message = `${rrset.owner} ${rrset.type} is there already, at ${placeText(place)}`
    reading.report(isSameKey ? 'duplicate-key' : 'duplicate-rrset', message, position)
    return false
  }
  builder.zone.add(rrset)
  builder.places.add(rrset, position, valuePositions)
  return true
}
