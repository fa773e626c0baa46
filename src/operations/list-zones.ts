// Which zones there are: those that files state, those that providers hold, and where the two differ.
import { DnsctlError, type Problem, problemsOf } from '../base/errors.ts'
import { compareNames, type Name, nameKey } from '../dns/name.ts'
import type { ZoneInfo } from '../providers/contract.ts'
import type { Checkout } from './checkout.ts'
import { type ProviderPool, withProviders } from './provider-pool.ts'
import { statedZones } from './stated-zones.ts'
import type { WorkspaceZone } from './workspace.ts'

/** A zone at one provider. */
export interface ListedZone extends Omit<ZoneInfo, 'origin'> {
  readonly zone: Name
  readonly provider: string
  /** False if only a file states the zone so far. */
  readonly held: boolean
  /** The zone's file; absent if none states it for this provider. */
  readonly file?: string
}

export interface ListedZones {
  /** In canonical order of their names. */
  readonly zones: readonly ListedZone[]
  /** What is wrong with zone files, which then may be absent from the list. */
  readonly problems: readonly Problem[]
  /** Providers whose zones could not be listed; absent if there is none. */
  readonly unlisted?: readonly { readonly provider: string; readonly problems: readonly Problem[] }[]
}

/** Lists the zones of a checkout at every provider, or at one. Throws only if that one cannot be asked. */
export async function listZones(checkout: Checkout, provider: string | undefined): Promise<ListedZones> {
  const { zones, problems } = await statedZones(checkout)
  const providers = provider === undefined ? Object.keys(checkout.config.config.providers) : [provider]
  const listed = await withProviders(checkout.openProvider, pool =>
    Promise.all(providers.map(name => listOrProblems(name, zones, pool))),
  )
  const unlisted = listed.flatMap(result => ('problems' in result ? [result] : []))
  const [only] = unlisted
  if (only && providers.length === 1) throw new DnsctlError(only.problems as DnsctlError['problems'])
  return {
    zones: listed
      .flatMap(result => ('zones' in result ? result.zones : []))
      .sort((a, b) => compareNames(a.zone, b.zone)),
    problems,
    ...(unlisted.length > 0 && { unlisted }),
  }
}

type Listed = { readonly zones: readonly ListedZone[] } | NonNullable<ListedZones['unlisted']>[number]

async function listOrProblems(
  provider: string,
  zones: readonly WorkspaceZone[],
  pool: ProviderPool,
): Promise<Listed> {
  try {
    return { zones: await listAt(provider, zones, pool) }
  } catch (error) {
    if (error instanceof DnsctlError) return { provider, problems: problemsOf(error) }
    throw error
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
  const listed: ListedZone[] = []
  const held = new Set<Name>()
  for await (const { origin, ...info } of (await pool.get(provider)).listZones()) {
    const file = stated.get(nameKey(origin))?.file
    held.add(nameKey(origin))
    listed.push({ zone: origin, provider, held: true, ...info, ...(file !== undefined && { file }) })
  }
  return [...listed, ...[...stated].flatMap(([key, zone]) => (held.has(key) ? [] : [zone]))]
}
