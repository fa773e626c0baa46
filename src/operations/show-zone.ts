// Reads one zone where it is held.
import { fault } from '../base/errors.ts'
import { type Name, nameOrderKey } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import type { ProviderPool } from './provider-pool.ts'

/** A zone as a provider holds it. */
export interface ShownZone {
  readonly zone: Name
  readonly provider: string
  /** The apex first, SOA and NS before other types, then the names in canonical order. */
  readonly rrsets: readonly RRset[]
}

/** Reads a zone at the first of the providers that holds it; throws `zone-missing`. */
export async function showZone(
  origin: Name,
  providers: readonly string[],
  pool: ProviderPool,
): Promise<ShownZone> {
  for (const name of providers) {
    const provider = await pool.get(name)
    const found = await provider.findZone(origin)
    if (!found) continue
    const rrsets: RRset[] = []
    for await (const page of provider.readZone(origin)) rrsets.push(...page)
    return { zone: found.origin, provider: name, rrsets: inOrder(rrsets) }
  }
  throw fault('zone-missing', `${origin} is at none of: ${providers.join(', ')}`)
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
