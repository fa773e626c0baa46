// Which zones there are: those that files state, those that providers hold, and where the two differ.
import { DnsctlError, type Problem } from '../base/errors.ts'
import { compareNames, type Name, nameKey } from '../dns/name.ts'
import type { Checkout } from './checkout.ts'
import { type ProviderPool, withProviders } from './provider-pool.ts'
import type { Workspace, WorkspaceZone } from './workspace.ts'

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

export interface ListedZones {
  /** In canonical order of their names. */
  readonly zones: readonly ListedZone[]
  /** What is wrong with zone files, which then may be absent from the list. */
  readonly problems: readonly Problem[]
}

/** Lists the zones of a checkout at every provider, or at one. */
export async function listZones(checkout: Checkout, provider: string | undefined): Promise<ListedZones> {
  const { zones, problems } = await readStated(checkout)
  const providers = provider === undefined ? Object.keys(checkout.config.config.providers) : [provider]
  const listed = await withProviders(checkout.openProvider, pool =>
    Promise.all(providers.map(name => listAt(name, zones, pool))),
  )
  return { zones: listed.flat().sort((a, b) => compareNames(a.zone, b.zone)), problems }
}

/** A checkout without zone files still has what its providers hold. */
async function readStated(checkout: Checkout): Promise<Workspace> {
  try {
    return await checkout.openWorkspace([])
  } catch (error) {
    if (!(error instanceof DnsctlError) || error.code !== 'zone-files-missing') throw error
    return { zones: [], problems: error.problems.slice(1) }
  }
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
