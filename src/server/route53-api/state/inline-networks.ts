// Networks that came into zones with their records, not from a CIDR collection: shown as one more collection.
import type { Store } from '../../../store/store.ts'
import { keyOfZone } from '../../../store/zone-key.ts'
import { inlineLocation, locationOfSet } from './cidr-collections.ts'
import { zoneIdOf } from './hosted-zones.ts'
import { indexOf } from './zone-index.ts'

/** The networks by the names of the locations that stand for them. */
export function inlineNetworks(store: Store): Map<string, readonly string[]> {
  const locations = new Map<string, readonly string[]>()
  for (const head of store.zones()) {
    const zoneId = zoneIdOf(store, head)
    for (const rrset of indexOf(store, keyOfZone(head)).policies.values())
      for (const set of rrset.policy!.sets)
        if (set.networks && !locationOfSet(store, zoneId, rrset, set))
          locations.set(inlineLocation(set.networks).LocationName, set.networks)
  }
  return locations
}
