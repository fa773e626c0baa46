// Creates a zone at a provider, with nothing but what the provider gives it.
import { fault } from '../base/errors.ts'
import type { Listener } from '../base/io.ts'
import type { Name } from '../dns/name.ts'
import type { Checkout } from './checkout.ts'
import { readHeldZone } from './held-zone.ts'
import { lockWaitMs } from './lock-wait.ts'
import { withProviders } from './provider-pool.ts'
import { statedZones, statementsOf } from './stated-zones.ts'

export interface CreatedZone {
  readonly zone: Name
  readonly provider: string
  /** What the provider calls it, where that is not its name. */
  readonly id?: string
  /** To which its parent has to delegate it; empty if the provider has none of its own. */
  readonly nameServers: readonly string[]
}

/** Creates a zone; throws `zone-exists`, and `provider-unclear` unless one provider is named or meant. */
export async function createZone(
  checkout: Checkout,
  origin: Name,
  provider: string | undefined,
  listener: Listener,
): Promise<CreatedZone> {
  const name = provider ?? (await meantProvider(checkout, origin))
  return withProviders(checkout.openProvider, async pool => {
    const opened = await pool.get(name)
    const terms = { purpose: 'create', waitMs: lockWaitMs }
    const { id } = await opened.withLease(origin, terms, lease =>
      opened.createZone(origin, { lease, listener, record: async () => {} }),
    )
    const held = await readHeldZone(opened, origin)
    const nameServers = held?.get(origin, 'NS')?.rdatas ?? []
    return { zone: origin, provider: name, ...(id !== undefined && { id }), nameServers }
  })
}

/** The one that is configured, or to which the files of the checkout send the zone. */
async function meantProvider(checkout: Checkout, origin: Name): Promise<string> {
  const configured = Object.keys(checkout.config.config.providers)
  if (configured.length === 1) return configured[0]!
  const stated = statementsOf(await statedZones(checkout), origin).flatMap(({ providers }) => providers)
  const [first, ...others] = new Set(stated)
  if (first !== undefined && others.length === 0) return first
  const which = stated.length > 0 ? 'zone files send it to' : 'configured are'
  const names = (stated.length > 0 ? [...new Set(stated)] : configured).join(', ')
  throw fault(
    'provider-unclear',
    `${origin} could be created at several providers; ${which}: ${names}; name one with --provider`,
  )
}
