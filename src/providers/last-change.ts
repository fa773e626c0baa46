// What the journal says of the last change of a zone.
import type { Name } from '../dns/name.ts'
import type { Store } from '../store/store.ts'
import type { ZoneDetails } from './contract.ts'

/** When a zone was last changed and by whom; nothing if it never was through dnsctl. */
export function lastChange(store: Store | undefined, origin: Name): ZoneDetails {
  for (const { state, time, who, commit } of store?.journal(origin) ?? [])
    if (state !== 'abandoned') return { 'last change': `${time} by ${who}, number ${commit}` }
  return {}
}
