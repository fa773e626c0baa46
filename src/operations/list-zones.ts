// Which zones there are: those that files state, those that providers hold, and where the two differ.
import { compareNames, type Name, nameKey } from '../dns/name.ts'
import type { ProviderPool } from './provider-pool.ts'
import type { WorkspaceZone } from './workspace.ts'

/** A zone at one provider. */
export interface ListedZone {
  readonly zone: Name
  readonly provider: string
  /** False if only a file states the zone so far. */
  readonly held: boolean
  readonly serial?: number
  /** Number of RRsets at the provider. */
  readonly rrsets?: number
  /** The zone's file; absent if none states it for this provider. */
  readonly file?: string
}

/** Lists zones in canonical order of their names. */
export async function listZones(
  zones: readonly WorkspaceZone[],
  providers: readonly string[],
  pool: ProviderPool,
): Promise<ListedZone[]> {
  const listed = await Promise.all(providers.map(provider => listAt(provider, zones, pool)))
  return listed.flat().sort((a, b) => compareNames(a.zone, b.zone))
}

async function listAt(
  provider: string,
  zones: readonly WorkspaceZone[],
  pool: ProviderPool,
): Promise<ListedZone[]> {
  const stated = new Map<Name, ListedZone>()
  for (const { loaded, providers } of zones) {
    const [file] = loaded.files
    const zone = loaded.origin
    if (providers.includes(provider))
      stated.set(nameKey(zone), { zone, provider, held: false, ...(file !== undefined && { file }) })
  }
  const held: ListedZone[] = []
  for await (const { origin, serial, rrsets } of (await pool.get(provider)).listZones()) {
    const file = stated.get(nameKey(origin))?.file
    stated.delete(nameKey(origin))
    held.push({
      zone: origin,
      provider,
      held: true,
      ...(serial !== undefined && { serial }),
      ...(rrsets !== undefined && { rrsets }),
      ...(file !== undefined && { file }),
    })
  }
  return [...held, ...stated.values()]
}
