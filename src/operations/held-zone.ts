// Reads a whole zone where it is held.
import type { Name } from '../dns/name.ts'
import { Zone } from '../dns/zone.ts'
import type { Provider } from '../providers/contract.ts'

/** The zone as a provider holds it; undefined if it does not. */
export async function readHeldZone(provider: Provider, origin: Name): Promise<Zone | undefined> {
  const found = await provider.findZone(origin)
  if (!found) return undefined
  const zone = new Zone(found.origin)
  for await (const page of provider.readZone(origin)) for (const rrset of page) zone.add(rrset)
  return zone
}
