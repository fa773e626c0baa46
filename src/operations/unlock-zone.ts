// Takes a zone's lease away from whoever holds it, once somebody has seen who that is and agreed.
import { type DnsctlError, fault } from '../base/errors.ts'
import type { LeaseRecord } from '../base/lease-record.ts'
import { standingOf } from '../base/process-identity.ts'
import type { Name } from '../dns/name.ts'
import type { Provider } from '../providers/contract.ts'
import type { Checkout } from './checkout.ts'
import { withProviders } from './provider-pool.ts'
import { statedZones, statementsOf } from './stated-zones.ts'

/** A lock as people are shown it. */
export interface ZoneLock {
  readonly zone: Name
  readonly provider: string
  readonly holder: {
    readonly user: string
    readonly host: string
    readonly pid: number
    /** Whether it still runs: unknown of a process of another machine or container. */
    readonly process: ReturnType<typeof standingOf>
  }
  /** "apply", "rollback": what the holder does. */
  readonly purpose: string
  /** ISO 8601, UTC. */
  readonly since: string
  /** When it ends unless it is renewed; ISO 8601, UTC. */
  readonly expires: string
}

export interface UnlockZoneInput {
  readonly checkout: Checkout
  readonly origin: Name
  readonly provider: string | undefined
  /** Shows who holds the zone's locks. */
  readonly show: (locks: readonly ZoneLock[]) => void
  /** Asks whether they are to be taken away. */
  readonly agree: () => Promise<boolean>
}

/**
 * Takes away exactly the locks that were shown. Throws `lock-free` if nobody holds one, `zone-locked` if somebody else
 * does by then, `provider-unclear` unless a provider is named or meant, and `plan-unconfirmed`.
 */
export async function unlockZone(input: UnlockZoneInput): Promise<readonly ZoneLock[]> {
  const { checkout, origin } = input
  const names = input.provider === undefined ? await meantProviders(checkout, origin) : [input.provider]
  return withProviders(checkout.openProvider, async pool => {
    const found: { readonly provider: Provider; readonly lease: LeaseRecord }[] = []
    for (const name of names) {
      const provider = await pool.get(name)
      const lease = await provider.leaseOf(origin)
      if (lease) found.push({ provider, lease })
    }
    if (found.length === 0)
      throw fault('lock-free', `nobody holds the lock of ${origin} at ${names.join(', ')}`)
    const locks = found.map(({ provider, lease }) => shownLock(origin, provider.name, lease))
    input.show(locks)
    if (!(await input.agree()))
      throw fault('plan-unconfirmed', `taking the lock of ${origin} away was not agreed to`)
    for (const { provider, lease } of found)
      if (!(await provider.breakLease(origin, lease))) throw await movedFault(provider, origin)
    return locks
  })
}

/** The one that is configured, or those to which the files of the checkout send the zone. */
async function meantProviders(checkout: Checkout, origin: Name): Promise<readonly string[]> {
  const configured = Object.keys(checkout.config.config.providers)
  if (configured.length === 1) return configured
  const stated = statementsOf(await statedZones(checkout), origin).flatMap(({ providers }) => providers)
  if (stated.length > 0) return [...new Set(stated)]
  const names = configured.join(', ')
  throw fault(
    'provider-unclear',
    `no zone file states ${origin}; configured are: ${names}; name one with --provider`,
  )
}

const shownLock = (zone: Name, provider: string, lease: LeaseRecord): ZoneLock => ({
  zone,
  provider,
  holder: {
    user: lease.holder.user,
    host: lease.holder.host,
    pid: lease.holder.pid,
    process: standingOf(lease.holder),
  },
  purpose: lease.purpose,
  since: new Date(lease.since).toISOString(),
  expires: new Date(lease.expires).toISOString(),
})

async function movedFault(provider: Provider, origin: Name): Promise<DnsctlError> {
  const now = await provider.leaseOf(origin)
  if (!now) return fault('lock-free', `the lock of ${origin} at ${provider.name} was given back meanwhile`)
  const { user, host, pid } = now.holder
  return fault(
    'zone-locked',
    `${origin} at ${provider.name} is locked by another one meanwhile: ${user}@${host}, process ${pid}; its lock stays`,
  )
}
