// Finds the addresses of a host that is checked by asking the DNS itself: the system's own look-ups share a few threads,
// where names whose servers do not answer would hold up those of all other checks.
import { type LookupAddress, lookup as lookUpBySystem } from 'node:dns'
import { Resolver } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'

/** What asks the DNS. */
export type HostResolver = Pick<Resolver, 'resolve4' | 'resolve6' | 'cancel'>

/** Asks the servers that the system has now; the signal ends it earlier as a rule. */
export const systemResolver = (): HostResolver => new Resolver({ timeout: 1000, tries: 4 })

/**
 * Makes the function that a connection looks its host up by: the addresses of IPv4 or, without one, of IPv6. Names that
 * the DNS does not have may be in the system's table of hosts, as those without a dot are.
 */
export function hostLookup(resolver: HostResolver, signal: AbortSignal): LookupFunction {
  return (host, options, callback) => {
    const bySystem = (): void => lookUpBySystem(host, options, callback)
    if (!host.includes('.')) return bySystem()
    const cancel = (): void => resolver.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    void addressesOf(host, resolver)
      .finally(() => signal.removeEventListener('abort', cancel))
      .then(
        addresses => {
          const [{ address, family }] = addresses
          if (options.all) callback(null, [...addresses])
          else callback(null, address, family)
        },
        (error: NodeJS.ErrnoException) => {
          if (signal.aborted || error.code === 'ETIMEOUT') callback(error, '')
          else bySystem()
        },
      )
  }
}

type Addresses = readonly [LookupAddress, ...LookupAddress[]]

async function addressesOf(host: string, resolver: HostResolver): Promise<Addresses> {
  const found = await resolver.resolve4(host).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENODATA') return []
    throw error
  })
  const [first, ...others] = (found.length > 0 ? found : await resolver.resolve6(host)).map(address => ({
    address,
    family: found.length > 0 ? 4 : 6,
  }))
  return [first!, ...others]
}
