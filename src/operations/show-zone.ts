// Reads one zone where it is held.
import { fault } from '../base/errors.ts'
import { type Name, nameOrderKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { Provider } from '../providers/contract.ts'
import type { Checkout } from './checkout.ts'
import { withProviders } from './provider-pool.ts'

/** A zone as a provider holds it. */
export interface ShownZone {
  readonly zone: Name
  readonly provider: string
  /** The apex first, SOA and NS before other types, then the names in canonical order. */
  readonly rrsets: readonly RRset[]
}

/** Reads a zone at a provider, or at the first that holds it; throws `zone-missing`. */
export async function showZone(
  checkout: Checkout,
  origin: Name,
  provider: string | undefined,
): Promise<ShownZone> {
  const providers = provider === undefined ? Object.keys(checkout.config.config.providers) : [provider]
  return withProviders(checkout.openProvider, async pool => {
    for (const name of providers) {
      const shown = await readAt(await pool.get(name), origin)
      if (shown) return shown
    }
    throw fault('zone-missing', `${origin} is not at ${providers.join(', ')}`)
  })
}

async function readAt(provider: Provider, origin: Name): Promise<ShownZone | undefined> {
  const found = await provider.findZone(origin)
  if (!found) return undefined
  const rrsets: RRset[] = []
  for await (const page of provider.readZone(origin)) rrsets.push(...page)
  return { zone: found.origin, provider: provider.name, rrsets: inOrder(rrsets) }
}

const typesFirst = ['NS', 'SOA']

function inOrder(rrsets: readonly RRset[]): RRset[] {
  return rrsets
    .map(rrset => ({ rrset, key: nameOrderKey(rrset.owner) }))
    .sort((a, b) => (a.key === b.key ? compareTypes(a.rrset, b.rrset) : a.key < b.key ? -1 : 1))
    .map(({ rrset }) => rrset)
}

function compareTypes(a: RRset, b: RRset): number {
  const rank = ({ type }: RRset): number => -typesFirst.indexOf(type)
  return rank(a) - rank(b) || (a.type < b.type ? -1 : 1)
}
