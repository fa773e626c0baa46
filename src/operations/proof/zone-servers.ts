// The servers that are asked about a zone: those that are named, or those of the NS records that the provider holds.
import { lookup } from 'node:dns/promises'
import type { Name } from '../../dns/name.ts'
import { isAtOrBelow } from '../../dns/name.ts'
import { NS } from '../../dns/rr/types/ns.ts'
import { type FoundServers, namedServers, nameServers, noRouteTo } from '../../proof/find-servers.ts'
import type { Provider } from '../../providers/contract.ts'
import type { VerifyServers } from './verify-setting.ts'

const lookUp = (host: string) => lookup(host, { all: true })

/** Finds the servers of a zone; undefined where none is to be asked. */
export async function serversOfZone(
  provider: Provider,
  origin: Name,
  servers: VerifyServers,
): Promise<FoundServers | undefined> {
  if (servers === 'none') return undefined
  if (servers !== 'name-servers') return namedServers(servers, lookUp)
  const apexNs = (await provider.readRRsets(origin, [{ owner: origin, type: 'NS' }])).get(origin, 'NS')
  const names = (apexNs?.rdatas ?? []).map(rdata => NS.toFields(rdata).nsdname)
  const glue = names
    .filter(name => isAtOrBelow(name, origin))
    .flatMap(owner => [
      { owner, type: 'A' },
      { owner, type: 'AAAA' },
    ])
  const held = glue.length > 0 ? await provider.readRRsets(origin, glue) : undefined
  return nameServers(origin, apexNs, {
    held: (owner, type) => held?.get(owner, type),
    lookup: lookUp,
    noRouteTo,
  })
}
