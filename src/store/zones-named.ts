// Lists the zones that are not deleted: all, or those of one name, which are told apart by their views.
import { type Name, nameKey, sameName } from '../dns/name.ts'
import type { Databases } from './databases.ts'
import { living, type ZoneHead } from './zone-head.ts'
import type { ZoneKey } from './zone-key.ts'

/** Every zone that is not deleted. */
export const livingZones = ({ zones }: Databases): readonly ZoneHead[] =>
  [...zones.getRange({})].flatMap(({ value }) => living(value) ?? [])

/** The zones of a name that are not deleted, the oldest first. */
export function zonesNamed({ zones }: Databases, origin: Name): readonly ZoneHead[] {
  const key = nameKey(origin)
  const views = zones.getRange({ start: `${key}/` as ZoneKey, end: `${key}0` as ZoneKey })
  return [zones.get(key), ...[...views].map(({ value }) => value)]
    .flatMap(head => living(head) ?? [])
    .filter(head => sameName(head.origin, origin))
    .sort((a, b) => a.id - b.id)
}
