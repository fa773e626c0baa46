// What the store knows a zone by: its name, and for a second zone of that name the view it belongs to.
import { type Name, nameKey } from '../dns/name.ts'

/** A zone's name alone, or `example.com./z0123` for a view; no name goes on after its last dot. */
export type ZoneKey = Name

/** The key of the zone of a name in a view; without one, of the zone that goes by its name alone. */
export const zoneKey = (origin: Name, view?: string): ZoneKey =>
  view === undefined ? nameKey(origin) : (`${nameKey(origin)}/${view.toLowerCase()}` as ZoneKey)

/** The name of the zone and its view, if it has one. */
export function partsOf(key: ZoneKey): { readonly origin: Name; readonly view?: string } {
  const end = key.lastIndexOf('./')
  if (end < 0) return { origin: key }
  return { origin: key.slice(0, end + 1) as Name, view: key.slice(end + 2) }
}

/** The key as its zone was named, in the letter case of that. */
export const keyOfZone = ({ origin, view }: { readonly origin: Name; readonly view?: string }): ZoneKey =>
  view === undefined ? origin : zoneKey(origin, view)
