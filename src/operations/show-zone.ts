// Reads one zone where it is held.
import { fault } from '../base/errors.ts'
import type { Name } from '../dns/name.ts'
import type { RRset } from '../dns/rrset.ts'
import { rrsetsInOrder } from '../dns/zone-order.ts'
import type { ZoneDetails } from '../providers/contract.ts'
import type { Checkout } from './checkout.ts'
import { readHeldZone } from './held-zone.ts'
import { withProviders } from './provider-pool.ts'

/** A zone as a provider holds it. */
export interface ShownZone {
  readonly zone: Name
  readonly provider: string
  /** What the provider knows of it beside its records. */
  readonly details: ZoneDetails
  /** By owner in canonical order, the apex first, then by type. */
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
      const opened = await pool.get(name)
      const zone = await readHeldZone(opened, origin)
      if (!zone) continue
      const details = await opened.describeZone(origin)
      return { zone: zone.origin, provider: name, details, rrsets: [...rrsetsInOrder(zone)] }
    }
    throw fault('zone-missing', `${origin} is not at ${providers.join(', ')}`)
  })
}
